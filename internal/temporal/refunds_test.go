package temporal_test

import (
	"context"
	"errors"
	"testing"

	"go.temporal.io/api/common/v1"
	"go.temporal.io/api/enums/v1"
	"go.temporal.io/api/query/v1"
	"go.temporal.io/api/serviceerror"
	"go.temporal.io/api/workflow/v1"
	"go.temporal.io/api/workflowservice/v1"
	"go.temporal.io/sdk/client"
	sdk "go.temporal.io/sdk/temporal"

	"github.com/makegood/makegood/internal/temporal"
	"github.com/makegood/makegood/refund"
)

// asked is a client that answers as it is told, by the workflow's id.
type asked struct {
	client.Client
	acts       []client.UpdateWorkflowOptions
	errs       map[string]error
	refused    map[string]error
	rejected   *query.QueryRejected
	correction string
}

func (a *asked) UpdateWorkflow(_ context.Context, o client.UpdateWorkflowOptions) (client.WorkflowUpdateHandle, error) {
	a.acts = append(a.acts, o)
	return answer{err: a.refused[o.WorkflowID]}, a.errs[o.WorkflowID]
}

func (a *asked) QueryWorkflowWithOptions(_ context.Context, r *client.QueryWorkflowWithOptionsRequest) (*client.QueryWorkflowWithOptionsResponse, error) {
	return &client.QueryWorkflowWithOptionsResponse{QueryResult: view{}, QueryRejected: a.rejected}, a.errs[r.WorkflowID]
}

func (a *asked) ListWorkflow(context.Context, *workflowservice.ListWorkflowExecutionsRequest) (*workflowservice.ListWorkflowExecutionsResponse, error) {
	out := &workflowservice.ListWorkflowExecutionsResponse{}
	if a.correction != "" {
		out.Executions = []*workflow.WorkflowExecutionInfo{{Execution: &common.WorkflowExecution{WorkflowId: a.correction}}}
	}
	return out, nil
}

type answer struct {
	client.WorkflowUpdateHandle
	err error
}

func (h answer) Get(_ context.Context, into any) error {
	into.(*refund.Answer).Accepted = h.err == nil
	return h.err
}

type view struct{}

func (view) HasValue() bool { return true }
func (view) Get(into any) error {
	into.(*refund.View).WaitsFor = "a reviewer"
	return nil
}

const id, correction = "refund/m/o/r", "refund/m/o/r/correction/1"

func looking() refund.Act {
	return refund.Act{Kind: refund.ActLookNow, LookNow: &refund.LookNow{By: "ann"}}
}

func TestAnActIsTheUpdateOfItsKindAndGoesWhereTheRefundIsOpen(t *testing.T) {
	gone := serviceerror.NewNotFound("workflow execution already completed")
	for _, c := range []struct {
		name   string
		client asked
		at     string
		code   refund.Code
	}{
		{"its workflow is open", asked{}, id, ""},
		{"its workflow has ended", asked{errs: map[string]error{id: gone}}, id, refund.CodeNotFound},
		{"a correction is open", asked{errs: map[string]error{id: gone}, correction: correction}, correction, ""},
		{"the workflow refuses it", asked{refused: map[string]error{id: sdk.NewApplicationError("BAD_DECISION: who?", "BAD_DECISION")}}, id, refund.CodeBadDecision},
	} {
		acted, err := temporal.Refunds{Client: &c.client}.Act(t.Context(), id, looking())
		problem, _ := refund.ProblemIn(err)
		last := c.client.acts[len(c.client.acts)-1]
		if problem.Code != c.code || acted.Accepted != (c.code == "") || last.WorkflowID != c.at {
			t.Errorf("%s: %+v, %v, at %s", c.name, acted, err, last.WorkflowID)
		}
		if last.UpdateName != "look_now" || last.Args[0] != (refund.LookNow{By: "ann"}) {
			t.Errorf("%s: sent %+v", c.name, last)
		}
	}
}

// TestWithoutAWorkerThereIsNoAnswerInTime: the client says so by an error of its own.
func TestWithoutAWorkerThereIsNoAnswerInTime(t *testing.T) {
	for name, err := range map[string]error{
		"an update": client.NewWorkflowUpdateServiceTimeoutOrCanceledError(errors.New("over")), "a call": serviceerror.NewDeadlineExceeded("over"),
	} {
		silent := &asked{errs: map[string]error{id: err}}
		_, got := temporal.Refunds{Client: silent}.Act(t.Context(), id, looking())
		if _, viewed := (temporal.Refunds{Client: silent}).View(t.Context(), id); !errors.Is(got, context.DeadlineExceeded) || !errors.Is(viewed, context.DeadlineExceeded) {
			t.Errorf("%s: %v, %v", name, got, viewed)
		}
	}
}

// TestAWorkflowThatEndsBeforeItAnswersHasRefusedNothing: the ledger may have carried the act out.
func TestAWorkflowThatEndsBeforeItAnswersHasRefusedNothing(t *testing.T) {
	ended := sdk.NewApplicationError("the workflow completed before the update completed", "AcceptedUpdateCompletedWorkflow")
	_, err := temporal.Refunds{Client: &asked{refused: map[string]error{id: ended}}}.Act(t.Context(), id, looking())
	if problem, is := refund.ProblemIn(err); is || !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("%v, a problem %+v", err, problem)
	}
}

func TestARefundWhoseWorkflowWasTerminatedIsNotShownByIt(t *testing.T) {
	shown, err := temporal.Refunds{Client: &asked{}}.View(t.Context(), id)
	if err != nil || shown.WaitsFor != "a reviewer" {
		t.Errorf("%+v, %v", shown, err)
	}
	_, err = temporal.Refunds{Client: &asked{rejected: &query.QueryRejected{Status: enums.WORKFLOW_EXECUTION_STATUS_TERMINATED}}}.View(t.Context(), id)
	if problem, _ := refund.ProblemIn(err); problem.Code != refund.CodeNotFound {
		t.Errorf("%v", err)
	}
}
