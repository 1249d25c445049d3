package main

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/spf13/cobra"
	"go.temporal.io/api/enums/v1"
	"go.temporal.io/api/serviceerror"
	"go.temporal.io/sdk/client"

	"github.com/makegood/makegood/internal/config"
	"github.com/makegood/makegood/internal/doctor"
	"github.com/makegood/makegood/refund"
	"github.com/makegood/makegood/simulator"
)

func (a *app) doctorCommand() *cobra.Command {
	return &cobra.Command{
		Use: "doctor", Short: "look for books that disagree, and refunds that nobody works on", Args: exactly(0),
		Long: "Audit the ledger, look for open cases without an open workflow, and hold the simulator's own book\n" +
			"against the ledger. It only reads. Exit status 1 when something is found.",
		RunE: func(cmd *cobra.Command, _ []string) error {
			report, err := a.examine(cmd.Context())
			if err != nil {
				return err
			}
			if err := a.print(report, func(w io.Writer) { writeReport(w, report) }); err != nil {
				return err
			}
			if len(report.Findings) > 0 {
				return printed{errors.New("doctor: there are findings")}
			}
			return nil
		},
	}
}

func (a *app) examine(ctx context.Context) (doctor.Report, error) {
	s, err := a.settings()
	if err != nil {
		return doctor.Report{}, err
	}
	books, err := a.openLedger(ctx, s)
	if err != nil {
		return doctor.Report{}, err
	}
	defer books.Close()
	patient := doctor.Patient{Books: books, Moved: func(ctx context.Context) (doctor.Moved, error) { return simulatorBook(ctx, s) }}
	c, err := dialOnce(ctx, s)
	if err != nil {
		patient.Running = func(context.Context, refund.ID) (bool, error) { return false, err }
	} else {
		defer c.Close()
		patient.Running = func(ctx context.Context, id refund.ID) (bool, error) { return isRunning(ctx, c, id) }
	}
	return doctor.Examine(ctx, patient)
}

func isRunning(ctx context.Context, c client.Client, id refund.ID) (bool, error) {
	about, err := c.DescribeWorkflowExecution(ctx, string(id), "")
	var unknown *serviceerror.NotFound
	if errors.As(err, &unknown) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	return about.GetWorkflowExecutionInfo().GetStatus() == enums.WORKFLOW_EXECUTION_STATUS_RUNNING, nil
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

func writeReport(w io.Writer, r doctor.Report) {
	fmt.Fprintf(w, "%d open refunds, %d findings\n", r.OpenCaseCount, len(r.Findings))
	for _, f := range r.Findings {
		fmt.Fprintf(w, "  %s %s %s\n", f.Code, f.Refund, f.Detail)
	}
	for _, s := range r.Skipped {
		fmt.Fprintf(w, "  not examined: %s\n", s)
	}
}
