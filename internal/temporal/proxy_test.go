package temporal_test

import (
	"crypto/tls"
	"net"
	"net/http"
	"net/http/httputil"
	"net/url"
	"sync"
	"testing"

	"go.uber.org/zap"

	"github.com/makegood/makegood/internal/embedded"
)

// proxy is a door to a real Temporal that speaks TLS, and demands what a test sets.
type proxy struct {
	address string
	server  *http.Server

	mu    sync.Mutex
	shows *tls.Config
	// key, when set, has to come with each call.
	key   string
	conns map[net.Conn]bool
	calls int
}

// serveTemporal starts a Temporal for the tests of a file.
func serveTemporal(t *testing.T) string {
	t.Helper()
	stack, err := embedded.StartTemporal(t.Context(), embedded.Options{DataDir: t.TempDir(), Executable: "/nowhere/makegood", Logger: zap.NewNop()})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := stack.Stop(); err != nil {
			t.Error(err)
		}
	})
	return stack.TemporalAddress
}

func startProxy(t *testing.T, temporal string, shows *tls.Config) *proxy {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	p := &proxy{address: listener.Addr().String(), shows: shows, conns: map[net.Conn]bool{}}
	p.server = &http.Server{Handler: p.over(temporal), ConnState: p.know, ErrorLog: nil,
		TLSConfig: &tls.Config{NextProtos: []string{"h2"}, GetConfigForClient: p.configOf}}
	p.server.ErrorLog = zap.NewStdLog(zap.NewNop())
	go func() { _ = p.server.ServeTLS(listener, "", "") }()
	t.Cleanup(func() { _ = p.server.Close() })
	return p
}

// over sends calls on, by HTTP/2 without TLS.
func (p *proxy) over(temporal string) http.Handler {
	plain := &http.Transport{Protocols: new(http.Protocols)}
	plain.Protocols.SetUnencryptedHTTP2(true)
	on := httputil.NewSingleHostReverseProxy(&url.URL{Scheme: "http", Host: temporal})
	on.Transport, on.FlushInterval = plain, -1
	on.ErrorLog = zap.NewStdLog(zap.NewNop())
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !p.lets(r) {
			w.Header().Set("Content-Type", "application/grpc")
			w.Header().Set("Grpc-Status", "16")
			w.Header().Set("Grpc-Message", "unauthorized")
			return
		}
		on.ServeHTTP(w, r)
	})
}

func (p *proxy) lets(r *http.Request) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.calls++
	return p.key == "" || r.Header.Get("Authorization") == "Bearer "+p.key
}

func (p *proxy) configOf(*tls.ClientHelloInfo) (*tls.Config, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	config := p.shows.Clone()
	config.NextProtos = []string{"h2"}
	return config, nil
}

func (p *proxy) know(conn net.Conn, state http.ConnState) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if state == http.StateClosed || state == http.StateHijacked {
		delete(p.conns, conn)
		return
	}
	p.conns[conn] = true
}

// demand changes what is demanded, and hangs up on everybody, so that it is demanded of all.
func (p *proxy) demand(shows *tls.Config, key string) {
	p.mu.Lock()
	p.shows, p.key = shows, key
	var open []net.Conn
	for conn := range p.conns {
		open = append(open, conn)
	}
	p.mu.Unlock()
	for _, conn := range open {
		_ = conn.Close()
	}
}
