package simulator

import (
	"context"
	"io"
	"net/http"
	"net/http/httptrace"
	"sync/atomic"
)

// answerBytesMax bounds what is read of an answer.
const answerBytesMax = 1 << 20

// silence is a request without a whole answer. MayHaveLeft is the only thing that matters of it:
// when it is false, no byte of the request can have reached anybody.
type silence struct {
	mayHaveLeft bool
	reason      string
}

// reply is a whole answer.
type reply struct {
	status int
	header http.Header
	body   []byte
}

// send makes one request at most. net/http would send a request again by itself when a kept
// connection breaks and the request is "replayable", which it takes from the Idempotency-Key header
// and from GetBody. That is refused here: without GetBody nothing is sent twice, so that one call
// is one request, and what is known of it is known of all that left.
//
// A request may have left from the moment it was given a connection. Before that (a name that does
// not resolve, a refused connection, a failed handshake, a deadline while dialling) it has not.
func (a *Adapter) send(req *http.Request) (reply, *silence) {
	if err := req.Context().Err(); err != nil {
		return reply{}, &silence{reason: "not tried: " + err.Error()}
	}
	req.GetBody = nil
	if a.carry != nil {
		a.carry(req.Context(), req.Header.Set)
	}
	var way way
	resp, err := a.client.Do(req.WithContext(httptrace.WithClientTrace(req.Context(), way.trace())))
	if err != nil {
		return reply{}, &silence{mayHaveLeft: way.mayHaveLeft(), reason: err.Error()}
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(io.LimitReader(resp.Body, answerBytesMax))
	if err != nil {
		return reply{}, &silence{mayHaveLeft: true, reason: "the answer broke off: " + err.Error()}
	}
	return reply{status: resp.StatusCode, header: resp.Header, body: body}, nil
}

// way is how far a request came.
type way struct{ sought, got atomic.Bool }

func (w *way) trace() *httptrace.ClientTrace {
	return &httptrace.ClientTrace{
		GetConn: func(string) { w.sought.Store(true) },
		GotConn: func(httptrace.GotConnInfo) { w.got.Store(true) },
	}
}

// mayHaveLeft is false only for a request that was seen to seek a connection and got none. A
// transport that does not report its steps proves nothing.
func (w *way) mayHaveLeft() bool { return w.got.Load() || !w.sought.Load() }

// bounded limits one call to the provider's call timeout.
func (a *Adapter) bounded(ctx context.Context) (context.Context, context.CancelFunc) {
	return context.WithTimeout(ctx, a.terms.CallTimeout)
}
