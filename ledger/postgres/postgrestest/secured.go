package postgrestest

import (
	"database/sql"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"testing"
)

// Identity is what a server shows to clients, as PEM, and the authority that it holds their certificates against.
type Identity struct{ Certificate, Key, ClientAuthority []byte }

// Users of a secured server: one signs in with a password (SCRAM), the other by a certificate of that name.
const (
	UserWithPassword    = "refunds"
	UserWithCertificate = "certified"
)

// Secured is a server to which users get over TLS alone.
type Secured struct {
	*Server
	data  string
	owner owner
}

// accessRules let the tests' own user in as before, and everybody else over TLS.
const accessRules = `host    all makegood   127.0.0.1/32 trust
hostssl all certified  127.0.0.1/32 cert
hostssl all all        127.0.0.1/32 scram-sha-256
`

// StartSecured starts a server that ends with the test.
func StartSecured(t testing.TB, shows Identity) *Secured {
	t.Helper()
	s := &Secured{}
	server, stop, err := start(t.Context(), func(data string, by owner) ([]string, error) {
		s.data, s.owner = data, by
		return []string{"-c", "ssl=on", "-c", "ssl_ca_file=authority.crt", "-c", "password_encryption=scram-sha-256"}, s.write(shows)
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(stop)
	s.Server = server
	s.Do(t, "CREATE USER "+UserWithPassword)
	s.Do(t, "CREATE USER "+UserWithCertificate)
	return s
}

// write puts what the server shows, and who is let in, into its folder.
func (s *Secured) write(shows Identity) error {
	for name, content := range map[string][]byte{
		"server.crt": shows.Certificate, "server.key": shows.Key, "authority.crt": shows.ClientAuthority, "pg_hba.conf": []byte(accessRules),
	} {
		path := filepath.Join(s.data, name)
		if err := os.WriteFile(path, content, 0o600); err != nil {
			return err
		}
		if err := s.owner.give(path); err != nil {
			return err
		}
	}
	return nil
}

// Show replaces what the running server shows. Connections from some moment soon after see it.
func (s *Secured) Show(t testing.TB, shows Identity) {
	t.Helper()
	if err := s.write(shows); err != nil {
		t.Fatal(err)
	}
	s.Do(t, "SELECT pg_reload_conf()")
}

// SetPassword gives the user with a password another one.
func (s *Secured) SetPassword(t testing.TB, password string) {
	t.Helper()
	s.Do(t, fmt.Sprintf("ALTER USER %s PASSWORD '%s'", UserWithPassword, password))
}

// EndConnections ends those of a user.
func (s *Secured) EndConnections(t testing.TB, user string) {
	t.Helper()
	s.Do(t, fmt.Sprintf("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = '%s'", user))
}

// Do runs a statement as the tests' own user.
func (s *Secured) Do(t testing.TB, statement string) {
	t.Helper()
	db, err := sql.Open("pgx", s.url("postgres"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	if _, err := db.ExecContext(t.Context(), statement); err != nil {
		t.Fatal(err)
	}
}

// DatabaseOf makes an empty database of a user, and returns its URL without anything that secures the line.
func (s *Secured) DatabaseOf(t testing.TB, user string) *url.URL {
	t.Helper()
	at, err := url.Parse(s.Database(t))
	if err != nil {
		t.Fatal(err)
	}
	s.Do(t, fmt.Sprintf("ALTER DATABASE %s OWNER TO %s", filepath.Base(at.Path), user))
	at.User, at.RawQuery = url.User(user), ""
	return at
}
