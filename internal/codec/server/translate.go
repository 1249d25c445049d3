package server

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"

	"go.temporal.io/api/common/v1"
	"go.temporal.io/sdk/converter"
	"go.uber.org/zap"
)

// bodyBytesMax bounds a request: Temporal takes payloads of 2 MiB, which base64 makes a third larger, and the UI
// asks for those of one event at a time.
const bodyBytesMax = 8 << 20

// unnamedNamespace is the namespace of a request that names none: Temporal's own command does not name the one
// it uses by default.
const unnamedNamespace = "default"

// refusal is why a request is not served.
type refusal struct {
	status int
	code   string
	detail string
}

// translate opens or seals the payloads of a request, if it may.
func (s *server) translate(w http.ResponseWriter, r *http.Request, act string) {
	who, body, refused := s.admit(w, r)
	if refused != nil {
		s.counts.requests.WithLabelValues(act, "refused").Inc()
		s.config.Logger.Warn("codec request refused", zap.String("act", act), zap.String("code", refused.code),
			zap.String("who", who), zap.String("from", r.RemoteAddr))
		http.Error(w, refused.code+": "+refused.detail, refused.status)
		return
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	counted := &countedCodec{PayloadCodec: s.config.Codec}
	converter.NewPayloadCodecHTTPHandler(counted).ServeHTTP(w, r)
	result := counted.result()
	s.counts.requests.WithLabelValues(act, result).Inc()
	s.counts.payloads.WithLabelValues(act).Add(float64(counted.count))
	s.config.Logger.Info("codec request", zap.String("act", act), zap.String("who", who), zap.String("result", result),
		zap.Int("payloads", counted.count), zap.String("from", r.RemoteAddr), zap.NamedError("problem", counted.err))
}

// admit says who asks and for what, or why the request is refused.
func (s *server) admit(w http.ResponseWriter, r *http.Request) (who string, body []byte, refused *refusal) {
	if !s.allowOrigin(w, r) {
		return "", nil, &refusal{http.StatusForbidden, "ORIGIN_REFUSED", "only pages of the configured Temporal UI may ask"}
	}
	who, err := s.whoAsks(r)
	if err != nil {
		s.config.Logger.Error("the token file cannot be read", zap.Error(err))
		return "", nil, &refusal{http.StatusInternalServerError, "TOKENS_UNREADABLE", "the token file cannot be read"}
	}
	if who == "" {
		w.Header().Set("WWW-Authenticate", "Bearer")
		return "", nil, &refusal{http.StatusUnauthorized, "SIGN_IN_NEEDED", "sign in on this server's page, or send a token"}
	}
	if cmp.Or(r.Header.Get("X-Namespace"), unnamedNamespace) != s.config.Namespace {
		return who, nil, &refusal{http.StatusForbidden, "NAMESPACE_REFUSED", "this server serves another namespace"}
	}
	if kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type")); err != nil || kind != "application/json" {
		return who, nil, &refusal{http.StatusUnsupportedMediaType, "NOT_JSON", "the content type must be application/json"}
	}
	body, err = io.ReadAll(http.MaxBytesReader(w, r.Body, bodyBytesMax))
	var large *http.MaxBytesError
	switch {
	case errors.As(err, &large):
		return who, nil, &refusal{http.StatusRequestEntityTooLarge, "TOO_LARGE", fmt.Sprintf("a request has at most %d bytes", bodyBytesMax)}
	case err != nil:
		return who, nil, &refusal{http.StatusBadRequest, "NOT_READ", "the request was not read to its end"}
	}
	return who, body, nil
}

// allowOrigin lets the Temporal UI's pages read the answer. A request of a program has no origin.
func (s *server) allowOrigin(w http.ResponseWriter, r *http.Request) bool {
	w.Header().Add("Vary", "Origin")
	origin := r.Header.Get("Origin")
	if origin != s.config.Origin {
		return origin == ""
	}
	w.Header().Set("Access-Control-Allow-Origin", origin)
	w.Header().Set("Access-Control-Allow-Credentials", "true")
	return true
}

// preflight answers a browser that asks whether a page may ask.
func (s *server) preflight(w http.ResponseWriter, r *http.Request) {
	if r.Header.Get("Origin") == "" || !s.allowOrigin(w, r) {
		http.Error(w, "ORIGIN_REFUSED: only pages of the configured Temporal UI may ask", http.StatusForbidden)
		return
	}
	w.Header().Set("Access-Control-Allow-Methods", http.MethodPost)
	w.Header().Set("Access-Control-Allow-Headers", "Authorization, Authorization-Extras, Content-Type, X-Namespace")
	w.Header().Set("Access-Control-Max-Age", "600")
	w.WriteHeader(http.StatusNoContent)
}

// countedCodec remembers what one request came to.
type countedCodec struct {
	converter.PayloadCodec
	count  int
	called bool
	err    error
}

// Encode implements converter.PayloadCodec.
func (c *countedCodec) Encode(payloads []*common.Payload) ([]*common.Payload, error) {
	return c.remember(c.PayloadCodec.Encode(payloads))
}

// Decode implements converter.PayloadCodec.
func (c *countedCodec) Decode(payloads []*common.Payload) ([]*common.Payload, error) {
	return c.remember(c.PayloadCodec.Decode(payloads))
}

func (c *countedCodec) remember(out []*common.Payload, err error) ([]*common.Payload, error) {
	c.called, c.err, c.count = true, err, len(out)
	return out, err
}

func (c *countedCodec) result() string {
	switch {
	case !c.called:
		return "malformed"
	case c.err != nil:
		return "unreadable"
	}
	return "served"
}
