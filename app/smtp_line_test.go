package app

import (
	"crypto/tls"
	"errors"
	"io"
	"net"
	"strings"
	"testing"

	"github.com/emersion/go-sasl"
	protocol "github.com/emersion/go-smtp"

	"github.com/makegood/makegood/doctor"
	"github.com/makegood/makegood/internal/line/linetest"
)

// mailbox is a mail server that lets one user in.
type mailbox struct{ user, password string }

// NewSession implements protocol.Backend.
func (m mailbox) NewSession(*protocol.Conn) (protocol.Session, error) { return mailSession{m}, nil }

type mailSession struct{ of mailbox }

func (m mailSession) AuthMechanisms() []string { return []string{sasl.Plain} }

func (m mailSession) Auth(string) (sasl.Server, error) {
	return sasl.NewPlainServer(func(_, user, password string) error {
		if user != m.of.user || password != m.of.password {
			return protocol.ErrAuthFailed
		}
		return nil
	}), nil
}

func (m mailSession) Mail(string, *protocol.MailOptions) error { return nil }
func (m mailSession) Rcpt(string, *protocol.RcptOptions) error { return nil }
func (m mailSession) Data(r io.Reader) error                   { _, err := io.ReadAll(r); return err }
func (m mailSession) Reset()                                   {}
func (m mailSession) Logout() error                            { return nil }

// startMail is a mail server, and its port on 127.0.0.1; without shows it speaks no TLS.
func startMail(t *testing.T, shows *tls.Config) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	server := protocol.NewServer(mailbox{user: "makegood", password: "the right one"})
	server.TLSConfig, server.Domain = shows, "mail.acme.example"
	go func() {
		if err := server.Serve(listener); err != nil && !errors.Is(err, protocol.ErrServerClosed) {
			t.Error(err)
		}
	}()
	t.Cleanup(func() { _ = server.Close() })
	_, port, err := net.SplitHostPort(listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	return port
}

func TestTheDoctorNamesTheSettingOfTheMailServerThatIsWrong(t *testing.T) {
	authority := linetest.New(t)
	secured, plain := startMail(t, authority.Server(t, "127.0.0.1")), startMail(t, nil)
	right := map[string]string{"HOST": "127.0.0.1", "PORT": secured, "USER": "makegood", "PASSWORD_FILE": linetest.File(t, "p", []byte("the right one")),
		"TLS_AUTHORITY_FILE": authority.Write(t)}
	for name, c := range map[string]struct{ change, value, setting string }{
		"nothing is wrong":       {"HOST", "127.0.0.1", ""},
		"nobody answers":         {"PORT", "1", "MAKEGOOD_SMTP_HOST and PORT"},
		"another authority":      {"TLS_AUTHORITY_FILE", linetest.New(t).Write(t), "MAKEGOOD_SMTP_TLS_AUTHORITY_FILE"},
		"the system's":           {"TLS_AUTHORITY_FILE", "", "MAKEGOOD_SMTP_TLS_AUTHORITY_FILE"},
		"a file that is not":     {"TLS_AUTHORITY_FILE", "/nowhere/ca.pem", "MAKEGOOD_SMTP_TLS_AUTHORITY_FILE"},
		"another name":           {"HOST", "localhost", "MAKEGOOD_SMTP_HOST, which the server's certificate does not name"},
		"no TLS there":           {"PORT", plain, "MAKEGOOD_SMTP_TLS:"},
		"a wrong password":       {"PASSWORD_FILE", linetest.File(t, "p", []byte("the wrong one")), "MAKEGOOD_SMTP_USER and its password"},
		"another user":           {"USER", "somebody", "MAKEGOOD_SMTP_USER and its password"},
		"a password's file gone": {"PASSWORD_FILE", "/nowhere/password", "MAKEGOOD_SMTP_PASSWORD_FILE"},
	} {
		set := map[string]string{}
		for setting, value := range right {
			set["MAKEGOOD_SMTP_"+setting] = value
		}
		set["MAKEGOOD_SMTP_"+c.change] = c.value
		it := said(t, loaded(t, set), doctor.CodeSMTPWrong)
		wants(t, name, it, c.setting)
		if strings.Contains(it, "the wrong one") || strings.Contains(it, "the right one") {
			t.Errorf("%s: it shows the password: %s", name, it)
		}
	}
}
