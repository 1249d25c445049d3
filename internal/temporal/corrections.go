package temporal

import (
	"context"
	"fmt"

	"go.temporal.io/api/workflowservice/v1"

	"github.com/makegood/makegood/refund"
)

// OpenCorrection is the id of the open workflow that corrects a refund whose own has ended; "" where none is open. It
// is visibility that is asked, which knows of a start within moments.
func OpenCorrection(ctx context.Context, v Visibility, id refund.ID) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, listTimeout)
	defer cancel()
	found, err := v.ListWorkflow(ctx, &workflowservice.ListWorkflowExecutionsRequest{
		PageSize: 1, Query: fmt.Sprintf("WorkflowId STARTS_WITH %s AND ExecutionStatus = 'Running'", quoted(refund.CorrectionsOf(id))),
	})
	if err != nil {
		return "", fmt.Errorf("look for a correction of %s: %w", id, err)
	}
	for _, one := range found.GetExecutions() {
		return one.GetExecution().GetWorkflowId(), nil
	}
	return "", nil
}
