package app

import (
	"context"
	"errors"
	"time"

	"go.temporal.io/api/enums/v1"
	"go.temporal.io/api/serviceerror"
	"go.temporal.io/sdk/client"

	"github.com/makegood/makegood/deployment"
	"github.com/makegood/makegood/doctor"
	"github.com/makegood/makegood/internal/config"
	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
	"github.com/makegood/makegood/simulator"
)

// Patient is everything the doctor looks at; the function it returns lets go of it. Where Temporal is
// away, that is what the patient says of every workflow.
func Patient(ctx context.Context, s config.Settings, books ledger.Store, now func() time.Time) (doctor.Patient, func()) {
	p := doctor.Patient{
		Books: books, Now: now,
		Moved: func(ctx context.Context) (doctor.Moved, error) { return simulatorBook(ctx, s) },
	}
	c, err := DialOnce(ctx, s)
	if err != nil {
		p.Workflow = func(context.Context, refund.ID) (doctor.Workflow, error) { return "", err }
		p.Deployment = func(context.Context) (deployment.Status, error) { return deployment.Status{}, err }
		return p, func() {}
	}
	p.Workflow = func(ctx context.Context, id refund.ID) (doctor.Workflow, error) { return workflowOf(ctx, c, id) }
	p.Deployment = func(ctx context.Context) (deployment.Status, error) {
		handle, err := Deployment(s, c, now)
		if err != nil {
			return deployment.Status{}, err
		}
		return handle.Status(ctx)
	}
	return p, c.Close
}

// workflowOf is what Temporal says of the refund's workflow.
func workflowOf(ctx context.Context, c client.Client, id refund.ID) (doctor.Workflow, error) {
	about, err := c.DescribeWorkflowExecution(ctx, string(id), "")
	var unknown *serviceerror.NotFound
	if errors.As(err, &unknown) {
		return doctor.WorkflowUnknown, nil
	}
	if err != nil {
		return "", err
	}
	if about.GetWorkflowExecutionInfo().GetStatus() == enums.WORKFLOW_EXECUTION_STATUS_RUNNING {
		return doctor.WorkflowRuns, nil
	}
	return doctor.WorkflowEnded, nil
}

func simulatorBook(ctx context.Context, s config.Settings) (doctor.Moved, error) {
	book, err := simulator.ReadBook(ctx, s.Simulator.URL)
	if err != nil {
		return doctor.Moved{}, err
	}
	moved := doctor.Moved{Minor: map[refund.Currency]int64{}, Twice: book.MovedTwice}
	for currency, minor := range book.MovedMinor {
		moved.Minor[refund.Currency(currency)] = minor
	}
	return moved, nil
}
