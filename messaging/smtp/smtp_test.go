package smtp_test

import (
	"context"
	"errors"
	"net"
	"strconv"
	"strings"
	"testing"
	"time"

	protocol "github.com/emersion/go-smtp"

	"github.com/makegood/makegood/internal/secret"
	"github.com/makegood/makegood/messaging"
	"github.com/makegood/makegood/messaging/messagingtest"
	"github.com/makegood/makegood/messaging/smtp"
	"github.com/makegood/makegood/refund"
)

const sender = "Acme 退款 <refunds@acme.example>"

// config reaches the server without TLS or signing in.
func config(t *testing.T, s *server) smtp.Config {
	t.Helper()
	host, port, err := net.SplitHostPort(s.addr)
	if err != nil {
		t.Fatal(err)
	}
	number, err := strconv.Atoi(port)
	if err != nil {
		t.Fatal(err)
	}
	return smtp.Config{
		Host: host, Port: number, TLS: smtp.TLSNone, From: sender, Once: messagingtest.Once(), Timeout: 5 * time.Second,
		Now: func() time.Time { return time.Date(2026, 11, 2, 9, 0, 0, 0, time.UTC) },
	}
}

func connect(t *testing.T, c smtp.Config) *smtp.Server {
	t.Helper()
	channel, err := smtp.New(c)
	if err != nil {
		t.Fatal(err)
	}
	return channel
}

func TestTheServerConforms(t *testing.T) {
	messagingtest.RunChannelConformance(t, func(t *testing.T) messagingtest.ChannelRig {
		s := startServer(t, nil)
		return messagingtest.ChannelRig{
			Channel: connect(t, config(t, s)),
			Letters: func(t *testing.T) []messagingtest.Letter {
				var letters []messagingtest.Letter
				for _, raw := range s.mails() {
					letters = append(letters, messagingtest.ReadLetter(t, raw))
				}
				return letters
			},
			Away: func(_ *testing.T, away bool) { s.away.Store(away) },
		}
	})
}

func message() messaging.Message {
	return messaging.Message{
		ID: "refund/acme/o-1001/c-1#sent", To: refund.Contact{Email: "li.lei@example.test"}, Locale: "zh-CN",
		Subject: "订单 o-1001 的退款", Body: "您好：\n",
	}
}

func wantMails(t *testing.T, s *server, count int) {
	t.Helper()
	if got := len(s.mails()); got != count {
		t.Errorf("%d mails arrived, want %d", got, count)
	}
}

