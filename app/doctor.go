package app

import (
	"context"
	"errors"
	"time"

	"go.temporal.io/api/enums/v1"
	"go.temporal.io/api/serviceerror"
	"go.temporal.io/api/workflowservice/v1"
	"go.temporal.io/sdk/client"

	"github.com/makegood/makegood/deployment"
	"github.com/makegood/makegood/doctor"
	"github.com/makegood/makegood/internal/config"
	"github.com/makegood/makegood/internal/temporal"
	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
	"github.com/makegood/makegood/simulator"
)

// Patient is everything the doctor looks at; the function it returns lets go of it. Where Temporal is
// away, that is what the patient says of every workflow.
func Patient(ctx context.Context, s config.Settings, books doctor.Books, now func() time.Time) (doctor.Patient, func()) {
	p := doctor.Patient{
		Books: books, Now: now, Provider: "simulator",
		Moved: func(ctx context.Context) (doctor.Moved, error) { return simulatorBook(ctx, s) },
	}
	c, err := DialOnce(ctx, s)
	p.Lines = append(append(lines(s, c, err), factLines(s, now)...), apiLine(s, now), deskLine(s, now))
	if books != nil && s.TwoPeople.Policy {
		p.Lines = append(p.Lines, doctor.Line{Name: "policy", Code: doctor.CodePolicyUnconfirmed, Severity: doctor.SeverityLate,
			Problems: func(ctx context.Context) []string { return unconfirmed(ctx, s, books) }})
	}
	if reader, reads := books.(listsReader); reads && s.Reconcile.At != config.ReconcileOff {
		p.Lines = append(p.Lines, listsLine(s, reader, now))
	}
	if reader, reads := books.(ledger.HookReader); reads {
		p.Lines = append(p.Lines, endpointLines(s, reader, now)...)
	}
	if err != nil {
		p.Workflow = func(context.Context, refund.ID) (doctor.Workflow, error) { return "", err }
		p.Deployment = func(context.Context) (deployment.Status, error) { return deployment.Status{}, err }
		return p, func() {}
	}
	p.Lines = append(p.Lines, queueLines(s, c.WorkflowService(), now)...)
	p.Workflow = func(ctx context.Context, id refund.ID) (doctor.Workflow, error) { return workflowOf(ctx, c, id) }
	p.Version = func(ctx context.Context, id refund.ID) (int64, error) { return versionOf(ctx, c, id) }
	p.Running = func(ctx context.Context) (map[refund.ID]bool, error) { return runningRefunds(ctx, c) }
	p.Deployment = func(ctx context.Context) (deployment.Status, error) {
		handle, err := Deployment(s, c, now)
		if err != nil {
			return deployment.Status{}, err
		}
		return handle.Status(ctx)
	}
	return p, c.Close
}

// runningPageMax is how many workflows Temporal lists at a time.
const runningPageMax = 1000

// runningRefunds lists the refunds whose workflow is open, as far as Temporal's visibility knows.
func runningRefunds(ctx context.Context, c client.Client) (map[refund.ID]bool, error) {
	running := map[refund.ID]bool{}
	ask := &workflowservice.ListWorkflowExecutionsRequest{
		PageSize: runningPageMax, Query: `ExecutionStatus = "Running" AND WorkflowType = "` + refund.WorkflowName + `"`,
	}
	for {
		page, err := c.ListWorkflow(ctx, ask)
		if err != nil {
			return nil, err
		}
		for _, about := range page.GetExecutions() {
			running[refund.RefundOf(about.GetExecution().GetWorkflowId())] = true
		}
		if ask.NextPageToken = page.GetNextPageToken(); len(ask.NextPageToken) == 0 {
			return running, nil
		}
	}
}

// queryTimeout bounds one question to a workflow: without a worker it has no answer.
const queryTimeout = 5 * time.Second

// versionOf is the version of the standing that the refund's open workflow has.
func versionOf(ctx context.Context, c client.Client, id refund.ID) (int64, error) {
	version, err := versionIn(ctx, c, string(id))
	if !errors.Is(err, doctor.ErrNoWorkflow) {
		return version, err
	}
	correction, fault := OpenCorrection(ctx, c, id)
	if fault != nil {
		return 0, fault
	}
	if correction == "" {
		return 0, err
	}
	return versionIn(ctx, c, correction)
}

// OpenCorrection is the id of the open workflow that corrects a refund whose own has ended; "" where none is open.
func OpenCorrection(ctx context.Context, c client.Client, id refund.ID) (string, error) {
	return temporal.OpenCorrection(ctx, c, id)
}

func versionIn(ctx context.Context, c client.Client, workflowID string) (int64, error) {
	ctx, cancel := context.WithTimeout(ctx, queryTimeout)
	defer cancel()
	answer, err := c.QueryWorkflowWithOptions(ctx, &client.QueryWorkflowWithOptionsRequest{
		WorkflowID: workflowID, QueryType: refund.QueryRefund, QueryRejectCondition: enums.QUERY_REJECT_CONDITION_NOT_OPEN,
	})
	var unknown *serviceerror.NotFound
	switch {
	case errors.As(err, &unknown):
		return 0, doctor.ErrNoWorkflow
	case err != nil:
		return 0, err
	case answer.QueryRejected != nil:
		return 0, doctor.ErrNoWorkflow
	}
	var view refund.View
	err = answer.QueryResult.Get(&view)
	return view.Version, err
}

// workflowOf is what Temporal says of the refund's workflow, or of one that corrects it.
func workflowOf(ctx context.Context, c client.Client, id refund.ID) (doctor.Workflow, error) {
	found := doctor.WorkflowEnded
	about, err := c.DescribeWorkflowExecution(ctx, string(id), "")
	var unknown *serviceerror.NotFound
	switch {
	case errors.As(err, &unknown):
		found = doctor.WorkflowUnknown
	case err != nil:
		return "", err
	case about.GetWorkflowExecutionInfo().GetStatus() == enums.WORKFLOW_EXECUTION_STATUS_RUNNING:
		return doctor.WorkflowRuns, nil
	}
	correction, err := OpenCorrection(ctx, c, id)
	if err != nil {
		return "", err
	}
	if correction != "" {
		return doctor.WorkflowRuns, nil
	}
	return found, nil
}

func simulatorBook(ctx context.Context, s config.Settings) (doctor.Moved, error) {
	book, err := simulator.ReadBook(ctx, s.Simulator.URL)
	if err != nil {
		return doctor.Moved{}, err
	}
	moved := doctor.Moved{Minor: map[doctor.PaymentKey]int64{}, Twice: book.MovedTwice}
	for _, total := range book.References {
		at := doctor.PaymentKey{Account: total.Account, Reference: total.Reference, Currency: refund.Currency(total.Currency)}
		moved.Minor[at] = total.MovedMinor
	}
	return moved, nil
}
