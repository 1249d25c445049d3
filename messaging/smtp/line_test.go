package smtp_test

import (
	"strings"
	"testing"

	"github.com/makegood/makegood/internal/line"
	"github.com/makegood/makegood/internal/line/linetest"
	"github.com/makegood/makegood/internal/secret"
	"github.com/makegood/makegood/messaging/smtp"
)

func TestPasswordAndAuthoritiesChangeInTheirFilesUnderAServer(t *testing.T) {
	shows, _ := certificates(t)
	s := startServer(t, func(s *server) { s.tls, s.user = shows, "makegood" })
	settings := config(t, s)
	passwordFile, trusted := linetest.File(t, "password", []byte("the old one")), linetest.New(t).Write(t)
	settings.TLS, settings.Username, settings.Password, settings.AuthorityFile = smtp.TLSMandatory, "makegood", secret.File(passwordFile), trusted
	channel := connect(t, settings)
	if err := channel.Reach(t.Context()); line.FaultOf(err) != line.FaultAuthority {
		t.Errorf("another authority: %v", err)
	}
	newer := linetest.New(t)
	s.tls.Certificates = newer.Server(t, "127.0.0.1").Certificates
	linetest.Overwrite(t, trusted, newer.PEM())
	if err := channel.Reach(t.Context()); err == nil || !strings.Contains(err.Error(), "535") || strings.Contains(err.Error(), "the old one") {
		t.Errorf("the old password: %v", err)
	}
	linetest.Overwrite(t, passwordFile, []byte("secret\n"))
	if err := channel.Reach(t.Context()); err != nil {
		t.Errorf("the new password: %v", err)
	}
	if err := channel.Deliver(t.Context(), message()); err != nil {
		t.Error(err)
	}
	wantMails(t, s, 1)
}
