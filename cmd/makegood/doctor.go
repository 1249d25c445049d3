package main

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/spf13/cobra"
	"go.temporal.io/api/enums/v1"
	"go.temporal.io/api/serviceerror"
	"go.temporal.io/api/workflowservice/v1"
	"go.temporal.io/sdk/client"

	"github.com/makegood/makegood/internal/config"
	"github.com/makegood/makegood/internal/doctor"
	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
	"github.com/makegood/makegood/simulator"
)

// doctorFlags say whether the doctor repairs, and for whom.
type doctorFlags struct {
	repair    bool
	forgotten bool
	by        string
}

func (a *app) doctorCommand() *cobra.Command {
	var f doctorFlags
	cmd := &cobra.Command{
		Use: "doctor [--repair --by NAME]", Short: "look for books that disagree, and refunds that nobody works on", Args: exactly(0),
		Long: "Audit the ledger, look for open cases without an open workflow, hold the simulator's own book\n" +
			"against the ledger payment by payment, and list what is late: legs that stay undecided, messages nobody heard.\n" +
			"With --repair the abandoned cases are given back and ended as far as the books allow; Temporal is\n" +
			"asked once more about each, and what changed within the last minute is left alone.\n" +
			"Exit status 1 when something wrong is found and not repaired; what is only late does not count.",
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := f.check(); err != nil {
				return err
			}
			report, err := a.examine(cmd.Context(), f)
			if err != nil {
				return err
			}
			if err := a.print(report, func(w io.Writer) { writeReport(w, report) }); err != nil {
				return err
			}
			if report.WrongCount() > 0 {
				return printed{errors.New("doctor: there are findings")}
			}
			return nil
		},
	}
	cmd.Flags().BoolVar(&f.repair, "repair", false, "repair the cases that no workflow runs")
	cmd.Flags().BoolVar(&f.forgotten, "forgotten", false, "repair also cases whose workflow Temporal does not know: be sure of the namespace")
	cmd.Flags().StringVar(&f.by, "by", "", "who repairs; kept in the trail")
	return cmd
}

func (f doctorFlags) check() error {
	switch {
	case f.repair && f.by == "":
		return usage("--repair needs --by: the trail keeps who repaired")
	case !f.repair && (f.by != "" || f.forgotten):
		return usage("--by and --forgotten go with --repair")
	}
	return nil
}

// examine examines, and repairs if asked to.
func (a *app) examine(ctx context.Context, f doctorFlags) (doctor.Report, error) {
	s, err := a.settings()
	if err != nil {
		return doctor.Report{}, err
	}
	books, err := a.openLedger(ctx, s)
	if err != nil {
		return doctor.Report{}, err
	}
	defer books.Close()
	patient, release := a.patient(ctx, s, books)
	defer release()
	report, err := doctor.Examine(ctx, patient)
	if err == nil && f.repair {
		doctor.Repair(ctx, patient, &report, doctor.Treatment{Repairer: books, By: refund.Person(f.by), Forgotten: f.forgotten})
	}
	return report, err
}

// patient is everything the doctor looks at; the function it returns lets go of it.
func (a *app) patient(ctx context.Context, s config.Settings, books ledger.Store) (doctor.Patient, func()) {
	p := doctor.Patient{
		Books: books, Now: a.now, Provider: "simulator",
		Moved: func(ctx context.Context) (doctor.Moved, error) { return simulatorBook(ctx, s) },
	}
	c, err := dialOnce(ctx, s)
	if err != nil {
		p.Workflow = func(context.Context, refund.ID) (doctor.Workflow, error) { return "", err }
		return p, func() {}
	}
	p.Workflow = func(ctx context.Context, id refund.ID) (doctor.Workflow, error) { return workflowOf(ctx, c, id) }
	p.Running = func(ctx context.Context) (map[refund.ID]bool, error) { return runningRefunds(ctx, c) }
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
			running[refund.ID(about.GetExecution().GetWorkflowId())] = true
		}
		if ask.NextPageToken = page.GetNextPageToken(); len(ask.NextPageToken) == 0 {
			return running, nil
		}
	}
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

func writeReport(w io.Writer, r doctor.Report) {
	fmt.Fprintf(w, "%d open refunds, %d findings\n", r.OpenCaseCount, len(r.Findings))
	for _, f := range r.Findings {
		fmt.Fprintf(w, "  %s %s %s %s\n", f.Severity, f.Code, f.Refund, f.Detail)
	}
	for _, s := range r.Skipped {
		fmt.Fprintf(w, "  not examined: %s\n", s)
	}
	for _, one := range r.Repairs {
		writeRepair(w, one)
	}
}

func writeRepair(w io.Writer, r ledger.Repair) {
	word := "left"
	if r.Done {
		word = "repaired"
	}
	fmt.Fprintf(w, "  %s %s\n", word, r.Refund)
	if r.Did != "" {
		fmt.Fprintf(w, "    did: %s\n", r.Did)
	}
	if r.Left != "" {
		fmt.Fprintf(w, "    left: %s\n", r.Left)
	}
}
