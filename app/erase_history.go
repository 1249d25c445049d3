package app

import (
	"cmp"
	"context"
	"errors"
	"fmt"

	"go.temporal.io/api/common/v1"
	"go.temporal.io/api/serviceerror"
	"go.temporal.io/api/workflow/v1"
	"go.temporal.io/api/workflowservice/v1"
	"go.temporal.io/sdk/client"

	"github.com/makegood/makegood/refund"
)

// ofCorrection is the id of a workflow that is not the refund's own; "" of that one.
func ofCorrection(id refund.ID, workflowID string) string {
	if workflowID == string(id) {
		return ""
	}
	return workflowID
}

// runsOf lists every run of a refund's workflow, and of those that corrected it, as far as Temporal's visibility knows: a reset and a run that
// continues another one are runs of their own. The id is of letters that a query takes as they are.
func runsOf(ctx context.Context, c client.Client, id refund.ID) (runs []*workflow.WorkflowExecutionInfo, err error) {
	ask := &workflowservice.ListWorkflowExecutionsRequest{PageSize: runningPageMax, Query: fmt.Sprintf(`WorkflowId = "%s" OR WorkflowId STARTS_WITH "%s"`, id, refund.CorrectionsOf(id))}
	for {
		page, err := c.ListWorkflow(ctx, ask)
		if err != nil {
			return nil, err
		}
		runs = append(runs, page.GetExecutions()...)
		if ask.NextPageToken = page.GetNextPageToken(); len(ask.NextPageToken) == 0 {
			return runs, nil
		}
	}
}

// DeleteHistories asks Temporal to delete the histories of runs that have ended, and returns how many. Temporal
// deletes them within moments. A run that is open is left alone: to delete its history would end its refund.
func (e Eraser) DeleteHistories(ctx context.Context, runs []HeldRun) (count int, err error) {
	if e.temporal == nil {
		return 0, e.problem
	}
	for _, run := range runs {
		if run.Open {
			continue
		}
		_, err := e.temporal.WorkflowService().DeleteWorkflowExecution(ctx, &workflowservice.DeleteWorkflowExecutionRequest{
			Namespace:         e.settings.Temporal.Namespace,
			WorkflowExecution: &common.WorkflowExecution{WorkflowId: cmp.Or(run.WorkflowID, string(run.Refund)), RunId: run.RunID},
		})
		var gone *serviceerror.NotFound
		switch {
		case errors.As(err, &gone):
		case err != nil:
			return count, fmt.Errorf("delete the history of %s: %w", run.Refund, err)
		default:
			count++
		}
	}
	return count, nil
}
