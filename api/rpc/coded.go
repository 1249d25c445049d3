package rpc

import (
	"context"
	"errors"

	"connectrpc.com/connect/v2"

	"github.com/makegood/makegood/api"
	"github.com/makegood/makegood/refund"
)

// received knows whether the call's message was read whole: an error before that is the caller's.
type received struct {
	connect.ServerStream
	whole bool
}

// Receive implements connect.ServerStream.
func (r *received) Receive(message any) error {
	err := r.ServerStream.Receive(message)
	r.whole = r.whole || err == nil
	return err
}

// coded is an error of a call with the Problem that says it; nil stays nil. callers is the call's context as it came:
// where its time is over, no answer would be heard, whatever the error is.
func coded(callers context.Context, err error, whole bool) error {
	if err == nil {
		return nil
	}
	call := callOf(callers)
	if callers.Err() != nil {
		return failed(call.Failed(refund.Problem{
			Code: api.CodeCallerDeadline, Detail: "the caller's time was over before there was an answer; the same call again is safe",
		}))
	}
	own := new(api.Error)
	switch problem, is := refund.ProblemIn(err); {
	case !whole && is: // the codec does not always know the caller's language
		return failed(call.Failed(problem))
	case errors.As(err, &own): // anew: the transport may have put it into an error without details
		return failed(own)
	}
	return failed(call.Failed(transportProblem(err, whole)))
}

// transportProblem is what an error of the transport is called here. One that is none of these came after the message was
// read, and is a fault.
func transportProblem(err error, whole bool) error {
	detail := err.Error()
	if own := new(connect.Error); errors.As(err, &own) {
		detail = own.Message()
	}
	// The transport has no other codes of its own for what it refuses.
	//
	//exhaustive:ignore
	switch connect.CodeOf(err) {
	case connect.CodeUnimplemented: // no message, or several: unknown methods do not come here
		return refund.Problem{Code: refund.CodeMalformed, Detail: detail}
	case connect.CodeResourceExhausted:
		return refund.Problem{Code: refund.CodeTooLarge, Detail: detail}
	case connect.CodeDeadlineExceeded:
		return refund.Problem{Code: api.CodeTimedOut, Detail: "there was no answer in time; the same call again is safe"}
	}
	if !whole {
		return refund.Problem{Code: refund.CodeMalformed, Detail: detail}
	}
	return err
}

// callOf is a call of nobody in the language of the call's headers.
func callOf(ctx context.Context) api.Call {
	if info, ok := connect.CallInfoForServerContext(ctx); ok {
		return CallIn(info.RequestHeader().Get("Accept-Language"))
	}
	return api.Call{}
}
