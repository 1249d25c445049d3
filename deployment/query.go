package deployment

import (
	"context"
	"fmt"
	"strings"

	"go.temporal.io/api/common/v1"
	"go.temporal.io/api/workflowservice/v1"

	"github.com/makegood/makegood/refund"
)

// Queries on Temporal's own search attributes. TemporalWorkerDeploymentVersion follows an override at once.
const (
	attributeVersion  = "TemporalWorkerDeploymentVersion"
	attributeBehavior = "TemporalWorkflowVersioningBehavior"
	// unversioned are refunds whose last step was taken by an unversioned worker, or that took none yet.
	unversioned = attributeBehavior + " IS NULL"
	versioned   = attributeBehavior + " IS NOT NULL"
)

// pageSize is how many refunds are listed with one call.
const pageSize = 500

// onVersion are refunds on one version.
func onVersion(v Version) string { return attributeVersion + " = " + quoted(v.String()) }

// open are the open refunds of the task queue for which every condition holds.
func (h Handle) open(conditions ...string) string {
	return strings.Join(append([]string{
		"WorkflowType = " + quoted(refund.WorkflowName), "TaskQueue = " + quoted(h.taskQueue), "ExecutionStatus = 'Running'",
	}, conditions...), " AND ")
}

func (h Handle) count(ctx context.Context, condition string) (int64, error) {
	answer, err := h.client.CountWorkflow(ctx, &workflowservice.CountWorkflowExecutionsRequest{Query: h.open(condition)})
	if err != nil {
		return 0, fmt.Errorf("deployment: count refunds: %w", err)
	}
	return answer.GetCount(), nil
}

// list lists at most limitMax open refunds, and whether there are more.
func (h Handle) list(ctx context.Context, limitMax int, conditions []string) (found []*common.WorkflowExecution, more bool, err error) {
	request := &workflowservice.ListWorkflowExecutionsRequest{PageSize: pageSize, Query: h.open(conditions...)}
	for {
		page, err := h.client.ListWorkflow(ctx, request)
		if err != nil {
			return nil, false, fmt.Errorf("deployment: list refunds: %w", err)
		}
		for _, about := range page.GetExecutions() {
			found = append(found, about.GetExecution())
		}
		request.NextPageToken = page.GetNextPageToken()
		if len(found) > limitMax {
			return found[:limitMax], true, nil
		}
		if len(request.NextPageToken) == 0 {
			return found, false, nil
		}
	}
}

// anyOf holds where the attribute has one of the values.
func anyOf[T ~string](attribute string, values []T) string {
	list := make([]string, len(values))
	for i, value := range values {
		list[i] = quoted(string(value))
	}
	return attribute + " IN (" + strings.Join(list, ", ") + ")"
}

var escape = strings.NewReplacer(`\`, `\\`, `'`, `\'`)

// quoted is a string in a query.
func quoted(s string) string { return "'" + escape.Replace(s) + "'" }
