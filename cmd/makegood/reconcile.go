package main

import (
	"context"
	"errors"

	"github.com/spf13/cobra"

	"github.com/makegood/makegood/app"
	"github.com/makegood/makegood/internal/foreign"
	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/reconcile"
	"github.com/makegood/makegood/refund"
)

const (
	// codeDifferences: differences stay after what was booked; exit status 1.
	codeDifferences refund.Code = "DIFFERENCES"
	// codeNotReconciled: an account could not be reconciled; exit status 2.
	codeNotReconciled refund.Code = "NOT_RECONCILED"
)

// reconcileFlags are a reconciliation as it is typed.
type reconcileFlags struct {
	from, to, provider, account string
	dryRun, csv                 bool
}

func (c *cli) reconcileCommand() *cobra.Command {
	var f reconcileFlags
	cmd := &cobra.Command{
		Use: "reconcile", Short: "hold the ledger against the providers' own lists of refunds, leg by leg", Args: exactly(0),
		Long: "Hold the ledger against the providers' own lists of refunds, leg by leg, and book what the lists prove: refunds made\n" +
			"elsewhere, states, settlement amounts and fees. By default it is the last day (UTC) whose list is complete, of every\n" +
			"account. The report is kept (makegood reconcile show) unless it is a dry run. See docs/reconciliation.md.\n\n" +
			"Exit status: 0 when nothing differs, or nothing is left after what was booked; 1 when differences stay; 2 when an\n" +
			"account could not be reconciled, or the command line was wrong. Accounts that could be are done all the same.",
		Example: `  makegood reconcile
  makegood reconcile --from 2026-11-01 --to 2026-12-01 --provider stripe --csv
  makegood reconcile --dry-run`,
		RunE: func(cmd *cobra.Command, _ []string) error {
			q, err := f.query()
			if err != nil {
				return err
			}
			q.Progress = c.reconcileProgress()
			s, err := c.settings()
			if err != nil {
				return err
			}
			done, err := app.Reconcile(cmd.Context(), s, c.now, q)
			if err != nil {
				return notReconciled(err)
			}
			return c.writeReconciled(done, f.csv)
		},
	}
	cmd.Flags().StringVar(&f.from, "from", "", "the first day (UTC), such as 2026-11-20")
	cmd.Flags().StringVar(&f.to, "to", "", "the day before which it ends (by default the day after the first)")
	cmd.Flags().StringVar(&f.provider, "provider", "", "only this provider")
	cmd.Flags().StringVar(&f.account, "account", "", "only this account of it")
	cmd.Flags().BoolVar(&f.dryRun, "dry-run", false, "compare, and book and keep nothing")
	cmd.Flags().BoolVar(&f.csv, "csv", false, "comma-separated values, a line each difference, amounts in minor units")
	cmd.AddCommand(c.reconcileShowCommand())
	return cmd
}

func (f reconcileFlags) query() (app.ReconcileQuery, error) {
	q := app.ReconcileQuery{Provider: f.provider, Account: f.account, DryRun: f.dryRun}
	if f.account != "" && f.provider == "" {
		return q, usage("--account goes with --provider")
	}
	if f.from == "" {
		if f.to != "" {
			return q, usage("--to goes with --from")
		}
		return q, nil
	}
	period, err := periodOf(f.from, f.to)
	if err != nil {
		return q, err
	}
	if period.To.IsZero() {
		period.To = period.From.AddDate(0, 0, 1)
	}
	if !period.From.Before(period.To) {
		return q, usage("--to %s is not after --from %s", f.to, f.from)
	}
	q.Period = period
	return q, nil
}

// notReconciled is an error by which nothing could be reconciled; what the command line says wrong stays as it is.
func notReconciled(err error) error {
	var own app.Coded
	if errors.As(err, &own) && own.Code == app.CodeProviderUnknown {
		return usage("%v", own.Err)
	}
	return app.Coded{Code: codeNotReconciled, Err: err}
}

// reconcileProgress says on the terminal how far a run is; nil where nobody sits there.
func (c *cli) reconcileProgress() func(string, reconcile.Progress) {
	if !c.live {
		return nil
	}
	return func(account string, p reconcile.Progress) {
		c.stderr().Printf("%s: %d %s\n", account, p.Count, p.Stage)
	}
}

// writeReconciled prints what came of it, and returns what the exit status says.
func (c *cli) writeReconciled(done app.Reconciled, asCSV bool) error {
	if done.Runs == nil {
		done.Runs = []ledger.Reconciliation{}
	}
	if err := c.writeRuns(done, asCSV); err != nil {
		return err
	}
	for _, n := range done.NotDone {
		c.stderr().Printf("makegood: %s: %s was not reconciled: %s\n", codeNotReconciled, n.Name(), n.Why)
	}
	if len(done.NotDone) > 0 {
		return printed{app.Coded{Code: codeNotReconciled, Err: errors.New("an account was not reconciled")}}
	}
	return differencesIn(done.Runs)
}

// differencesIn is an error for the exit status where differences stay.
func differencesIn(runs []ledger.Reconciliation) error {
	for _, r := range runs {
		if r.OpenCount() > 0 {
			return printed{app.Coded{Code: codeDifferences, Err: errors.New("differences stay")}}
		}
	}
	return nil
}

func (c *cli) reconcileShowCommand() *cobra.Command {
	var asCSV bool
	cmd := &cobra.Command{
		Use: "show [RUN]", Short: "show a reconciliation that was kept, or list the latest", Args: atMost(1),
		Long:    "Show a reconciliation as it was kept, or list the latest. RUN is its id: provider, account and day.",
		Example: "  makegood reconcile show stripe/eu/2026-11-20",
		RunE: func(cmd *cobra.Command, args []string) error {
			return c.withBooks(cmd.Context(), func(books ledger.ReadOnly) error {
				if len(args) == 0 {
					return c.listRuns(cmd.Context(), books)
				}
				run, err := books.Reconciliation(cmd.Context(), args[0])
				if err != nil {
					return err
				}
				return c.writeRuns(app.Reconciled{Runs: []ledger.Reconciliation{run}}, asCSV)
			})
		},
	}
	cmd.Flags().BoolVar(&asCSV, "csv", false, "comma-separated values, a line each difference, amounts in minor units")
	return cmd
}

// runsListed is how many runs are listed.
const runsListed = 100

func (c *cli) listRuns(ctx context.Context, books ledger.ReconcileReader) error {
	runs, err := books.Reconciliations(ctx, ledger.ReconciliationFilter{LimitMax: runsListed})
	if err != nil {
		return err
	}
	var written error
	err = c.print(append([]ledger.Reconciliation{}, runs...), func(w foreign.Terminal) {
		if len(runs) == 0 {
			w.Printf("nothing was reconciled yet\n")
		}
		table := w.Table()
		for _, r := range runs {
			table.Printf("%s\t%s\t%d legs, %d listed\t%s\n", r.ID, r.EndedAt.Format("2006-01-02 15:04 MST"), r.Legs, r.Listed, staysWord(r))
		}
		written = table.Flush()
	})
	return errors.Join(err, written)
}

func staysWord(r ledger.Reconciliation) string {
	if r.OpenCount() == 0 {
		return "nothing stays"
	}
	return countWord(r.OpenCount(), "difference stays", "differences stay")
}
