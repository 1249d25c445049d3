package postgres_test

import (
	"context"
	"errors"
	"net/url"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/makegood/makegood/internal/line/linetest"
	"github.com/makegood/makegood/internal/secret"
	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/ledger/postgres"
	"github.com/makegood/makegood/ledger/postgres/postgrestest"
)

const password = "hunter2-9c4e"

// identity is a server of 127.0.0.1 that takes certificates of its own authority.
func identity(t *testing.T, of *linetest.Authority) postgrestest.Identity {
	t.Helper()
	certificate, key, err := of.Issue("127.0.0.1")
	if err != nil {
		t.Fatal(err)
	}
	return postgrestest.Identity{Certificate: certificate, Key: key, ClientAuthority: of.PEM()}
}

// with is a URL with parameters.
func with(at *url.URL, params ...string) string {
	u, query := *at, url.Values{}
	for i := 0; i < len(params); i += 2 {
		query.Set(params[i], params[i+1])
	}
	u.RawQuery = query.Encode()
	return u.String()
}

func TestALedgerOverTLSWithPasswordOrCertificate(t *testing.T) {
	authority, stranger := linetest.New(t), linetest.New(t)
	server := postgrestest.StartSecured(t, identity(t, authority))
	server.SetPassword(t, password)
	trusted, own, other := authority.Write(t), authority.Pair(t, postgrestest.UserWithCertificate), stranger.Write(t)
	file := linetest.File(t, "password", []byte(password+"\n"))
	signedIn, certified := server.DatabaseOf(t, postgrestest.UserWithPassword), server.DatabaseOf(t, postgrestest.UserWithCertificate)
	inURL := *signedIn
	inURL.User = url.UserPassword(postgrestest.UserWithPassword, "wrong-"+password)
	for name, c := range map[string]struct {
		url      string
		password secret.Value
		// want is in the error; empty: a ledger is made there.
		want string
	}{
		"a password from a file":       {with(signedIn, "sslmode", "verify-full", "sslrootcert", trusted), secret.File(file), ""},
		"a certificate":                {with(certified, "sslmode", "verify-full", "sslrootcert", trusted, "sslcert", own.Certificate, "sslkey", own.Key), secret.Value{}, ""},
		"no TLS":                       {with(signedIn, "sslmode", "disable"), secret.File(file), "no pg_hba.conf entry"},
		"another authority":            {with(signedIn, "sslmode", "verify-full", "sslrootcert", other), secret.File(file), "unknown authority"},
		"the system's authorities":     {with(signedIn, "sslmode", "verify-full"), secret.File(file), "unknown authority"},
		"a wrong password":             {with(signedIn, "sslmode", "verify-full", "sslrootcert", trusted), secret.Of("wrong-" + password), "password authentication failed"},
		"a wrong password in the URL":  {with(&inURL, "sslmode", "verify-full", "sslrootcert", trusted), secret.Value{}, "password authentication failed"},
		"no certificate":               {with(certified, "sslmode", "verify-full", "sslrootcert", trusted), secret.Value{}, "certificate"},
		"a password's file is missing": {with(signedIn, "sslmode", "verify-full", "sslrootcert", trusted), secret.File(file + ".missing"), "password.missing"},
		"authorities are missing":      {with(&inURL, "sslmode", "verify-full", "sslrootcert", trusted+".missing"), secret.Value{}, "sslrootcert"},
		"a mode there is none of":      {with(&inURL, "sslmode", "verify"), secret.Value{}, "sslmode is invalid"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := postgres.Create(t.Context(), c.url, time.Now, postgres.WithPassword(c.password))
			if (err == nil) != (c.want == "") || err != nil && !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v, want %q", err, c.want)
			}
			if err != nil && strings.Contains(err.Error(), password) {
				t.Errorf("the error shows the password: %v", err)
			}
		})
	}
}

func TestPasswordAndCertificatesChangeUnderAnOpenLedger(t *testing.T) {
	first, second := linetest.New(t), linetest.New(t)
	server := postgrestest.StartSecured(t, identity(t, first))
	server.SetPassword(t, "the first")
	trusted, file := first.Write(t), linetest.File(t, "password", []byte("the first"))
	at := with(server.DatabaseOf(t, postgrestest.UserWithPassword), "sslmode", "verify-full", "sslrootcert", trusted)
	option := postgres.WithPassword(secret.File(file))
	if _, err := postgres.Create(t.Context(), at, time.Now, option); err != nil {
		t.Fatal(err)
	}
	books, err := postgres.Open(t.Context(), at, time.Now, option)
	if err != nil {
		t.Fatal(err)
	}
	defer books.Close()
	server.SetPassword(t, "the second")
	server.EndConnections(t, postgrestest.UserWithPassword)
	if err := eventually(t, books, false); err == nil || strings.Contains(err.Error(), "the first") {
		t.Errorf("with the old password it says %v", err)
	}
	linetest.Overwrite(t, file, []byte("the second"))
	if err := eventually(t, books, true); err != nil {
		t.Errorf("with the new password: %v", err)
	}
	server.Show(t, identity(t, second))
	linetest.Overwrite(t, trusted, second.PEM())
	server.EndConnections(t, postgrestest.UserWithPassword)
	if err := eventually(t, books, true); err != nil {
		t.Errorf("with the new certificate: %v", err)
	}
}

// eventually writes to the ledger until it works, or until it does not: connections end, and a server shows a new
// certificate, a little after it was told to.
func eventually(t *testing.T, books ledger.Store, works bool) error {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	for {
		err := books.TryWrite(ctx)
		if (err == nil) == works || ctx.Err() != nil {
			return err
		}
	}
}

func TestALineToAnotherMachineThatIsNotSecuredIsRefused(t *testing.T) {
	trusted := linetest.New(t).Write(t)
	missing := filepath.Join(t.TempDir(), "x")
	for at, refused := range map[string]bool{
		"postgres://u@db.example/x?sslmode=disable":                           true,
		"postgres://u@db.example/x?sslmode=prefer":                            true,
		"postgres://u@db.example/x":                                           true,
		"postgres://u@db.example/x?sslmode=require":                           true,
		"postgres://u@db.example/x?sslmode=verify-ca":                         true,
		"postgres://u@10.0.0.1,127.0.0.1/x?sslmode=disable":                   true,
		"postgres://u@127.0.0.1,10.0.0.1/x?sslmode=disable":                   true,
		"postgres://u@db.example/x?sslmode=verify-ca&sslrootcert=" + trusted:  false,
		"postgres://u@db.example/x?sslmode=verify-full":                       false,
		"postgres://u@127.0.0.1:1/x?sslmode=disable":                          false,
		"postgres://u@localhost:1/x":                                          false,
		"postgres:///x?host=" + url.QueryEscape(missing) + "&sslmode=disable": false,
		"postgres://u@[::1]:1/x?sslmode=prefer":                               false,
	} {
		ctx, cancel := context.WithCancel(t.Context())
		cancel() // nobody is connected to: what is not refused ends here
		_, err := postgres.Create(ctx, at, time.Now)
		if err == nil || errors.Is(err, postgres.ErrNotSecured) != refused {
			t.Errorf("%s: %v, refused should be %v", at, err, refused)
		}
		if _, err := postgres.Create(ctx, at, time.Now, postgres.WithoutSecurity()); err == nil || errors.Is(err, postgres.ErrNotSecured) {
			t.Errorf("%s, where that is allowed: %v", at, err)
		}
	}
}
