package kafka_test

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	driver "github.com/segmentio/kafka-go"
	"go.uber.org/zap"
	"go.uber.org/zap/zaptest/observer"

	"github.com/makegood/makegood/internal/kafka"
	"github.com/makegood/makegood/internal/kafka/apache"
)

// file writes a file of the test's own.
func file(t *testing.T, name string, content []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	overwrite(t, path, content)
	return path
}

func overwrite(t *testing.T, path string, content []byte) {
	t.Helper()
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
}

// trusting trusts the server's authority, and nobody else.
func trusting(t *testing.T, authority *apache.Authority) *kafka.TLS {
	t.Helper()
	return &kafka.TLS{AuthorityFile: file(t, "ca.pem", authority.PEM())}
}

// certified has a certificate of the authority.
func certified(t *testing.T, authority *apache.Authority) *kafka.TLS {
	t.Helper()
	certificate, key, err := authority.Issue("makegood")
	if err != nil {
		t.Fatal(err)
	}
	with := trusting(t, authority)
	with.CertificateFile, with.KeyFile = file(t, "client.pem", certificate), file(t, "client.key", key)
	return with
}

func signIn(mechanism kafka.Mechanism, password kafka.Secret) *kafka.SignIn {
	return &kafka.SignIn{Mechanism: mechanism, User: apache.User, Password: password}
}

func TestEveryWayOfSecuringALineWorks(t *testing.T) {
	for _, mechanism := range []kafka.Mechanism{kafka.MechanismPlain, kafka.MechanismScramSHA256, kafka.MechanismScramSHA512} {
		t.Run(string(mechanism), func(t *testing.T) {
			p, authority := serveSecured(t, apache.SignedIn)
			p.security = kafka.Security{TLS: trusting(t, authority), SignIn: signIn(mechanism, kafka.NewSecret(apache.Password))}
			p.carries(t)
		})
	}
	t.Run("certificates of both sides", func(t *testing.T) {
		p, authority := serveSecured(t, apache.MutualTLS)
		p.security = kafka.Security{TLS: certified(t, authority)}
		p.carries(t)
	})
}

// carries looks whether everything that is done over a line works: making topics, writing, reading, and
// committing.
func (p place) carries(t *testing.T) {
	t.Helper()
	letters := kafka.Topic{Name: p.topic, Partitions: 1, Replicas: 1}.DeadLetters(p.group)
	if err := kafka.EnsureTopics(within(t), zap.NewNop(), p.line(), letters); err != nil {
		t.Fatal(err)
	}
	p.send(t, driver.Message{Topic: p.topic, Value: []byte("1")})
	handled, letterWritten := newCollected(), make(chan error, 1)
	w := kafka.NewWriter(p.line())
	t.Cleanup(func() { _ = w.Close() })
	stop := consume(t, p.consumer(handlerFunc(func(ctx context.Context, r kafka.Record) error {
		letterWritten <- kafka.NewDeadLetters(w, p.group).Write(ctx, r, kafka.Letter{Stage: "test"})
		return handled.Handle(ctx, r)
	})))
	handled.await(t, "1")
	stop()
	if err := <-letterWritten; err != nil {
		t.Error(err)
	}
}

// refusedFor runs a consumer that is refused, and returns all that it said.
func (p place) refusedFor(t *testing.T) string {
	t.Helper()
	told, said := away(), strings.Builder{}
	core, logs := observer.New(zap.DebugLevel)
	config := p.consumer(newSeen())
	config.Logger = zap.New(core)
	config.OnAway = func(err error) { told.note(err) }
	stop := consume(t, config)
	told.await(t)
	stop()
	for _, entry := range logs.All() {
		fmt.Fprintln(&said, entry.Message, entry.ContextMap())
	}
	return said.String()
}

func TestASignInThatIsRefusedIsSaidWithoutThePassword(t *testing.T) {
	for _, mechanism := range []kafka.Mechanism{kafka.MechanismPlain, kafka.MechanismScramSHA256, kafka.MechanismScramSHA512} {
		t.Run(string(mechanism), func(t *testing.T) {
			p, authority := serveSecured(t, apache.SignedIn)
			const wrong = "not-the-password-7d1f"
			p.security = kafka.Security{TLS: trusting(t, authority), SignIn: signIn(mechanism, kafka.NewSecret(wrong))}
			said := p.refusedFor(t)
			if !strings.Contains(said, "SASL") || strings.Contains(said, wrong) {
				t.Errorf("it said %s", said)
			}
		})
	}
}

func TestABrokerThatDemandsACertificateRefusesWhoHasNone(t *testing.T) {
	p, authority := serveSecured(t, apache.MutualTLS)
	p.security = kafka.Security{TLS: trusting(t, authority)}
	if said := p.refusedFor(t); !strings.Contains(said, "certificate") {
		t.Errorf("it said %s", said)
	}
}

func TestABrokerOfAnotherAuthorityIsNotTalkedTo(t *testing.T) {
	p, _ := serveSecured(t, apache.SignedIn)
	other, err := apache.NewAuthority()
	if err != nil {
		t.Fatal(err)
	}
	p.security = kafka.Security{TLS: trusting(t, other), SignIn: signIn(kafka.MechanismPlain, kafka.NewSecret(apache.Password))}
	if said := p.refusedFor(t); !strings.Contains(said, "unknown authority") || strings.Contains(said, apache.Password) {
		t.Errorf("it said %s", said)
	}
}

