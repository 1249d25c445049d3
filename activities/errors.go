package activities

import (
	"errors"
	"fmt"
	"time"

	"go.temporal.io/sdk/temporal"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/payment"
	"github.com/makegood/makegood/policy"
	"github.com/makegood/makegood/refund"
)

// Error types a workflow may meet.
const (
	// ErrorInvariant: a bug; never retried, the workflow task parks until it is mended.
	ErrorInvariant = "invariant"
	// ErrorUnanswered: the provider has not given a usable answer within the activity's time.
	ErrorUnanswered = "unanswered"
	// ErrorUnavailable: an outside party is away; retried.
	ErrorUnavailable = "unavailable"
)

// again asks for another attempt after a delay: not a failure, only not known yet.
type again struct {
	why   string
	after time.Duration
}

// Error implements error.
func (e again) Error() string { return e.why }

// toTemporal is the one place that turns errors into retry behaviour. The outermost type decides,
// so nothing wraps what it returns.
func toTemporal(name string, err error) error {
	if err == nil {
		return nil
	}
	message := fmt.Sprintf("%s: %v", name, err)
	var later again
	if errors.As(err, &later) {
		return temporal.NewApplicationErrorWithOptions(message, ErrorUnanswered,
			temporal.ApplicationErrorOptions{NextRetryDelay: later.after})
	}
	var untold untoldYet
	if errors.As(err, &untold) {
		return temporal.NewApplicationErrorWithOptions(message, ErrorUnavailable, temporal.ApplicationErrorOptions{Details: []any{untold.soFar}})
	}
	var limited payment.RateLimited
	if errors.As(err, &limited) {
		return temporal.NewApplicationErrorWithOptions(message, ErrorUnanswered,
			temporal.ApplicationErrorOptions{NextRetryDelay: limited.RetryAfter})
	}
	if errors.Is(err, ledger.ErrInvariant) || errors.Is(err, ledger.ErrNotFound) || errors.Is(err, policy.ErrInvariant) ||
		errors.Is(err, ErrNoProvider) || errors.Is(err, payment.ErrBadInstruction) {
		return temporal.NewNonRetryableApplicationError(message, ErrorInvariant, nil)
	}
	if problem, ok := refund.ProblemIn(err); ok {
		return temporal.NewNonRetryableApplicationError(message, string(problem.Code), nil)
	}
	return temporal.NewApplicationError(message, ErrorUnavailable)
}
