package server

import (
	"context"
	"net/http"
	"strconv"
	"sync"
	"time"

	"github.com/makegood/makegood/refund"
)

// call is what becomes known of a request while it is answered.
type call struct {
	door, address string
	begun         time.Time

	mu sync.Mutex
	// method and code are of a call of the service; code is empty while there is none. err is why it came to nothing.
	method, subject string
	code            refund.Code
	err             error
	// wait is how long the caller is asked to wait.
	wait time.Duration
}

type callKey struct{}

// callIn is the request that a context is of; a new one, of which nobody is told, where it is of none.
func callIn(ctx context.Context) *call {
	if c, ok := ctx.Value(callKey{}).(*call); ok {
		return c
	}
	return &call{}
}

// later asks the caller to wait before the next try.
func (c *call) later(wait time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.wait = max(c.wait, wait)
}

// by says who calls.
func (c *call) by(subject refund.SubjectID) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.subject = string(subject)
}

// ended says what a call of the service came to.
func (c *call) ended(method string, code refund.Code, err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if method != "" {
		c.method = method
	}
	c.code, c.err = code, err
}

// retryAfter is the header's value: whole seconds, one at least; empty: nobody is asked to wait.
func (c *call) retryAfter() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.wait == 0 {
		return ""
	}
	return strconv.FormatInt(int64((c.wait+time.Second-1)/time.Second), 10)
}

// recorder keeps an answer's status, and adds Retry-After where a caller is asked to wait.
type recorder struct {
	http.ResponseWriter
	call   *call
	status int
}

// WriteHeader implements http.ResponseWriter.
func (r *recorder) WriteHeader(status int) {
	if r.status == 0 {
		r.status = status
		if wait := r.call.retryAfter(); wait != "" {
			r.Header().Set("Retry-After", wait)
		}
	}
	r.ResponseWriter.WriteHeader(status)
}

// Write implements http.ResponseWriter.
func (r *recorder) Write(b []byte) (int, error) {
	if r.status == 0 {
		r.WriteHeader(http.StatusOK)
	}
	return r.ResponseWriter.Write(b)
}

// Flush implements http.Flusher.
func (r *recorder) Flush() {
	_ = http.NewResponseController(r.ResponseWriter).Flush() // one that cannot flush writes at the end
}

// Unwrap is for http.ResponseController.
func (r *recorder) Unwrap() http.ResponseWriter { return r.ResponseWriter }
