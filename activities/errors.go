package activities

import (
	"context"
	"errors"
	"fmt"
	"time"

	"go.temporal.io/sdk/activity"
	"go.temporal.io/sdk/temporal"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/payment"
	"github.com/makegood/makegood/policy"
	"github.com/makegood/makegood/refund"
)

// Error types a workflow may meet.
const (
	// ErrorInvariant: a bug, to be mended in code.
	ErrorInvariant = "invariant"
	// ErrorUnanswered: the provider has not given a usable answer yet; asked again after a while.
	ErrorUnanswered = "unanswered"
	// ErrorUnavailable: an outside party is away; retried.
	ErrorUnavailable = "unavailable"
)

// retryAfter asks for another attempt after a delay: not a failure, only not known yet.
type retryAfter struct {
	why   string
	after time.Duration
}

// Error implements error.
func (e retryAfter) Error() string { return e.why }

// toTemporal is the one place that turns errors into retry behaviour. The outermost type decides,
// so nothing wraps what it returns.
func toTemporal(ctx context.Context, name string, err error) error {
	if err == nil {
		return nil
	}
	message := fmt.Sprintf("%s: %v", name, err)
	var retry retryAfter
	if errors.As(err, &retry) {
		return temporal.NewApplicationErrorWithOptions(message, ErrorUnanswered,
			temporal.ApplicationErrorOptions{NextRetryDelay: retry.after})
	}
	var untold untoldYet
	if errors.As(err, &untold) {
		return temporal.NewApplicationErrorWithOptions(message, ErrorUnavailable, temporal.ApplicationErrorOptions{Details: []any{untold.soFar}})
	}
	if isBug(err) {
		return invariant(ctx, message)
	}
	return temporal.NewApplicationError(message, ErrorUnavailable)
}

// isBug reports whether trying again is useless until the code is mended. A refund.Problem is one here:
// what is refused for business reasons is an answer, not an error.
func isBug(err error) bool {
	_, problem := refund.ProblemIn(err)
	return problem || errors.Is(err, ledger.ErrInvariant) || errors.Is(err, ledger.ErrNotFound) ||
		errors.Is(err, policy.ErrInvariant) || errors.Is(err, payment.ErrBadInstruction)
}

// invariant lets a local activity fail for good, which parks the workflow task with nothing recorded: once
// the code is mended the task runs again. A failure of a regular activity would stand in the history for
// ever, so there it is tried again, slowly, and stands in the Temporal UI with its cause.
func invariant(ctx context.Context, message string) error {
	if activity.GetInfo(ctx).IsLocalActivity {
		return temporal.NewNonRetryableApplicationError(message, ErrorInvariant, nil)
	}
	return temporal.NewApplicationErrorWithOptions(message, ErrorInvariant,
		temporal.ApplicationErrorOptions{NextRetryDelay: bugRetryDelay})
}
