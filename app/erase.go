package app

import (
	"context"
	"errors"
	"fmt"
	"time"

	"go.temporal.io/api/enums/v1"
	"go.temporal.io/sdk/client"

	"github.com/makegood/makegood/internal/config"
	"github.com/makegood/makegood/internal/evidence"
	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/messaging/eml"
	"github.com/makegood/makegood/refund"
)

// CodeOpenRefunds: a customer is not erased while a refund of theirs is open.
const CodeOpenRefunds refund.Code = "OPEN_REFUNDS"

// Held is what makegood holds of a customer, wherever it can reach.
type Held struct {
	refund.PersonKept
	// Mails are files in the outbox.
	Mails int `json:"mails"`
	// Runs are histories in Temporal, one a run of a workflow. TemporalProblem says why they could not be listed.
	Runs            []HeldRun `json:"runs"`
	TemporalProblem string    `json:"temporal_problem,omitempty"`
}

// HeldRun is the history of one run of a refund's workflow.
type HeldRun struct {
	Refund refund.ID `json:"refund"`
	// WorkflowID is another one than the refund's where the workflow corrected it.
	WorkflowID string `json:"workflow_id,omitempty"`
	RunID      string `json:"run_id"`
	Open       bool   `json:"open,omitempty"`
}

// Nothing reports whether nothing is held, and never was.
func (h Held) Nothing() bool { return h.Keys == 0 && h.ErasedAt == nil && len(h.Refunds) == 0 }

// Eraser erases one customer.
type Eraser struct {
	settings config.Settings
	books    ledger.Store
	// temporal is nil where Temporal is away: problem says why.
	temporal client.Client
	problem  error
	now      func() time.Time
}

// OpenEraser opens the ledger and, if it answers, Temporal.
func OpenEraser(ctx context.Context, s config.Settings, now func() time.Time) (Eraser, error) {
	books, err := OpenUncheckedLedger(ctx, s, now)
	if err != nil {
		return Eraser{}, err
	}
	e := Eraser{settings: s, books: books, now: now}
	e.temporal, e.problem = DialOnce(ctx, s)
	return e, nil
}

// Close lets go of both.
func (e Eraser) Close() error {
	if e.temporal != nil {
		e.temporal.Close()
	}
	return e.books.Close()
}

// Held looks up what there is, and changes nothing.
func (e Eraser) Held(ctx context.Context, of refund.Erasure) (h Held, err error) {
	if h.PersonKept, err = e.books.Kept(ctx, of.Merchant, of.Customer); err != nil {
		return h, err
	}
	if h.Mails, err = eml.Count(e.settings.OutboxDir, h.Messages); err != nil {
		return h, fmt.Errorf("outbox: %w", err)
	}
	h.Runs, err = e.runs(ctx, h.Refunds)
	if err != nil {
		h.TemporalProblem = err.Error()
	}
	return h, nil
}

// Erase deletes the keys, notes it in the ledger, and deletes the mails and the files that the customer sent. It may be repeated.
func (e Eraser) Erase(ctx context.Context, in refund.Erasure) (mails int, err error) {
	kept, err := e.books.Erase(ctx, in)
	if errors.Is(err, ledger.ErrOpenRefunds) {
		return 0, Coded{Code: CodeOpenRefunds, Err: err}
	}
	if err != nil {
		return 0, err
	}
	mails, err = eml.Remove(e.settings.OutboxDir, kept.Messages, e.now())
	if err != nil {
		return mails, fmt.Errorf("the keys are deleted; in the outbox: %w; run it again", err)
	}
	if _, err := evidence.Remove(e.settings.Pages.EvidenceDir, kept.Refunds); err != nil {
		return mails, fmt.Errorf("the keys and mails are deleted; of the files: %w; run it again", err)
	}
	return mails, nil
}

func (e Eraser) runs(ctx context.Context, refunds []refund.ID) (out []HeldRun, err error) {
	out = []HeldRun{}
	if e.temporal == nil {
		return out, e.problem
	}
	ctx, cancel := context.WithTimeout(ctx, AskTimeout)
	defer cancel()
	for _, id := range refunds {
		runs, err := runsOf(ctx, e.temporal, id)
		if err != nil {
			return out, fmt.Errorf("runs of %s: %w", id, err)
		}
		for _, run := range runs {
			out = append(out, HeldRun{
				Refund: id, WorkflowID: ofCorrection(id, run.GetExecution().GetWorkflowId()), RunID: run.GetExecution().GetRunId(), Open: run.GetStatus() == enums.WORKFLOW_EXECUTION_STATUS_RUNNING,
			})
		}
	}
	return out, nil
}
