package doctor

import (
	"context"
	"errors"
	"fmt"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// Workflow is what Temporal says of a refund's workflow.
type Workflow string

// The answers.
const (
	// WorkflowRuns: it is open.
	WorkflowRuns Workflow = "runs"
	// WorkflowEnded: it was there, and is over.
	WorkflowEnded Workflow = "ended"
	// WorkflowUnknown: there is none. It ended longer ago than Temporal keeps them, or this is not the
	// namespace it runs in.
	WorkflowUnknown Workflow = "unknown"
)

// abandoned finds open cases without an open workflow.
func (r *Report) abandoned(ctx context.Context, p Patient, open []ledger.CaseRow) error {
	if p.Workflow == nil {
		r.skip("open workflows: Temporal is not asked")
		return nil
	}
	running := r.running(ctx, p, len(open))
	for _, row := range open {
		if running[row.ID] {
			continue
		}
		workflow, err := p.Workflow(ctx, row.ID)
		if err != nil {
			r.skip("open workflows: %v", err)
			return nil
		}
		if workflow == WorkflowRuns {
			continue
		}
		if err := r.confirm(ctx, p, row, workflow); err != nil {
			return err
		}
	}
	return nil
}

// running is the list of open workflows, which spares asking for each of many. It lags by moments: what
// has ended just now is found the next time. Without the list each is asked for.
func (r *Report) running(ctx context.Context, p Patient, openCount int) map[refund.ID]bool {
	if p.Running == nil || openCount == 0 {
		return nil
	}
	running, err := p.Running(ctx)
	if err != nil {
		return nil
	}
	return running
}

// confirm reads the case again: it may have been closed while Temporal was asked.
func (r *Report) confirm(ctx context.Context, p Patient, row ledger.CaseRow, workflow Workflow) error {
	now, open, err := stillOpen(ctx, p.Books, row.ID)
	if err != nil || !open {
		return err
	}
	why := "its workflow has ended"
	if workflow == WorkflowUnknown {
		why = "Temporal does not know its workflow"
	}
	r.add(SeverityWrong, ledger.Finding{Code: CodeNoOpenWorkflow, Refund: row.ID, Detail: fmt.Sprintf(
		"the case is %s, holds %s and has %s under way, and %s", now.Status,
		refund.FormatAmount(row.HeldMinor, row.Currency), refund.FormatAmount(row.SentMinor, row.Currency), why)})
	return nil
}

// stillOpen reads a case; one that is gone is not open.
func stillOpen(ctx context.Context, books Books, id refund.ID) (refund.Case, bool, error) {
	c, err := books.Case(ctx, id)
	if errors.Is(err, ledger.ErrNotFound) {
		return c, false, nil
	}
	if err != nil {
		return c, false, fmt.Errorf("doctor: case %s: %w", id, err)
	}
	return c, !c.Closed, nil
}
