package starter

import (
	"context"
	"errors"
	"fmt"
	"time"

	"go.temporal.io/api/enums/v1"
	"go.temporal.io/api/serviceerror"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/temporal"

	"github.com/makegood/makegood/privacy"
	"github.com/makegood/makegood/refund"
)

// ErrOver: the refund was asked for before, and its workflow has ended. The ledger knows what became of it.
var ErrOver = errors.New("starter: the refund's workflow has ended")

// placeOfRequests is in the memo of a refund that was asked for by a call, where another one's has its Kafka record. An
// event under the same key is compared by its body.
const placeOfRequests = "request"

// Asking is what Requests asks of Temporal; client.Client provides it.
type Asking interface {
	NewWithStartWorkflowOperation(options client.StartWorkflowOptions, workflow any, args ...any) client.WithStartWorkflowOperation
	UpdateWithStartWorkflow(ctx context.Context, options client.UpdateWithStartWorkflowOptions) (client.WorkflowUpdateHandle, error)
}

// Requests is the intake of those who ask for a refund and wait for its decision, while its payout goes on. The same
// request may be sent any number of times, side by side too: one workflow is started, and all have its answer.
type Requests struct {
	Temporal  Asking
	TaskQueue string
	// Vault seals contact data and texts under the customer's key; nil: nothing is sealed.
	Vault *privacy.Vault
	// Now is UTC.
	Now func() time.Time
}

// Request starts the refund's workflow, or asks the one that is under way, and waits until the refund is decided. A
// refund.Problem means that nothing was done: CONFLICT is a request under the same key with another body. ErrOver says
// that the ledger is to be asked. After any other error the refund may be under way, also where there was no answer in time
// (context.DeadlineExceeded); the same request again is safe.
func (r Requests) Request(ctx context.Context, in refund.Request) (refund.Requested, error) {
	in.Awaited = true
	in, err := r.Vault.SealRequest(ctx, in)
	if err != nil {
		return refund.Requested{}, err
	}
	id := in.Cancellation.ID()
	handle, err := r.Temporal.UpdateWithStartWorkflow(ctx, client.UpdateWithStartWorkflowOptions{
		StartWorkflowOperation: r.Temporal.NewWithStartWorkflowOperation(r.start(in), refund.WorkflowName, in),
		UpdateOptions: client.UpdateWorkflowOptions{
			WorkflowID: string(id), UpdateID: refund.UpdateRequest + "/" + in.Digest, UpdateName: refund.UpdateRequest,
			Args: []any{refund.Requesting{Digest: in.Digest}}, WaitForStage: client.WorkflowUpdateStageCompleted,
		},
	})
	if err != nil {
		return refund.Requested{}, notAnswered(id, err)
	}
	var answer refund.Requested
	return answer, notAnswered(id, handle.Get(ctx, &answer))
}

// start is how every refund is started, but that one that is under way is asked in its place.
func (r Requests) start(in refund.Request) client.StartWorkflowOptions {
	options := startOptions(intent{request: in, place: placeOfRequests}, r.TaskQueue, r.Now())
	options.WorkflowIDConflictPolicy = enums.WORKFLOW_ID_CONFLICT_POLICY_USE_EXISTING
	return options
}

// notAnswered tells what Temporal's errors mean to who asks; nil stays nil.
func notAnswered(id refund.ID, err error) error {
	var exists *serviceerror.WorkflowExecutionAlreadyStarted
	var late *client.WorkflowUpdateServiceTimeoutOrCanceledError
	var refused *temporal.ApplicationError
	switch {
	case err == nil:
		return nil
	case errors.As(err, &exists):
		return fmt.Errorf("request %s: %w", id, ErrOver)
	case errors.As(err, &refused) && refused.Type() == refund.UpdateWithoutAnswer:
		return fmt.Errorf("request %s: %w: %w", id, context.DeadlineExceeded, err)
	case errors.As(err, &refused) && refused.Type() != "":
		return refund.ProblemOf(refused.Type(), refused.Message())
	case errors.As(err, &late):
		return fmt.Errorf("request %s: %w: %w", id, context.DeadlineExceeded, err)
	}
	return fmt.Errorf("request %s: %w", id, err)
}
