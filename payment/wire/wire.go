// Package wire makes one HTTP request at most, and says what is known of one that was not answered.
//
// On the path: every adapter that speaks HTTP goes through it, a provider's own library included (Transport).
// The port's outcomes NotSent and Unknown stand on what it reports.
package wire

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptrace"
	"strings"
	"sync/atomic"
	"time"
)

// answerBytesMax bounds what is read of an answer.
const answerBytesMax = 1 << 20

const (
	idleConnTimeout = 30 * time.Second // below what servers keep: a stale connection costs an Unknown
	idleConnsMax    = 64
)

// Silence is a request without a whole answer. MayHaveLeft is the only thing that matters of it: when it is false,
// no byte of the request can have reached anybody.
type Silence struct {
	MayHaveLeft bool
	Reason      string
}

// Error implements error.
func (s *Silence) Error() string { return s.Reason }

// Reply is a whole answer, its body bounded: to a MiB by Send.
type Reply struct {
	Status int
	Header http.Header
	Body   []byte
}

// Carry sets the headers that lead a trace on; nil: there are none.
type Carry = func(ctx context.Context, set func(key, value string))

// NewClient returns a client over Transport that follows no redirect: a followed one would send the instruction to
// somebody else. Of given its transport and jar are used; nil: one of its own.
func NewClient(given *http.Client, carry Carry) *http.Client {
	client := http.Client{Transport: NewTransport()}
	if given != nil {
		client = *given
	}
	client.Transport = Transport(client.Transport, carry)
	client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return &client
}

// NewTransport is what a client of NewClient sends over where none is given.
func NewTransport() *http.Transport {
	return &http.Transport{Proxy: http.ProxyFromEnvironment, MaxIdleConnsPerHost: idleConnsMax, IdleConnTimeout: idleConnTimeout}
}

// Transport sends a request once. net/http would send one again by itself when a kept connection breaks and the
// request is "replayable", which it takes from the Idempotency-Key header and from GetBody. That is refused here:
// without GetBody nothing is sent twice, so that one call is one request, and what is known of it is known of all
// that left. Its errors are Silence, and so is an answer that breaks off before its end.
//
// A request may have left from the moment it was given a connection. Before that (a name that does not resolve, a
// refused connection, a failed handshake, a deadline while dialling) it has not.
func Transport(over http.RoundTripper, carry Carry) http.RoundTripper {
	if over == nil {
		over = http.DefaultTransport
	}
	return once{over: over, carry: carry}
}

type once struct {
	over  http.RoundTripper
	carry Carry
}

// RoundTrip implements http.RoundTripper.
func (o once) RoundTrip(req *http.Request) (*http.Response, error) {
	if err := req.Context().Err(); err != nil {
		return nil, &Silence{Reason: "not tried: " + err.Error()}
	}
	var way way
	sent := req.Clone(httptrace.WithClientTrace(req.Context(), way.trace()))
	sent.GetBody = nil
	if o.carry != nil {
		o.carry(req.Context(), sent.Header.Set)
	}
	resp, err := o.over.RoundTrip(sent)
	if err != nil {
		return nil, &Silence{MayHaveLeft: way.mayHaveLeft(), Reason: err.Error()}
	}
	resp.Body = body{resp.Body}
	return resp, nil
}

// body is an answer's, whose breaking off is a Silence.
type body struct{ io.ReadCloser }

func (b body) Read(into []byte) (int, error) {
	n, err := b.ReadCloser.Read(into)
	if err != nil && !errors.Is(err, io.EOF) {
		err = &Silence{MayHaveLeft: true, Reason: "the answer broke off: " + err.Error()}
	}
	return n, err
}

// way is how far a request came.
type way struct{ sought, got atomic.Bool }

func (w *way) trace() *httptrace.ClientTrace {
	return &httptrace.ClientTrace{
		GetConn: func(string) { w.sought.Store(true) },
		GotConn: func(httptrace.GotConnInfo) { w.got.Store(true) },
	}
}

// mayHaveLeft is false only for a request that was seen to seek a connection and got none. A transport that does
// not report its steps proves nothing.
func (w *way) mayHaveLeft() bool { return w.got.Load() || !w.sought.Load() }

// Send makes one request with a client of NewClient.
func Send(client *http.Client, req *http.Request) (Reply, *Silence) {
	return SendUpTo(client, req, answerBytesMax)
}

// SendUpTo is Send for an answer that may be longer than a MiB, a bill say; what is longer still is cut off.
func SendUpTo(client *http.Client, req *http.Request, bytesMax int64) (Reply, *Silence) {
	resp, err := client.Do(req)
	if err != nil {
		return Reply{}, SilenceIn(err)
	}
	defer resp.Body.Close()
	content, err := io.ReadAll(io.LimitReader(resp.Body, bytesMax))
	if err != nil {
		return Reply{}, SilenceIn(err)
	}
	return Reply{Status: resp.StatusCode, Header: resp.Header, Body: content}, nil
}

// SilenceIn is the Silence of an error of a client over Transport. An error that carries none proves nothing.
func SilenceIn(err error) *Silence {
	var silent *Silence
	if errors.As(err, &silent) {
		return silent
	}
	return &Silence{MayHaveLeft: true, Reason: err.Error()}
}

// reasonBytesMax bounds what is kept of a provider's words.
const reasonBytesMax = 300

// Clipped is the beginning of a provider's words, as valid text.
func Clipped(words string) string {
	if len(words) > reasonBytesMax {
		words = words[:reasonBytesMax]
	}
	return strings.ToValidUTF8(words, "")
}
