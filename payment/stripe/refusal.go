package stripe

import (
	"errors"
	"net/http"
	"strings"
	"time"

	driver "github.com/stripe/stripe-go/v85"

	"github.com/makegood/makegood/payment"
	"github.com/makegood/makegood/payment/wire"
	"github.com/makegood/makegood/refund"
)

// refusal reads an error of a refund or a void. Only Stripe's own word that it will not counts as a decline; a
// stored 500 is repeated for the key's life, and proves nothing either.
func refusal(err error) (refund.Outcome, error) {
	said, ok := errors.AsType[*driver.Error](err)
	if !ok {
		return wire.SilenceIn(err).Outcome(), nil
	}
	word := wordOf(said)
	switch {
	case said.HTTPStatusCode == http.StatusTooManyRequests:
		return refund.Outcome{}, payment.RateLimited{RetryAfter: retryAfter(said)}
	case said.Code == driver.ErrorCodeIdempotencyKeyInUse: // another attempt's call runs
		return wire.Unknown(word), nil
	case said.Type == driver.ErrorTypeIdempotency:
		return refund.Outcome{Kind: refund.OutcomeAbnormal, Reason: word}, nil
	case !wire.RefusesInstruction(said.HTTPStatusCode), said.Code == "" && said.Type == "":
		return wire.Unknown(word), nil
	}
	class, known := classes()[string(said.Code)]
	switch {
	case known:
	case said.Type == driver.ErrorTypeCard:
		class = refund.DeclinedOther
	default:
		class = refund.DeclinedInstruction
	}
	return refund.Outcome{Kind: refund.OutcomeDeclined, Class: class, Reason: word}, nil
}

// refused is refusal, without the key.
func (a *Adapter) refused(err error) (refund.Outcome, error) {
	outcome, limited := refusal(err)
	outcome.Reason = a.withoutKey(outcome.Reason)
	return outcome, limited
}

// unanswered is noAnswer, without the key.
func (a *Adapter) unanswered(err error) (payment.Found, error) {
	found, limited := noAnswer(err)
	found.Outcome.Reason = a.withoutKey(found.Outcome.Reason)
	return found, limited
}

// withoutKey takes the API key out of a provider's words. Stripe masks it; what stands between may not.
func (a *Adapter) withoutKey(words string) string {
	key, err := a.config.Secret()
	if err != nil || key == "" {
		return words
	}
	return strings.ReplaceAll(words, key, "•••")
}

func wordOf(e *driver.Error) string {
	word := string(e.Code)
	if word == "" {
		word = string(e.Type)
	}
	return wire.Clipped(word + ": " + e.Msg)
}

func retryAfter(e *driver.Error) time.Duration {
	if e.LastResponse == nil {
		return wire.RetryAfter(nil, time.Now())
	}
	return wire.RetryAfter(e.LastResponse.Header, time.Now())
}

// noAnswer reads an error of a question. That a question was refused proves nothing of the money.
func noAnswer(err error) (payment.Found, error) {
	said, ok := errors.AsType[*driver.Error](err)
	if !ok {
		return payment.Found{Outcome: wire.Unknown(wire.SilenceIn(err).Reason)}, nil
	}
	if said.HTTPStatusCode == http.StatusTooManyRequests {
		return payment.Found{}, payment.RateLimited{RetryAfter: retryAfter(said)}
	}
	return payment.Found{Outcome: wire.Unknown(wordOf(said))}, nil
}
