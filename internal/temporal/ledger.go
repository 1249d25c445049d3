package temporal

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"go.temporal.io/api/workflowservice/v1"
	"go.uber.org/zap"

	"github.com/makegood/makegood/refund"
)

// Visibility lists workflows by their search attributes; client.Client does.
type Visibility interface {
	ListWorkflow(ctx context.Context, in *workflowservice.ListWorkflowExecutionsRequest) (*workflowservice.ListWorkflowExecutionsResponse, error)
}

// LedgerCheck asks whether a ledger is the one that a task queue's refunds are kept in.
type LedgerCheck struct {
	Namespace string
	TaskQueue string
	// LedgerID is the id of the process's ledger.
	LedgerID string
	// Paid reports whether that ledger knows of the refund that money of it moved.
	Paid func(context.Context, refund.ID) (bool, error)
	Log  *zap.Logger
}

// ErrOtherLedger: the process's ledger is not the one of the refunds it would work on. Working on, a worker
// would pay what was paid, and a starter would seal contact data under keys that no worker finds.
var ErrOtherLedger = errors.New("this is not the ledger of this task queue's refunds")

// paidMax is how many of the newest paid refunds the ledger must know.
const paidMax = 100

// CheckLedger returns nil when worker or starter may start: no refund of its task queue, open or closed, names
// another ledger, and of the newest that were paid the ledger knows each. An empty Temporal beside a
// full ledger is fine. It asks until Temporal answers; errors are ErrOtherLedger, ctx's, and the ledger's.
func CheckLedger(ctx context.Context, v Visibility, check LedgerCheck) error {
	for delay := retryDelayFirst; ; delay = min(2*delay, retryDelayMax) {
		err := check.once(ctx, v)
		var away visibilityAway
		if !errors.As(err, &away) {
			return err
		}
		check.Log.Warn("Temporal does not say which ledger its refunds are kept in, trying again",
			zap.Duration("retry_delay", delay), zap.Error(err))
		if wait(ctx, delay) != nil {
			return fmt.Errorf("temporal: %w (%w)", err, ctx.Err())
		}
	}
}

// visibilityAway is an error of Temporal's, which passes.
type visibilityAway struct{ error }

// Unwrap is Temporal's own error.
func (v visibilityAway) Unwrap() error { return v.error }

// NoOther is ErrOtherLedger when a refund of the task queue, open or closed, names another ledger. It asks once;
// another error says that Temporal did not answer.
func (check LedgerCheck) NoOther(ctx context.Context, v Visibility) error {
	others, err := check.list(ctx, v, 1, refund.AttributeLedger+" IS NOT NULL AND "+refund.AttributeLedger+" != "+quoted(check.LedgerID))
	if err != nil {
		return err
	}
	if len(others) > 0 {
		return fmt.Errorf("%w: %s is kept in another one than %s", ErrOtherLedger, others[0], check.LedgerID)
	}
	return nil
}

func (check LedgerCheck) once(ctx context.Context, v Visibility) error {
	if err := check.NoOther(ctx, v); err != nil {
		return err
	}
	paid, err := check.list(ctx, v, paidMax, fmt.Sprintf("%s IN (%s, %s)", refund.AttributeStatus,
		quoted(string(refund.StatusRefunded)), quoted(string(refund.StatusPartlyRefunded))))
	if err != nil {
		return err
	}
	return check.knows(ctx, paid)
}

// knows is ErrOtherLedger, with an example, when the ledger lacks one of these refunds: it is empty, or an
// old backup.
func (check LedgerCheck) knows(ctx context.Context, paid []refund.ID) error {
	var unknown []refund.ID
	for _, id := range paid {
		known, err := check.Paid(ctx, id)
		if err != nil {
			return err
		}
		if !known {
			unknown = append(unknown, id)
		}
	}
	if len(unknown) > 0 {
		return fmt.Errorf("%w: of the newest %d refunds that were paid, %s does not know %d, such as %s: is it an old backup?",
			ErrOtherLedger, len(paid), check.LedgerID, len(unknown), unknown[0])
	}
	return nil
}

// listTimeout bounds one question to Temporal.
const listTimeout = 10 * time.Second

// list returns the refunds of the task queue that meet a condition, the newest first.
func (check LedgerCheck) list(ctx context.Context, v Visibility, limitMax int32, condition string) ([]refund.ID, error) {
	ctx, cancel := context.WithTimeout(ctx, listTimeout)
	defer cancel()
	found, err := v.ListWorkflow(ctx, &workflowservice.ListWorkflowExecutionsRequest{
		Namespace: check.Namespace, PageSize: limitMax,
		Query: fmt.Sprintf("WorkflowType = %s AND TaskQueue = %s AND %s", quoted(refund.WorkflowName), quoted(check.TaskQueue), condition),
	})
	if err != nil {
		return nil, visibilityAway{fmt.Errorf("list: %w", err)}
	}
	var ids []refund.ID
	for _, one := range found.GetExecutions() {
		ids = append(ids, refund.RefundOf(one.GetExecution().GetWorkflowId()))
	}
	return ids, nil
}

// quoted is a value in a visibility query.
func quoted(value string) string { return "'" + strings.ReplaceAll(value, "'", "''") + "'" }