// The consumer runs with a password that is no longer right. The new one is put into its file.
func TestAPasswordThatChangesInItsFileCountsWithoutARestart(t *testing.T) {
	p, authority := serveSecured(t, apache.SignedIn)
	right := p
	right.security = kafka.Security{TLS: trusting(t, authority), SignIn: signIn(kafka.MechanismScramSHA512, kafka.NewSecret(apache.Password))}
	right.send(t, right.numbered(3, 3)...)
	path := file(t, "password", []byte("the old one"))
	p.security = kafka.Security{TLS: trusting(t, authority), SignIn: signIn(kafka.MechanismScramSHA512, kafka.SecretFile(path))}
	handled, told := newSeen(), away()
	config := p.consumer(handled)
	config.OnAway = told.note
	consume(t, config)
	told.await(t)
	overwrite(t, path, []byte(apache.Password+"\n"))
	handled.await(t, 3)
}

// The certificate that was there is of nobody the broker knows. The right one is put into its files.
func TestACertificateThatChangesInItsFilesCountsWithoutARestart(t *testing.T) {
	p, authority := serveSecured(t, apache.MutualTLS)
	right := p
	right.security = kafka.Security{TLS: certified(t, authority)}
	right.send(t, right.numbered(3, 3)...)
	other, err := apache.NewAuthority()
	if err != nil {
		t.Fatal(err)
	}
	stranger := certified(t, other)
	stranger.AuthorityFile = right.security.TLS.AuthorityFile
	p.security = kafka.Security{TLS: stranger}
	handled, told := newSeen(), away()
	config := p.consumer(handled)
	config.OnAway = told.note
	consume(t, config)
	told.await(t)
	for from, to := range map[string]string{
		right.security.TLS.CertificateFile: stranger.CertificateFile, right.security.TLS.KeyFile: stranger.KeyFile,
	} {
		content, err := os.ReadFile(from)
		if err != nil {
			t.Fatal(err)
		}
		overwrite(t, to, content)
	}
	handled.await(t, 3)
}

func TestASecretPrintsAsDots(t *testing.T) {
	const password = "hunter2-9c4e"
	s := signIn(kafka.MechanismPlain, kafka.NewSecret(password))
	line := kafka.Line{Brokers: []string{"b:1"}, Security: kafka.Security{SignIn: s}}
	inJSON, err := json.Marshal(line)
	if err != nil {
		t.Fatal(err)
	}
	core, logs := observer.New(zap.InfoLevel)
	zap.New(core).Info("x", zap.Any("line", *s), zap.Reflect("reflected", *s))
	logged, err := json.Marshal(logs.All()[0].ContextMap())
	if err != nil {
		t.Fatal(err)
	}
	for form, text := range map[string]string{
		"%v": fmt.Sprintf("%v", *s), "%+v": fmt.Sprintf("%+v", *s), "%#v": fmt.Sprintf("%#v", *s), "%s": fmt.Sprintf("%s", s.Password),
		"%q": fmt.Sprintf("%q", s.Password), "%x": fmt.Sprintf("%x", s.Password), "json": string(inJSON), "log": string(logged),
	} {
		if strings.Contains(text, password) || !strings.Contains(text, "•••") {
			t.Errorf("%s shows %s", form, text)
		}
	}
}

func TestALineThatIsSetUpWrongIsNamed(t *testing.T) {
	missing := filepath.Join(t.TempDir(), "missing")
	for name, tc := range map[string]struct {
		line kafka.Line
		want string
	}{
		"no brokers":                {kafka.Line{}, "no brokers"},
		"no authorities":            {lineOf(&kafka.TLS{AuthorityFile: missing}, nil), missing},
		"authorities that are none": {lineOf(&kafka.TLS{AuthorityFile: file(t, "ca", []byte("x"))}, nil), "no certificate in PEM"},
		"no key":                    {lineOf(&kafka.TLS{CertificateFile: missing, KeyFile: missing}, nil), missing},
		"no password file":          {lineOf(&kafka.TLS{}, signIn(kafka.MechanismPlain, kafka.SecretFile(missing))), missing},
		"an empty password":         {lineOf(&kafka.TLS{}, signIn(kafka.MechanismPlain, kafka.Secret{})), "no password"},
		"an unknown mechanism":      {lineOf(&kafka.TLS{}, signIn("GSSAPI", kafka.NewSecret("x"))), "SCRAM-SHA-512"},
		"PLAIN that is readable":    {lineOf(nil, signIn(kafka.MechanismPlain, kafka.NewSecret("x"))), "send the password readable"},
	} {
		t.Run(name, func(t *testing.T) {
			err := tc.line.Check()
			if err == nil || !strings.Contains(err.Error(), tc.want) {
				t.Errorf("it said %v, want %s", err, tc.want)
			}
		})
	}
	if err := lineOf(&kafka.TLS{}, signIn(kafka.MechanismScramSHA256, kafka.NewSecret("x"))).Check(); err != nil {
		t.Error(err)
	}
}

func lineOf(tls *kafka.TLS, s *kafka.SignIn) kafka.Line {
	return kafka.Line{Brokers: []string{"127.0.0.1:1"}, Security: kafka.Security{TLS: tls, SignIn: s}}
}