func TestTheHeadersAreDerivedAndNothingIsSmuggledIn(t *testing.T) {
	s := startServer(t, nil)
	m := message()
	m.Subject = "Hello\r\nBcc: thief@example.test"
	if err := connect(t, config(t, s)).Deliver(t.Context(), m); err != nil {
		t.Fatal(err)
	}
	h := messagingtest.ReadMail(t, s.mails()[0]).Header
	from, err := h.AddressList("From")
	if err != nil || from[0].Address != "refunds@acme.example" || from[0].Name != "Acme 退款" {
		t.Errorf("From: %v, %v", from, err)
	}
	for name, want := range map[string]string{
		"Message-ID": "<" + messaging.MailID(m.ID, "refunds@acme.example") + ">", "Date": "Mon, 02 Nov 2026 09:00:00 +0000",
		"Auto-Submitted": "auto-generated", "Content-Language": "zh-CN", "Bcc": "", "User-Agent": "", "X-Mailer": "",
	} {
		if got := h.Get(name); got != want {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
}

func TestAMailThatWasTakenWithoutAnAnswerIsNeverSentAgain(t *testing.T) {
	s := startServer(t, func(s *server) { s.hangUp = true })
	channel := connect(t, config(t, s))
	if err := channel.Deliver(t.Context(), message()); !errors.Is(err, messaging.ErrUnknown) {
		t.Errorf("got %v, want ErrUnknown", err)
	}
	s.set(func(s *server) { s.hangUp = false })
	if err := channel.Deliver(t.Context(), message()); !errors.Is(err, messaging.ErrUnknown) {
		t.Errorf("got %v, want ErrUnknown", err)
	}
	wantMails(t, s, 1)
}

func TestWhatTheServerSaysNoTo(t *testing.T) {
	no := func(code int) error {
		return &protocol.SMTPError{Code: code, EnhancedCode: protocol.EnhancedCodeNotSet, Message: "li.lei@example.test is not here"}
	}
	for name, c := range map[string]struct {
		fault   func(*server)
		forGood bool
	}{
		"an address that does not exist":  {func(s *server) { s.refuseTo = no(550) }, true},
		"an address that is busy":         {func(s *server) { s.refuseTo = no(451) }, false},
		"a mail it does not like":         {func(s *server) { s.refuseMail = no(554) }, true},
		"a mail it cannot take right now": {func(s *server) { s.refuseMail = no(452) }, false},
		"somebody who is not signed in":   {func(s *server) { s.user = "makegood" }, false},
	} {
		s := startServer(t, c.fault)
		channel := connect(t, config(t, s))
		err := channel.Deliver(t.Context(), message())
		if err == nil || errors.Is(err, messaging.ErrRefused) != c.forGood || errors.Is(err, messaging.ErrUnknown) || strings.Contains(err.Error(), "li.lei") {
			t.Errorf("%s: got %v", name, err)
		}
		s.set(func(s *server) { s.refuseTo, s.refuseMail, s.user = nil, nil, "" })
		if err := channel.Deliver(t.Context(), message()); err != nil {
			t.Errorf("%s, again: %v", name, err)
		}
		wantMails(t, s, 1)
	}
}

func TestTLSAndSigningIn(t *testing.T) {
	shows, trusted := certificates(t)
	for name, c := range map[string]struct {
		server func(*server)
		change func(*smtp.Config)
		taken  bool
	}{
		"signed in over TLS":            {func(s *server) { s.tls, s.user = shows, "makegood" }, func(c *smtp.Config) { c.TLS, c.Username = "", "makegood" }, true},
		"TLS from the first byte":       {func(s *server) { s.tls, s.implicit = shows, true }, func(c *smtp.Config) { c.TLS = smtp.TLSImplicit }, true},
		"TLS where there is some":       {func(s *server) { s.tls = shows }, func(c *smtp.Config) { c.TLS = smtp.TLSOpportunistic }, true},
		"plain where there is none":     {nil, func(c *smtp.Config) { c.TLS = smtp.TLSOpportunistic }, true},
		"no TLS where it is mandatory":  {nil, func(c *smtp.Config) { c.TLS = smtp.TLSMandatory }, false},
		"a certificate nobody trusts":   {func(s *server) { s.tls = shows }, func(c *smtp.Config) { c.TLS, c.AuthorityFile = "", "" }, false},
		"a wrong password":              {func(s *server) { s.tls, s.user = shows, "other" }, func(c *smtp.Config) { c.TLS, c.Username = "", "makegood" }, false},
		"no password over a plain line": {func(s *server) { s.user = "makegood" }, func(c *smtp.Config) { c.Username = "makegood" }, false},
	} {
		s := startServer(t, c.server)
		settings := config(t, s)
		settings.AuthorityFile, settings.Password = trusted, secret.Of("secret")
		c.change(&settings)
		err := connect(t, settings).Deliver(t.Context(), message())
		if (err == nil) != c.taken || err != nil && strings.Contains(err.Error(), "secret") {
			t.Errorf("%s: got %v", name, err)
		}
	}
}

func TestACallerThatGivesUpDuringTheMailDoesNotMakeItUnknown(t *testing.T) {
	s := startServer(t, nil)
	settings := config(t, s)
	ctx, cancel := context.WithCancel(t.Context())
	settings.Once = cancelling{settings.Once, cancel}
	channel := connect(t, settings)
	if err := channel.Deliver(ctx, message()); err != nil {
		t.Errorf("got %v", err)
	}
	wantMails(t, s, 1)
}

// cancelling cancels the caller right after the claim.
type cancelling struct {
	messaging.Once
	cancel func()
}

func (c cancelling) Do(ctx context.Context, key messaging.OnceKey, send messaging.Send) error {
	return c.Once.Do(ctx, key, func(claim func() error) error {
		return send(func() error { defer c.cancel(); return claim() })
	})
}

func TestTheConfigurationIsChecked(t *testing.T) {
	good := config(t, startServer(t, nil))
	for name, change := range map[string]func(*smtp.Config){
		"no sender":         func(c *smtp.Config) { c.From = "" },
		"no host":           func(c *smtp.Config) { c.Host = "" },
		"no memory":         func(c *smtp.Config) { c.Once = nil },
		"a bad port":        func(c *smtp.Config) { c.Port = 70000 },
		"a bad TLS policy":  func(c *smtp.Config) { c.TLS = "maybe" },
		"a bad way to sign": func(c *smtp.Config) { c.Username, c.Password, c.Auth = "makegood", secret.Of("x"), "pinky promise" },
		"no password":       func(c *smtp.Config) { c.Username = "makegood" },
		"no authorities":    func(c *smtp.Config) { c.AuthorityFile = "/nowhere/ca.pem" },
	} {
		c := good
		change(&c)
		if _, err := smtp.New(c); err == nil {
			t.Errorf("%s was accepted", name)
		}
	}
}
