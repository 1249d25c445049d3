package rest

import (
	"net/http"
	"strings"

	"github.com/makegood/makegood/api"
	"github.com/makegood/makegood/refund"
)

// Problems serves what is not of this package, such as files and the protocol of agents, so that every error has its code: what
// next refuses in plain text, as handlers of the standard library do, is answered with a problem of the same status.
func Problems(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		seen := &plainWriter{ResponseWriter: w}
		next.ServeHTTP(seen, r)
		if seen.refused != 0 {
			problemIn(r, refund.Problem{Code: codeOfPlain(seen.refused), Detail: strings.TrimSpace(seen.said.String())}).write(w)
		}
	})
}

// codeOfPlain is the code that has a status, or that comes nearest.
func codeOfPlain(status int) refund.Code {
	switch {
	case status == http.StatusForbidden:
		return api.CodeNotPermitted
	case status == http.StatusNotFound:
		return api.CodeUnknownMethod
	case status == http.StatusMethodNotAllowed:
		return api.CodeWrongHTTPMethod
	case status == http.StatusRequestEntityTooLarge:
		return refund.CodeTooLarge
	case status == http.StatusUnsupportedMediaType:
		return api.CodeMediaType
	case status < http.StatusInternalServerError:
		return refund.CodeMalformed
	}
	return api.CodeFault
}

// plainWriter holds back a refusal in plain text; all else goes on as it comes.
type plainWriter struct {
	http.ResponseWriter
	// refused is the status of what is held back; 0: nothing is. said is its text.
	refused int
	said    strings.Builder
	wrote   bool
}

// WriteHeader implements http.ResponseWriter.
func (p *plainWriter) WriteHeader(status int) {
	if status >= http.StatusBadRequest && !p.wrote && strings.HasPrefix(p.Header().Get("Content-Type"), "text/plain") {
		p.refused = status
		return
	}
	p.wrote = p.wrote || status >= http.StatusOK
	p.ResponseWriter.WriteHeader(status)
}

// Write implements http.ResponseWriter.
func (p *plainWriter) Write(b []byte) (int, error) {
	if p.refused != 0 {
		return p.said.Write(b)
	}
	p.wrote = true
	return p.ResponseWriter.Write(b)
}

// Flush implements http.Flusher.
func (p *plainWriter) Flush() {
	if p.refused == 0 {
		_ = http.NewResponseController(p.ResponseWriter).Flush() // one that cannot flush writes at the end
	}
}

// Unwrap is for http.ResponseController.
func (p *plainWriter) Unwrap() http.ResponseWriter { return p.ResponseWriter }
