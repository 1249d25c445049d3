package simulator

import (
	"encoding/json"
	"fmt"
	"net/http"
	"time"

	"github.com/makegood/makegood/payment"
	"github.com/makegood/makegood/payment/wire"
	"github.com/makegood/makegood/refund"
)

// reply is a whole answer of the simulator.
type reply wire.Reply

// problem is the body of an answer that is neither a refund nor a void.
type problem struct {
	Error  string `json:"error"`
	Detail string `json:"detail"`
}

// readRefund turns an answer to a refund or a void into its outcome. Only what the provider clearly says
// counts: every other status or body, and a 4xx without the provider's own word, leaves it Unknown.
func readRefund(answer reply, in payment.Instruction) (refund.Outcome, error) {
	switch answer.Status {
	case http.StatusOK:
		return readResource(answer, in), nil
	case http.StatusPaymentRequired:
		return readDecline(answer, in), nil
	case http.StatusTooManyRequests:
		return refund.Outcome{}, payment.RateLimited{RetryAfter: wire.RetryAfter(answer.Header, time.Now())}
	case http.StatusConflict:
		if word, said := answer.word(); said {
			return refund.Outcome{Kind: refund.OutcomeAbnormal, Reason: word}, nil
		}
	}
	if word, said := answer.word(); said && wire.RefusesInstruction(answer.Status) {
		return refund.Outcome{Kind: refund.OutcomeDeclined, Class: refund.DeclinedInstruction, Reason: word}, nil
	}
	return wire.Unknown(answer.describe()), nil
}

// readLookup turns an answer to a look-up into what was found. A look-up that is refused (400, 401) has
// no answer: it says nothing of the money, which may have moved.
func readLookup(answer reply, in payment.Instruction) (payment.Found, error) {
	switch answer.Status {
	case http.StatusOK:
		return payment.Found{Outcome: readResource(answer, in)}, nil
	case http.StatusTooManyRequests:
		return payment.Found{}, payment.RateLimited{RetryAfter: wire.RetryAfter(answer.Header, time.Now())}
	case http.StatusNotFound:
		if answer.problem().Error == "not_found" {
			return payment.Found{Absent: true}, nil
		}
	}
	return payment.Found{Outcome: wire.Unknown(answer.describe())}, nil
}

// problem is the provider's own word in the body, or nothing: a status without it may come from anybody
// on the way.
func (r reply) problem() (p problem) {
	if json.Unmarshal(r.Body, &p) != nil {
		return problem{}
	}
	return p
}

// word is what the provider says is wrong, and whether it says anything.
func (r reply) word() (string, bool) {
	p := r.problem()
	if p.Detail == "" {
		return wire.Clipped(p.Error), p.Error != ""
	}
	return wire.Clipped(p.Error + ": " + p.Detail), p.Error != ""
}

func (r reply) describe() string {
	if word, said := r.word(); said {
		return fmt.Sprintf("answered %d: %s", r.Status, word)
	}
	return fmt.Sprintf("answered %d with %d bytes that say nothing of the refund", r.Status, len(r.Body))
}

// readDecline reads a 402: a body that says anything but declined contradicts it.
func readDecline(answer reply, in payment.Instruction) refund.Outcome {
	o := readResource(answer, in)
	if o.Kind == refund.OutcomeDeclined || o.Kind == refund.OutcomeUnknown {
		return o
	}
	return refund.Outcome{
		Kind: refund.OutcomeAbnormal, ProviderRefundID: o.ProviderRefundID,
		Reason: fmt.Sprintf("answered 402 with a refund that is %s. %s", o.Kind, o.Reason),
	}
}
