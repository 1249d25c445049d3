package simulator

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"time"

	"github.com/makegood/makegood/payment"
	"github.com/makegood/makegood/refund"
)

// retryAfterDefault is how long to wait when a rate limit does not say.
const retryAfterDefault = time.Second

// retryAfterMax bounds what a rate limit may ask for.
const retryAfterMax = 5 * time.Minute

// problem is the body of an answer that is neither.
type problem struct {
	Error  string `json:"error"`
	Detail string `json:"detail"`
}

// readRefund turns an answer to a refund or a void into its outcome. Only what the provider clearly says
// counts; every other status or body leaves it Unknown.
func readRefund(answer reply, in payment.Instruction) (refund.Outcome, error) {
	switch answer.status {
	case http.StatusOK:
		return readResource(answer, in), nil
	case http.StatusPaymentRequired:
		return readDecline(answer, in), nil
	case http.StatusTooManyRequests:
		return refund.Outcome{}, payment.RateLimited{RetryAfter: retryAfter(answer.header)}
	case http.StatusBadRequest:
		if detail, ok := answer.says("bad_request"); ok {
			return refund.Outcome{}, payment.BadInstruction(in, refund.CodeMalformed, detail)
		}
	case http.StatusConflict:
		if detail, ok := answer.says("conflict"); ok {
			return refund.Outcome{}, payment.BadInstruction(in, refund.CodeConflict, detail)
		}
	}
	return unknown(answer.describe()), nil
}

// readLookup turns an answer to a look-up into what was found.
func readLookup(answer reply, in payment.Instruction) (payment.Found, error) {
	switch answer.status {
	case http.StatusOK:
		return payment.Found{Outcome: readResource(answer, in)}, nil
	case http.StatusTooManyRequests:
		return payment.Found{}, payment.RateLimited{RetryAfter: retryAfter(answer.header)}
	case http.StatusNotFound:
		if _, ok := answer.says("not_found"); ok {
			return payment.Found{Absent: true}, nil
		}
	}
	return payment.Found{Outcome: unknown(answer.describe())}, nil
}

// says reports whether the body names the given error, and in which words. A status without the
// simulator's own word for it may come from anybody on the way.
func (r reply) says(word string) (string, bool) {
	var p problem
	if json.Unmarshal(r.body, &p) != nil || p.Error != word {
		return "", false
	}
	return p.Error + ": " + p.Detail, true
}

func (r reply) describe() string {
	return fmt.Sprintf("answered %d with %d bytes that say nothing of the refund", r.status, len(r.body))
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

func retryAfter(header http.Header) time.Duration {
	seconds, err := strconv.Atoi(header.Get("Retry-After"))
	if err != nil || seconds < 0 {
		return retryAfterDefault
	}
	return min(time.Duration(seconds)*time.Second, retryAfterMax)
}
