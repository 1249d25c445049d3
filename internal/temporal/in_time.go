package temporal

import (
	"context"
	"errors"
	"fmt"

	"go.temporal.io/api/serviceerror"
	"go.temporal.io/sdk/client"
)

// inTime is err, which is a context.DeadlineExceeded too where it says that a call had no answer in its time, as without a
// worker: the client and the server say so by errors of their own. nil stays nil.
func inTime(err error) error {
	var update *client.WorkflowUpdateServiceTimeoutOrCanceledError
	var call *serviceerror.DeadlineExceeded
	if !errors.Is(err, context.DeadlineExceeded) && (errors.As(err, &update) || errors.As(err, &call)) {
		return fmt.Errorf("%w: %w", context.DeadlineExceeded, err)
	}
	return err
}
