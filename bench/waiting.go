package main

import (
	"context"
	"fmt"
	"time"

	"go.temporal.io/api/workflowservice/v1"
	"go.temporal.io/sdk/client"

	"github.com/makegood/makegood/refund"
)

// A decision among many is held against one among waitingFew; both are the median of waitingFew times
// fewRounds decisions.
const (
	waitingFew = 10
	fewRounds  = 3
)

// waiting lets refunds wait for a person, and measures the worker's memory for each and how long a decision
// takes among many and among ten. They stay, so it is the last part.
func (r *rig) waiting(ctx context.Context, t *table) error {
	var few []time.Duration
	for range fewRounds {
		runs, err := r.letWait(ctx, waitingFew)
		if err != nil {
			return err
		}
		took, err := r.decide(ctx, runs)
		if err != nil {
			return err
		}
		few = append(few, took...)
	}
	base := memoryNow()
	runs, err := r.letWait(ctx, r.n.waiting)
	if err != nil {
		return err
	}
	each := memoryNow().since(base).each(len(runs))
	t.atMost(row{What: "worker memory of a waiting refund", Value: each.heapKB + each.stacksKB, Unit: "KB", Budget: 40, Note: each.note(len(runs))})
	many, err := r.decide(ctx, runs[:min(len(runs), len(few))])
	if err != nil {
		return err
	}
	f, m := median(few), median(many)
	t.atMost(row{What: fmt.Sprintf("a decision while %d wait", len(runs)), Value: float64(m) / float64(f), Unit: "of one while ten wait", Budget: 1.2,
		Note: fmt.Sprintf("median %s against %s, one after the other; a fifth is noise", m.Round(10*time.Microsecond), f.Round(10*time.Microsecond))})
	return nil
}

// letWait starts refunds that need a person, and returns when all of them wait. It starts no more than the
// worker takes up: a backlog would run the first tasks into their deadlines.
func (r *rig) letWait(ctx context.Context, count int) (runs []client.WorkflowRun, err error) {
	for len(runs) < count && err == nil {
		for range min(2*r.n.inFlight, count-len(runs)) {
			in, err := r.orders.request(reviewed)
			if err != nil {
				return nil, err
			}
			run, err := r.start(ctx, in)
			if err != nil {
				return nil, err
			}
			runs = append(runs, run)
		}
		err = r.untilWaiting(ctx, int64(len(runs)))
	}
	return runs, err
}

// untilWaiting asks until so many wait: a refund says so at the end of the task that lets it wait.
func (r *rig) untilWaiting(ctx context.Context, count int64) error {
	ctx, cancel := context.WithTimeout(ctx, 5*time.Minute)
	defer cancel()
	query := fmt.Sprintf("%s = '%s' AND WorkflowType = '%s' AND ExecutionStatus = 'Running'",
		refund.AttributeStatus, refund.StatusAwaitingApproval, refund.WorkflowName)
	for tick := time.NewTicker(50 * time.Millisecond); ; {
		counted, err := r.client.CountWorkflow(ctx, &workflowservice.CountWorkflowExecutionsRequest{Namespace: "default", Query: query})
		if err != nil || counted.GetCount() == count {
			tick.Stop()
			return err
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			tick.Stop()
			return fmt.Errorf("%d of %d refunds wait for a person: %w", counted.GetCount(), count, ctx.Err())
		}
	}
}

// decide agrees to refunds one after the other and measures how long each answer takes. The payout that
// follows is waited for, and not measured.
func (r *rig) decide(ctx context.Context, runs []client.WorkflowRun) (took []time.Duration, err error) {
	for _, run := range runs {
		began := time.Now()
		if err := r.approve(ctx, run.GetID()); err != nil {
			return nil, err
		}
		took = append(took, time.Since(began))
		if err := paidBack(ctx, run); err != nil {
			return nil, err
		}
	}
	return took, nil
}

// approve is by a reviewer of the shipped reviewers.yaml, whose limit is above the amount.
func (r *rig) approve(ctx context.Context, id string) error {
	handle, err := r.client.UpdateWorkflow(ctx, client.UpdateWorkflowOptions{
		WorkflowID: id, UpdateName: string(refund.ActDecide), WaitForStage: client.WorkflowUpdateStageCompleted,
		Args: []any{refund.Decision{DecisionID: "bench", Verb: refund.VerbApprove, Reviewer: "noah", Note: "bench"}},
	})
	if err != nil {
		return err
	}
	var answer refund.Answer
	if err := handle.Get(ctx, &answer); err != nil {
		return err
	}
	if !answer.Accepted {
		return fmt.Errorf("%s: the decision was refused: %s %s", id, answer.Code, answer.Detail)
	}
	return nil
}
