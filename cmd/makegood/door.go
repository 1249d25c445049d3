package main

import (
	"context"
	"fmt"
	"time"

	"go.temporal.io/api/enums/v1"
	"go.temporal.io/sdk/client"

	"github.com/makegood/makegood/app"
	"github.com/makegood/makegood/internal/config"
	"github.com/makegood/makegood/refund"
)

// door is where an open refund is looked at and acted on: its workflow.
type door interface {
	// View asks for where the refund stands; a refund without an open workflow is a NOT_FOUND.
	View(ctx context.Context, id refund.ID) (refund.View, error)
	// Update sends an act and waits for its answer.
	Update(ctx context.Context, todo act) (refund.Answer, error)
}

// at does work at the door: Temporal's, unless the command line has one of its own.
func (c *cli) at(ctx context.Context, work func(door) error) error {
	if c.door != nil {
		return work(c.door)
	}
	return c.dialed(ctx, func(s config.Settings, temporal client.Client) error {
		vault, err := app.CommandVault(ctx, s, c.now)
		if err != nil {
			return err
		}
		return work(sealingDoor{door: temporalDoor{temporal}, vault: vault, note: c.stderr()})
	})
}

// dialed does work with the Temporal that the settings name.
func (c *cli) dialed(ctx context.Context, work func(config.Settings, client.Client) error) error {
	s, err := c.settings()
	if err != nil {
		return err
	}
	temporal, err := app.DialOnce(ctx, s)
	if err != nil {
		return err
	}
	defer temporal.Close()
	return work(s, temporal)
}

type temporalDoor struct{ client client.Client }

// queryTimeout is shorter than a person's patience: without a worker a query has no answer.
const queryTimeout = 5 * time.Second

// View implements door. A workflow that was terminated, or failed, still answers queries, with where
// it stood: what became of the refund since (doctor's repair) stands in the ledger alone. A refund that came back after
// its workflow had ended stands in the one that corrects it.
func (d temporalDoor) View(ctx context.Context, id refund.ID) (refund.View, error) {
	view, err := d.viewOf(ctx, id, string(id))
	if err == nil && !view.Closed {
		return view, nil
	}
	if correction, fault := app.OpenCorrection(ctx, d.client, id); fault == nil && correction != "" {
		return d.viewOf(ctx, id, correction)
	}
	return view, err
}

func (d temporalDoor) viewOf(ctx context.Context, id refund.ID, workflowID string) (refund.View, error) {
	ctx, cancel := context.WithTimeout(ctx, queryTimeout)
	defer cancel()
	answer, err := d.client.QueryWorkflowWithOptions(ctx, &client.QueryWorkflowWithOptionsRequest{
		WorkflowID: workflowID, QueryType: refund.QueryRefund, QueryRejectCondition: enums.QUERY_REJECT_CONDITION_NOT_COMPLETED_CLEANLY,
	})
	if err != nil {
		return refund.View{}, gone(id, err)
	}
	if ended := answer.QueryRejected; ended != nil {
		return refund.View{}, refund.Problem{Code: refund.CodeNotFound, Detail: fmt.Sprintf("the workflow of %s is %s", id, ended.GetStatus())}
	}
	var view refund.View
	return view, answer.QueryResult.Get(&view)
}

// Update implements door. Where the refund's own workflow has ended, the one that corrects it takes the act.
func (d temporalDoor) Update(ctx context.Context, todo act) (refund.Answer, error) {
	answer, err := d.update(ctx, string(todo.id), todo)
	if problem, _ := refund.ProblemIn(err); problem.Code != refund.CodeNotFound {
		return answer, err
	}
	if correction, fault := app.OpenCorrection(ctx, d.client, todo.id); fault == nil && correction != "" {
		return d.update(ctx, correction, todo)
	}
	return answer, err
}

func (d temporalDoor) update(ctx context.Context, workflowID string, todo act) (refund.Answer, error) {
	ctx, cancel := context.WithTimeout(ctx, app.AskTimeout)
	defer cancel()
	handle, err := d.client.UpdateWorkflow(ctx, client.UpdateWorkflowOptions{
		WorkflowID: workflowID, UpdateName: string(todo.kind),
		Args: []any{todo.input}, WaitForStage: client.WorkflowUpdateStageCompleted,
	})
	if err != nil {
		return refund.Answer{}, gone(todo.id, err)
	}
	var answer refund.Answer
	return answer, gone(todo.id, handle.Get(ctx, &answer))
}
