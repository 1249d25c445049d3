package main

import (
	"context"
	"time"

	"go.temporal.io/sdk/client"

	"github.com/makegood/makegood/refund"
)

// door is where an open refund is looked at and acted on: its workflow.
type door interface {
	// View asks for the whole state; a refund without an open workflow is a NOT_FOUND.
	View(ctx context.Context, id refund.ID) (refund.View, error)
	// Update sends an act and waits for its answer.
	Update(ctx context.Context, todo act) (refund.Answer, error)
}

// at does work at the door: Temporal's, unless the app has one of its own.
func (a *app) at(ctx context.Context, work func(door) error) error {
	if a.door != nil {
		return work(a.door)
	}
	s, err := a.settings()
	if err != nil {
		return err
	}
	c, err := dialOnce(ctx, s)
	if err != nil {
		return err
	}
	defer c.Close()
	return work(temporalDoor{c})
}

type temporalDoor struct{ client client.Client }

// queryTimeout is shorter than a person's patience: without a worker a query has no answer.
const queryTimeout = 5 * time.Second

// View implements door.
func (d temporalDoor) View(ctx context.Context, id refund.ID) (refund.View, error) {
	ctx, cancel := context.WithTimeout(ctx, queryTimeout)
	defer cancel()
	answer, err := d.client.QueryWorkflow(ctx, string(id), "", refund.QueryRefund)
	if err != nil {
		return refund.View{}, gone(id, err)
	}
	var view refund.View
	return view, answer.Get(&view)
}

// Update implements door.
func (d temporalDoor) Update(ctx context.Context, todo act) (refund.Answer, error) {
	ctx, cancel := context.WithTimeout(ctx, askTimeout)
	defer cancel()
	handle, err := d.client.UpdateWorkflow(ctx, client.UpdateWorkflowOptions{
		WorkflowID: string(todo.id), UpdateName: todo.update,
		Args: []any{todo.input}, WaitForStage: client.WorkflowUpdateStageCompleted,
	})
	if err != nil {
		return refund.Answer{}, gone(todo.id, err)
	}
	var answer refund.Answer
	return answer, gone(todo.id, handle.Get(ctx, &answer))
}
