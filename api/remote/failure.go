package remote

import (
	"context"
	"errors"
	"fmt"

	"connectrpc.com/connect/v2"

	"github.com/makegood/makegood/api"
	"github.com/makegood/makegood/api/rpc"
	"github.com/makegood/makegood/internal/line"
	apiv1 "github.com/makegood/makegood/proto/gen/makegood/api/v1"
	"github.com/makegood/makegood/refund"
)

// failure is why a try came to nothing.
type failure struct {
	// lost: nobody answered, and the same call again is safe. why says what happened, and sent whether the call may have arrived.
	lost bool
	why  string
	sent bool
	// err is what the caller gets of a call that is not sent again.
	err error
}

// failureOf says what a try's error is.
func (c *Client) failureOf(ctx context.Context, a asked, err error) failure {
	if told, is := rpc.ProblemIn(err); is {
		return failure{err: errorOf(told)}
	}
	if own, is := refund.ProblemIn(err); is {
		return failure{err: a.call.Failed(own)}
	}
	if ctx.Err() != nil {
		return failure{err: a.call.Failed(ctx.Err())}
	}
	if why := lineSays(err); why != "" {
		return c.wrong(a, why)
	}
	why := messageOf(err)
	// The codes are those that Connect gives to what is not the API's own answer.
	//
	//exhaustive:ignore
	switch connect.CodeOf(err) {
	case connect.CodeUnavailable:
		return failure{lost: true, why: why, sent: line.FaultOf(err) != line.FaultAddress}
	case connect.CodeDeadlineExceeded:
		return failure{err: a.call.Failed(refund.Problem{Code: api.CodeTimedOut, Detail: fmt.Sprintf(
			"%s: the API at %s had no answer within %s; %s", a.method, c.config.URL, c.config.Timeout, a.mayBeDone())})}
	case connect.CodeResourceExhausted:
		return failure{err: a.call.Failed(refund.Problem{Code: refund.CodeTooLarge, Detail: fmt.Sprintf("%s: %s", a.method, why)})}
	case connect.CodeUnauthenticated:
		return failure{err: a.call.Failed(refund.Problem{Code: api.CodeUnauthenticated, Detail: fmt.Sprintf("%s: %s", a.method, why)})}
	}
	return c.wrong(a, why)
}

// lineSays is what is wrong with the line to the API, where trying again is of no use; empty: nothing of that kind.
func lineSays(err error) string {
	if leads := (redirected{}); errors.As(err, &leads) {
		return leads.Error()
	}
	switch line.FaultOf(err) {
	case line.FaultAuthority:
		return "its certificate is of an authority that is not trusted; MAKEGOOD_API_URL_AUTHORITY_FILE names those that are"
	case line.FaultName, line.FaultTheirCertificate, line.FaultOurCertificate, line.FaultNoTLS, line.FaultFile:
		return messageOf(err)
	case line.FaultOther, line.FaultAddress:
	}
	return ""
}

func messageOf(err error) string {
	if own := new(connect.Error); errors.As(err, &own) {
		return own.Message()
	}
	return err.Error()
}

func (c *Client) wrong(a asked, why string) failure {
	return failure{err: a.call.Failed(refund.Problem{Code: api.CodeNotTheAPI, Detail: fmt.Sprintf(
		"%s: what answers at %s is not makegood's API: %s; see MAKEGOOD_API_URL", a.method, c.config.URL, why)})}
}

// away is why a call came to nothing that was sent as often as it may be.
func (c *Client) away(a asked, why string, sent bool) error {
	done := "nothing was sent"
	if sent {
		done = a.mayBeDone()
	}
	return refund.Problem{Code: api.CodeAPIAway, Detail: fmt.Sprintf("%s: the API at %s does not answer: %s; %s", a.method, c.config.URL, why, done)}
}

// mayBeDone says how to find out what became of a call.
func (a asked) mayBeDone() string {
	switch {
	case changesNothing(a.method):
		return "it changes nothing, and may be asked for again"
	case a.key == "":
		return "it may be done; the same request again gets its answer"
	}
	return fmt.Sprintf("it may be done; the same again under its key %s gets its answer", a.key)
}

// errorOf is an error as the other side said it.
func errorOf(p *apiv1.Problem) *api.Error {
	if p == nil {
		return nil
	}
	return api.Told(refund.Problem{Code: refund.Code(p.GetCode()), Detail: p.GetDetail()}, p.GetSentence(), refund.Status(p.GetStatus()))
}
