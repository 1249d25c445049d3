package wire

import (
	"net/http"
	"strconv"
	"time"

	"github.com/makegood/makegood/refund"
)

// Outcome is what silence after a refund means: not sent where nothing can have left, else unknown.
func (s *Silence) Outcome() refund.Outcome {
	if s.MayHaveLeft {
		return Unknown(s.Reason)
	}
	return refund.Outcome{Kind: refund.OutcomeNotSent, Reason: Clipped(s.Reason)}
}

// Unknown is an outcome that nobody knows.
func Unknown(reason string) refund.Outcome {
	return refund.Outcome{Kind: refund.OutcomeUnknown, Reason: Clipped(reason)}
}

// RefusesInstruction reports whether a status is the provider's no to what was asked. Some 4xx are not: they are
// about who asks, when or how, and the same instruction may pass once that is mended.
func RefusesInstruction(status int) bool {
	switch status {
	case http.StatusUnauthorized, http.StatusForbidden, http.StatusProxyAuthRequired, http.StatusRequestTimeout,
		http.StatusMisdirectedRequest, http.StatusLocked, http.StatusFailedDependency, http.StatusTooEarly,
		http.StatusUpgradeRequired, http.StatusTooManyRequests, http.StatusRequestHeaderFieldsTooLarge:
		return false
	}
	return status >= 400 && status < 500
}

const (
	// retryAfterDefault is how long to wait when a rate limit does not say.
	retryAfterDefault = time.Second
	// retryAfterMax bounds what a rate limit may ask for.
	retryAfterMax = 5 * time.Minute
)

// RetryAfter is how long a rate limit asks to wait, by seconds or by a date (RFC 9110, 10.2.3): a second where it
// does not say, at most five minutes.
func RetryAfter(header http.Header, now time.Time) time.Duration {
	said := header.Get("Retry-After")
	if seconds, err := strconv.Atoi(said); err == nil && seconds >= 0 {
		return min(time.Duration(seconds)*time.Second, retryAfterMax)
	}
	if at, err := http.ParseTime(said); err == nil && at.After(now) {
		return min(at.Sub(now), retryAfterMax)
	}
	return retryAfterDefault
}
