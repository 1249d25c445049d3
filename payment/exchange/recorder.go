// Package exchange keeps what is said between makegood and a provider, for audit: each HTTP request and its answer,
// with nothing in it but the members that an adapter has listed as harmless.
//
// On the path: a Recorder stands under an adapter's HTTP client; package app writes what it keeps into the ledger.
package exchange

import (
	"bytes"
	"errors"
	"io"
	"net/http"
	"time"

	"github.com/makegood/makegood/payment"
	"github.com/makegood/makegood/payment/wire"
)

// Exchange is one request of ours and what came of it.
type Exchange struct {
	// About is the instruction the call belongs to; the zero value: none (a list, a check).
	About  payment.Instruction
	Method string
	// Target is path and query, redacted as the bodies are.
	Target string
	// Status is 0 without an answer; Problem says why then.
	Status  int
	Problem string
	// Request and Response are the redacted bodies, each of BodyBytesMax at most.
	Request, Response string
	BeganAt           time.Time
	Took              time.Duration
}

// Recorder implements http.RoundTripper: it sends each request once, over another one, and keeps it. What it hands
// on is byte for byte what it got.
type Recorder struct {
	// Over is needed. Shown are the members that are kept; Keep is told of each exchange and must not block.
	Over  http.RoundTripper
	Shown Shown
	Keep  func(Exchange)
	Now   func() time.Time
}

// readMax bounds what is read of an answer to keep it; the rest goes by.
const readMax = 1 << 20

// RoundTrip implements http.RoundTripper.
func (r Recorder) RoundTrip(req *http.Request) (*http.Response, error) {
	e := Exchange{About: payment.InstructionIn(req.Context()), Method: req.Method, Target: r.Shown.Target(req.URL), BeganAt: r.Now().UTC()}
	sent, said, err := whole(req)
	if err != nil {
		return nil, err
	}
	e.Request = r.Shown.Body(said)
	resp, err := r.Over.RoundTrip(sent)
	if err != nil {
		e.Problem, e.Took = wire.Clipped(err.Error()), r.Now().Sub(e.BeganAt)
		r.Keep(e)
		return nil, err
	}
	var heard []byte
	resp.Body, heard, err = peeked(resp.Body)
	if err != nil {
		e.Problem = wire.Clipped("the answer broke off: " + err.Error())
	}
	e.Status, e.Response, e.Took = resp.StatusCode, r.Shown.Body(heard), r.Now().Sub(e.BeganAt)
	r.Keep(e)
	return resp, nil
}

// whole reads a request's body, and makes a request that still has it.
func whole(req *http.Request) (*http.Request, []byte, error) {
	if req.Body == nil || req.Body == http.NoBody {
		return req, nil, nil
	}
	said, err := io.ReadAll(req.Body)
	err = errors.Join(err, req.Body.Close())
	if err != nil {
		return nil, nil, err
	}
	sent := req.Clone(req.Context())
	sent.Body, sent.GetBody = io.NopCloser(bytes.NewReader(said)), nil
	return sent, said, nil
}

// peeked reads the beginning of a body, and makes one that reads the same, its error included.
func peeked(body io.ReadCloser) (io.ReadCloser, []byte, error) {
	heard, err := io.ReadAll(io.LimitReader(body, readMax))
	again := io.MultiReader(bytes.NewReader(heard), body)
	if err != nil {
		again = io.MultiReader(bytes.NewReader(heard), broken{err})
	}
	return struct {
		io.Reader
		io.Closer
	}{again, body}, heard, err
}

// broken is the end of a body that broke off.
type broken struct{ err error }

func (b broken) Read([]byte) (int, error) { return 0, b.err }
