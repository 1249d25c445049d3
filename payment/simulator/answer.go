package simulator

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/makegood/makegood/payment"
	"github.com/makegood/makegood/refund"
)

// retryAfterDefault is how long to wait when a rate limit does not say.
const retryAfterDefault = time.Second

// retryAfterMax bounds what a rate limit may ask for.
const retryAfterMax = 5 * time.Minute

// reasonBytesMax bounds what is kept of a provider's words.
const reasonBytesMax = 300

// problem is the body of an answer that is neither a refund nor a void.
type problem struct {
	Error  string `json:"error"`
	Detail string `json:"detail"`
}

// readRefund turns an answer to a refund or a void into its outcome. Only what the provider clearly says
// counts: every other status or body, and a 4xx without the provider's own word, leaves it Unknown.
func readRefund(answer reply, in payment.Instruction) (refund.Outcome, error) {
	switch answer.status {
	case http.StatusOK:
		return readResource(answer, in), nil
	case http.StatusPaymentRequired:
		return readDecline(answer, in), nil
	case http.StatusTooManyRequests:
		return refund.Outcome{}, payment.RateLimited{RetryAfter: retryAfter(answer.header)}
	case http.StatusConflict:
		if word, said := answer.word(); said {
			return refund.Outcome{Kind: refund.OutcomeAbnormal, Reason: word}, nil
		}
	}
	if word, said := answer.word(); said && refusesInstruction(answer.status) {
		return refund.Outcome{Kind: refund.OutcomeDeclined, Class: refund.DeclinedInstruction, Reason: word}, nil
	}
	return unknown(answer.describe()), nil
}

// refusesInstruction reports whether a status is the provider's no to what was asked. Some 4xx are not:
// they are about who asks, when or how, and the same instruction may pass once that is mended.
func refusesInstruction(status int) bool {
	switch status {
	case http.StatusUnauthorized, http.StatusForbidden, http.StatusProxyAuthRequired, http.StatusRequestTimeout,
		http.StatusMisdirectedRequest, http.StatusLocked, http.StatusFailedDependency, http.StatusTooEarly,
		http.StatusUpgradeRequired, http.StatusTooManyRequests, http.StatusRequestHeaderFieldsTooLarge:
		return false
	}
	return status >= 400 && status < 500
}

// readLookup turns an answer to a look-up into what was found. A look-up that is refused (400, 401) has
// no answer: it says nothing of the money, which may have moved.
func readLookup(answer reply, in payment.Instruction) (payment.Found, error) {
	switch answer.status {
	case http.StatusOK:
		return payment.Found{Outcome: readResource(answer, in)}, nil
	case http.StatusTooManyRequests:
		return payment.Found{}, payment.RateLimited{RetryAfter: retryAfter(answer.header)}
	case http.StatusNotFound:
		if answer.problem().Error == "not_found" {
			return payment.Found{Absent: true}, nil
		}
	}
	return payment.Found{Outcome: unknown(answer.describe())}, nil
}

// problem is the provider's own word in the body, or nothing: a status without it may come from anybody
// on the way.
func (r reply) problem() (p problem) {
	if json.Unmarshal(r.body, &p) != nil {
		return problem{}
	}
	return p
}

// word is what the provider says is wrong, and whether it says anything.
func (r reply) word() (string, bool) {
	p := r.problem()
	if p.Detail == "" {
		return clipped(p.Error), p.Error != ""
	}
	return clipped(p.Error + ": " + p.Detail), p.Error != ""
}

// clipped is the beginning of a provider's words, as valid text.
func clipped(words string) string {
	if len(words) > reasonBytesMax {
		words = words[:reasonBytesMax]
	}
	return strings.ToValidUTF8(words, "")
}

func (r reply) describe() string {
	if word, said := r.word(); said {
		return fmt.Sprintf("answered %d: %s", r.status, word)
	}
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
