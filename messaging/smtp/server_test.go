package smtp_test

import (
	"crypto/tls"
	"errors"
	"io"
	"net"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/emersion/go-sasl"
	protocol "github.com/emersion/go-smtp"

	"github.com/makegood/makegood/internal/line/linetest"
)

// server is a real SMTP server in the test's process, with a mailbox and faults.
type server struct {
	addr string
	tls  *tls.Config
	// implicit speaks TLS from the first byte.
	implicit bool
	// user, when set, has to sign in with the password "secret".
	user string

	// away hangs up on everybody who calls; the port stays the server's own, so that nobody else takes it.
	away atomic.Bool

	mu      sync.Mutex
	running *protocol.Server
	box     [][]byte
	// refuseTo and refuseMail answer RCPT TO and the mail; hangUp ends the connection in the place of
	// an answer, after the mail was taken.
	refuseTo, refuseMail error
	hangUp               bool
}

func startServer(t *testing.T, change func(*server)) *server {
	t.Helper()
	s := &server{addr: "127.0.0.1:0"}
	if change != nil {
		change(s)
	}
	s.start(t)
	t.Cleanup(func() { s.stop(t) })
	return s
}

func (s *server) start(t *testing.T) {
	t.Helper()
	listener, err := net.Listen("tcp", s.addr)
	if err != nil {
		t.Fatal(err)
	}
	s.addr = listener.Addr().String()
	listener = door{Listener: listener, shut: &s.away}
	if s.implicit {
		listener = tls.NewListener(listener, s.tls)
	}
	running := protocol.NewServer(protocol.BackendFunc(func(c *protocol.Conn) (protocol.Session, error) {
		return &session{server: s, conn: c}, nil
	}))
	running.Domain, running.TLSConfig, running.ReadTimeout = "mail.acme.example", s.tls, 10*time.Second
	running.AllowInsecureAuth, running.MaxLineLength = true, 2000
	running.ErrorLog = quiet{}
	s.running = running
	go func() {
		if err := running.Serve(listener); err != nil && !errors.Is(err, protocol.ErrServerClosed) {
			t.Error(err)
		}
	}()
}

func (s *server) stop(t *testing.T) {
	t.Helper()
	if err := s.running.Close(); err != nil && !errors.Is(err, protocol.ErrServerClosed) {
		t.Error(err)
	}
}

// door hangs up while it is shut.
type door struct {
	net.Listener
	shut *atomic.Bool
}

// Accept implements net.Listener.
func (d door) Accept() (net.Conn, error) {
	for {
		conn, err := d.Listener.Accept()
		if err != nil || !d.shut.Load() {
			return conn, err
		}
		_ = conn.Close()
	}
}

func (s *server) mails() [][]byte {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.box
}

func (s *server) set(change func(*server)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	change(s)
}

type quiet struct{}

func (quiet) Printf(string, ...any) {}
func (quiet) Println(...any)        {}

// session is one connection.
type session struct {
	server *server
	conn   *protocol.Conn
	in     bool
}

func (s *session) AuthMechanisms() []string { return []string{sasl.Plain} }

func (s *session) Auth(string) (sasl.Server, error) {
	return sasl.NewPlainServer(func(_, user, password string) error {
		if user != s.server.user || password != "secret" {
			return protocol.ErrAuthFailed
		}
		s.in = true
		return nil
	}), nil
}

func (s *session) Mail(string, *protocol.MailOptions) error {
	if s.server.user != "" && !s.in {
		return protocol.ErrAuthRequired
	}
	return nil
}

func (s *session) Rcpt(string, *protocol.RcptOptions) error {
	s.server.mu.Lock()
	defer s.server.mu.Unlock()
	return s.server.refuseTo
}

func (s *session) Data(r io.Reader) error {
	raw, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	s.server.mu.Lock()
	defer s.server.mu.Unlock()
	if s.server.refuseMail != nil {
		return s.server.refuseMail
	}
	s.server.box = append(s.server.box, raw)
	if s.server.hangUp {
		return s.conn.Conn().Close()
	}
	return nil
}

func (s *session) Reset()        {}
func (s *session) Logout() error { return nil }

// certificates returns what a server shows, and the file of what a client trusts.
func certificates(t *testing.T) (shows *tls.Config, trusted string) {
	t.Helper()
	authority := linetest.New(t)
	return authority.Server(t, "127.0.0.1"), authority.Write(t)
}
