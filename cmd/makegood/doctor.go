package main

import (
	"context"
	"errors"

	"github.com/spf13/cobra"

	"github.com/makegood/makegood/app"
	"github.com/makegood/makegood/doctor"
	"github.com/makegood/makegood/internal/config"
	"github.com/makegood/makegood/internal/foreign"
	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// doctorFlags say whether the doctor repairs, and for whom.
type doctorFlags struct {
	repair    bool
	forgotten bool
	by        string
}

func (c *cli) doctorCommand() *cobra.Command {
	var f doctorFlags
	cmd := &cobra.Command{
		Use: "doctor [--repair --by NAME]", Short: "look for books that disagree, and refunds that nobody works on", Args: exactly(0),
		Long: "Look at every line to the outside (Temporal, Kafka, the ledger, the mail server, webhooks, the provider) and name the\n" +
			"setting that is wrong. Try to write the ledger, audit it, look for open cases without an open workflow and for workflows that do not follow\n" +
			"their case, hold the simulator's own book against the ledger payment by payment, and list what is late: legs that\n" +
			"stay undecided, messages nobody heard.\n" +
			"With --repair the abandoned cases are given back and ended as far as the books allow, and the workflows that are\n" +
			"behind are woken (by --by, who is in reviewers.yaml). Temporal is asked once more about each abandoned case, and what\n" +
			"changed within the last minute is left alone.\n" +
			"Exit status 1 when something wrong is found and not repaired; what is only late does not count.",
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := f.check(); err != nil {
				return err
			}
			report, err := c.examine(cmd.Context(), f)
			if err != nil {
				return err
			}
			if err := c.print(report, func(w foreign.Terminal) { writeReport(w, report) }); err != nil {
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
func (c *cli) examine(ctx context.Context, f doctorFlags) (doctor.Report, error) {
	s, err := c.settings()
	if err != nil {
		return doctor.Report{}, err
	}
	who, err := c.repairing(ctx, s, f)
	if err != nil {
		return doctor.Report{}, err
	}
	books, err := app.OpenLedger(ctx, s, c.now, nil)
	if err != nil && f.repair {
		return doctor.Report{}, err
	}
	if err != nil {
		return app.ExamineUnwritable(ctx, s, c.now, err)
	}
	defer books.Close()
	patient, release := app.Patient(ctx, s, books, c.now)
	defer release()
	report, err := doctor.Examine(ctx, patient)
	if err == nil && f.repair {
		doctor.Repair(ctx, patient, &report, doctor.Treatment{
			Repairer: books, By: refund.Person(f.by), Acting: who, Forgotten: f.forgotten, Wake: c.wake,
		})
	}
	return report, err
}

// repairing is who repairs; nobody where nothing is to be repaired.
func (c *cli) repairing(ctx context.Context, s config.Settings, f doctorFlags) (refund.Subject, error) {
	if !f.repair {
		return refund.Subject{}, nil
	}
	who, err := c.acting(ctx, s, refund.Person(f.by))
	return who.Witnessed(), err
}

func writeReport(w foreign.Terminal, r doctor.Report) {
	for _, line := range r.Lines {
		writeLine(w, line)
	}
	w.Printf("%d open refunds, %d findings\n", r.OpenCaseCount, len(r.Findings))
	for _, f := range r.Findings {
		w.Printf("  %s %s %s %s\n", f.Severity, f.Code, f.Refund, f.Detail)
	}
	for _, s := range r.Skipped {
		w.Printf("  not examined: %s\n", s)
	}
	for _, one := range r.Repairs {
		writeRepair(w, one)
	}
}

// writeLine says whether a connection works; what is wrong with it is among the findings.
func writeLine(w foreign.Terminal, l doctor.LineState) {
	if l.Code == "" {
		w.Printf("line to %s: ok%s\n", l.Name, withComma(l.Note))
		return
	}
	w.Printf("line to %s: wrong, see %s%s\n", l.Name, l.Code, withComma(l.Note))
}

func writeRepair(w foreign.Terminal, r ledger.Repair) {
	word := "left"
	if r.Done {
		word = "repaired"
	}
	w.Printf("  %s %s\n", word, r.Refund)
	if r.Did != "" {
		w.Printf("    did: %s\n", r.Did)
	}
	if r.Left != "" {
		w.Printf("    left: %s\n", r.Left)
	}
}
