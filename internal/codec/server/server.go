package server

import (
	"errors"
	"net/http"

	"github.com/prometheus/client_golang/prometheus"
	"go.temporal.io/sdk/converter"
	"go.uber.org/zap"
)

// Config is everything a codec server needs.
type Config struct {
	Codec converter.PayloadCodec
	// Namespace is the one that is served, Origin the Temporal UI's: scheme, host and port.
	Namespace string
	Origin    string
	// TokensFile is who may ask. It is read for each request.
	TokensFile string
	// TLS: the server is reached by https.
	TLS     bool
	Logger  *zap.Logger
	Metrics prometheus.Registerer
}

// server answers requests.
type server struct {
	config   Config
	sessions sessions
	counts   counts
}

// New makes the handler of a codec server, or says what is missing.
func New(c Config) (http.Handler, error) {
	if c.Codec == nil || c.Namespace == "" || c.Origin == "" || c.TokensFile == "" || c.Logger == nil || c.Metrics == nil {
		return nil, errors.New("codec server: codec, namespace, origin, token file, logger and metrics are needed")
	}
	if _, err := readTokens(c.TokensFile); err != nil {
		return nil, err
	}
	counts, err := newCounts(c.Metrics)
	if err != nil {
		return nil, err
	}
	s := &server{config: c, counts: counts, sessions: newSessions(c.TLS)}
	mux := http.NewServeMux()
	for _, act := range []string{"decode", "encode"} {
		mux.HandleFunc("OPTIONS /"+act, s.preflight)
		mux.HandleFunc("POST /"+act, func(w http.ResponseWriter, r *http.Request) { s.translate(w, r, act) })
	}
	own := http.NewCrossOriginProtection() // another site's page signs nobody in or out
	mux.HandleFunc("GET /{$}", s.page)
	mux.Handle("POST /sign-in", own.Handler(http.HandlerFunc(s.signIn)))
	mux.Handle("POST /sign-out", own.Handler(http.HandlerFunc(s.signOut)))
	return guarded(s.sessions.LoadAndSave(mux)), nil
}

// guarded keeps answers out of caches, frames and other pages.
func guarded(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Cache-Control", "no-store")
		h.Set("Content-Security-Policy", "default-src 'none'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("X-Content-Type-Options", "nosniff")
		next.ServeHTTP(w, r)
	})
}
