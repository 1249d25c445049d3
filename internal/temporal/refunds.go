package temporal

import (
	"context"
	"errors"
	"fmt"
	"time"

	"go.temporal.io/api/enums/v1"
	"go.temporal.io/api/serviceerror"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/temporal"

	"github.com/makegood/makegood/refund"
)

const (
	// queryTimeout is shorter than a person's patience: without a worker a query has no answer.
	queryTimeout = 5 * time.Second
	// ActTimeout bounds what somebody who acts waits for the answer.
	ActTimeout = 15 * time.Second
)

// Refunds are the refunds that are under way: each is a workflow, which is asked where it stands and takes acts.
type Refunds struct{ Client client.Client }

// View asks where the refund stands; without a workflow that is a Problem NOT_FOUND. A workflow that was terminated, or
// failed, still answers queries, with where it stood: what became of the refund since (doctor's repair) stands in the
// ledger alone. A refund that came back after its workflow had ended stands in the one that corrects it.
func (r Refunds) View(ctx context.Context, id refund.ID) (refund.View, error) {
	view, err := r.viewIn(ctx, id, string(id))
	if err == nil && !view.Closed {
		return view, nil
	}
	if correction, fault := OpenCorrection(ctx, r.Client, id); fault == nil && correction != "" {
		return r.viewIn(ctx, id, correction)
	}
	return view, err
}

func (r Refunds) viewIn(ctx context.Context, id refund.ID, workflowID string) (refund.View, error) {
	ctx, cancel := context.WithTimeout(ctx, queryTimeout)
	defer cancel()
	answer, err := r.Client.QueryWorkflowWithOptions(ctx, &client.QueryWorkflowWithOptionsRequest{
		WorkflowID: workflowID, QueryType: refund.QueryRefund, QueryRejectCondition: enums.QUERY_REJECT_CONDITION_NOT_COMPLETED_CLEANLY,
	})
	if err != nil {
		return refund.View{}, notTaken(id, err)
	}
	if ended := answer.QueryRejected; ended != nil {
		return refund.View{}, refund.Problem{Code: refund.CodeNotFound, Detail: fmt.Sprintf("the workflow of %s is %s", id, ended.GetStatus())}
	}
	var view refund.View
	return view, answer.QueryResult.Get(&view)
}

// Act sends an act and waits for its answer. A Problem means that the workflow did not take it.
// Where the refund's own workflow has ended, the one that corrects it takes the act.
func (r Refunds) Act(ctx context.Context, id refund.ID, act refund.Act) (refund.Answer, error) {
	answer, err := r.actIn(ctx, string(id), id, act)
	if problem, _ := refund.ProblemIn(err); problem.Code != refund.CodeNotFound {
		return answer, err
	}
	if correction, fault := OpenCorrection(ctx, r.Client, id); fault == nil && correction != "" {
		return r.actIn(ctx, correction, id, act)
	}
	return answer, err
}

func (r Refunds) actIn(ctx context.Context, workflowID string, id refund.ID, act refund.Act) (refund.Answer, error) {
	ctx, cancel := context.WithTimeout(ctx, ActTimeout)
	defer cancel()
	handle, err := r.Client.UpdateWorkflow(ctx, client.UpdateWorkflowOptions{
		WorkflowID: workflowID, UpdateID: updateID(act, time.Now()), UpdateName: string(act.Kind), Args: []any{act.Message()},
		WaitForStage: client.WorkflowUpdateStageCompleted,
	})
	if err != nil {
		return refund.Answer{}, notTaken(id, err)
	}
	var answer refund.Answer
	return answer, notTaken(id, handle.Get(ctx, &answer))
}

// notTaken says in plain words that no open workflow can take what was sent, or why it refused; nil stays nil.
func notTaken(id refund.ID, err error) error {
	var unknown *serviceerror.NotFound
	var refused *temporal.ApplicationError
	switch {
	case errors.As(err, &unknown):
		return refund.Problem{Code: refund.CodeNotFound, Detail: fmt.Sprintf("%s is not open (see `makegood show %s`): %s", id, id, unknown.Message)}
	case errors.As(err, &refused) && refused.Type() == refund.UpdateWithoutAnswer:
		return fmt.Errorf("%s: %w: %w", id, context.DeadlineExceeded, err)
	case errors.As(err, &refused) && refused.Type() != "":
		return refund.ProblemOf(refused.Type(), refused.Message())
	}
	return inTime(err)
}
