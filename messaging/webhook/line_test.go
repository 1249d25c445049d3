package webhook_test

import (
	"crypto/tls"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/makegood/makegood/internal/line"
	"github.com/makegood/makegood/internal/line/linetest"
	hold "github.com/makegood/makegood/internal/secret"
	"github.com/makegood/makegood/messaging"
	"github.com/makegood/makegood/messaging/webhook"
)

// startSecured is a receiver over TLS that takes what is signed with the secret in key.
func startSecured(t *testing.T, shows *tls.Config, key *atomic.Value) *httptest.Server {
	t.Helper()
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body := make([]byte, r.ContentLength)
		_, _ = r.Body.Read(body)
		if err := webhook.Verify([]byte(key.Load().(string)), r.Header, body, now, time.Minute); err != nil {
			w.WriteHeader(http.StatusServiceUnavailable)
		}
	}))
	server.TLS = shows
	server.StartTLS()
	t.Cleanup(server.Close)
	return server
}

func TestSecretAndAuthoritiesChangeInTheirFilesUnderAHook(t *testing.T) {
	first, second := linetest.New(t), linetest.New(t)
	var key atomic.Value
	key.Store(strings.Repeat("n", 32))
	r := startSecured(t, first.Server(t, "127.0.0.1"), &key)
	secretFile, trusted := linetest.File(t, "secret", []byte(strings.Repeat("o", 32))), second.Write(t)
	c := config(t, startReceiver(t), messaging.ChannelSMS)
	c.URL, c.Secret, c.AuthorityFile = r.URL+"/?key=of-the-receiver", hold.File(secretFile), trusted
	hook := open(t, c)
	for name, err := range map[string]error{"a post": hook.Deliver(t.Context(), message()), "a look": hook.Reach(t.Context())} {
		if line.FaultOf(err) != line.FaultAuthority || strings.Contains(err.Error(), "of-the-receiver") {
			t.Errorf("%s, another authority: %v", name, err)
		}
	}
	linetest.Overwrite(t, trusted, first.PEM())
	if err := hook.Reach(t.Context()); err != nil {
		t.Errorf("its own authority: %v", err)
	}
	if err := hook.Deliver(t.Context(), message()); err == nil || !strings.Contains(err.Error(), "503") || strings.Contains(err.Error(), "ooo") {
		t.Errorf("the old secret: %v", err)
	}
	linetest.Overwrite(t, secretFile, []byte(strings.Repeat("n", 32)+"\n"))
	if err := hook.Deliver(t.Context(), message()); err != nil {
		t.Errorf("the new secret: %v", err)
	}
	linetest.Overwrite(t, secretFile, []byte("short"))
	if err := hook.Reach(t.Context()); err == nil || !strings.Contains(err.Error(), "5 bytes") || strings.Contains(err.Error(), "short") {
		t.Errorf("a short secret: %v", err)
	}
}
