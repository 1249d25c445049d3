package webhook_test

import (
	"crypto/tls"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/makegood/makegood/internal/line"
	"github.com/makegood/makegood/internal/line/linetest"
	hold "github.com/makegood/makegood/internal/secret"
	"github.com/makegood/makegood/messaging"
)

// oldSecret and newSecret are 32 bytes each.
const (
	oldSecret = "whsec_b29vb29vb29vb29vb29vb29vb29vb29vb29vb29vb28="
	newSecret = "whsec_bm5ubm5ubm5ubm5ubm5ubm5ubm5ubm5ubm5ubm5ubm4="
)

// startSecured is a receiver over TLS that takes what is signed with the secret in key.
func startSecured(t *testing.T, shows *tls.Config, key *atomic.Value) *httptest.Server {
	t.Helper()
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body := make([]byte, r.ContentLength)
		_, _ = r.Body.Read(body)
		if err := verify(key.Load().(string), r.Header, body); err != nil {
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
	key.Store(newSecret)
	r := startSecured(t, first.Server(t, "127.0.0.1"), &key)
	secretFile, trusted := linetest.File(t, "secret", []byte(oldSecret)), second.Write(t)
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
	if err := hook.Deliver(t.Context(), message()); err == nil || !strings.Contains(err.Error(), "503") || strings.Contains(err.Error(), "b29v") {
		t.Errorf("the old secret: %v", err)
	}
	linetest.Overwrite(t, secretFile, []byte(newSecret+"\n"))
	if err := hook.Deliver(t.Context(), message()); err != nil {
		t.Errorf("the new secret: %v", err)
	}
	linetest.Overwrite(t, secretFile, []byte("whsec_c2hv"))
	if err := hook.Reach(t.Context()); err == nil || !strings.Contains(err.Error(), "3 bytes") || strings.Contains(err.Error(), "c2hv") {
		t.Errorf("a short secret: %v", err)
	}
}
