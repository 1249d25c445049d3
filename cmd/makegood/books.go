package main

import (
	"fmt"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"github.com/makegood/makegood/app"
	"github.com/makegood/makegood/internal/foreign"
	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// codeBooksNotZero: debits and credits of an asset differ. It is a fault of the books.
const codeBooksNotZero refund.Code = "BOOKS_NOT_ZERO"

// bookFlags are what the reading commands share.
type bookFlags struct {
	merchant string
	csv      bool
}

func (f *bookFlags) add(cmd *cobra.Command) {
	cmd.Flags().StringVar(&f.merchant, "merchant", "", "only this merchant's accounts")
	cmd.Flags().BoolVar(&f.csv, "csv", false, "comma-separated values, amounts in minor units")
}

func (c *cli) booksCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use: "books", Short: "trial balance, what is open by age, and periods", Args: exactly(0),
		Long: "Trial balance, what is open by age, and periods. Days are UTC. Amounts are formatted in tables, and minor units with\n" +
			"--csv and --json. See docs/books.md.",
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(
		c.trialBalanceCommand(), c.periodsCommand(), c.closePeriodCommand(),
		c.openItemsCommand("payables", "what customers are owed, by refund and age", ledger.OpenPayable),
		c.openItemsCommand("suspense", "money that moved outside makegood and is not explained, by refund and age", ledger.OpenSuspense),
		c.openItemsCommand("receivables", "what customers owe back, by payment and age", ledger.OpenReceivable),
	)
	return cmd
}

func (c *cli) periodsCommand() *cobra.Command {
	var asCSV bool
	cmd := &cobra.Command{
		Use: "periods", Short: "list the closed periods", Args: exactly(0),
		RunE: func(cmd *cobra.Command, _ []string) error {
			return c.withBooks(cmd.Context(), func(books ledger.ReadOnly) error {
				closed, err := books.Periods(cmd.Context())
				if err != nil {
					return err
				}
				return c.writePeriods(append([]ledger.BookPeriod{}, closed...), asCSV)
			})
		},
	}
	cmd.Flags().BoolVar(&asCSV, "csv", false, "comma-separated values")
	return cmd
}

func (c *cli) writePeriods(closed []ledger.BookPeriod, asCSV bool) error {
	if asCSV && !c.json {
		out := foreign.NewCSV(c.out)
		out.Row("period", "from", "until_before", "closed_by", "closed_at", "reason")
		for _, p := range closed {
			out.Row(p.Name, p.FromAt.Format(time.DateOnly), p.UntilAt.Format(time.DateOnly), p.ClosedBy, p.ClosedAt.Format(time.RFC3339), p.Reason)
		}
		return out.Flush()
	}
	var written error
	err := c.print(closed, func(w foreign.Terminal) {
		if len(closed) == 0 {
			w.Printf("no period is closed\n")
		}
		table := w.Table()
		for _, p := range closed {
			table.Printf("%s\tfrom %s until before %s\tclosed %s by %s: %s\n", p.Name, p.FromAt.Format(time.DateOnly),
				p.UntilAt.Format(time.DateOnly), p.ClosedAt.Format("2006-01-02 15:04 MST"), p.ClosedBy, p.Reason)
		}
		written = table.Flush()
	})
	if err != nil {
		return err
	}
	return written
}

func (c *cli) closePeriodCommand() *cobra.Command {
	var from, to, by, reason string
	cmd := &cobra.Command{
		Use: "close PERIOD --by NAME --reason WHY", Short: "close a month, or the days of a period, for good", Args: exactly(1),
		Long: "Close a period that is over, for good. PERIOD is a month, or any name with --from and --to. Periods are closed in\n" +
			"sequence; the first closes everything before it too. What is heard later is booked in the open period. A closed\n" +
			"period is never opened again: what it came to has been reported, and a correction is a posting of its own.",
		Example: "  makegood books close 2026-10 --by ann --reason \"month's end\"",
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := needed("by", by, "reason", reason); err != nil {
				return err
			}
			in := ledger.PeriodClose{Name: args[0], By: refund.Person(by), Reason: reason}
			var err error
			if in.FromAt, in.UntilAt, err = daysOf(args[0], from, to); err != nil {
				return err
			}
			return c.bankAct(cmd.Context(), in.By, func(books ledger.Store, who refund.Subject, may refund.Authority) (refund.Answer, error) {
				in.Acting, in.Authority = who, may
				return books.ClosePeriod(cmd.Context(), in)
			})
		},
	}
	cmd.Flags().StringVar(&from, "from", "", "the first day, where the period is no month")
	cmd.Flags().StringVar(&to, "to", "", "the day before which it ends, where the period is no month")
	cmd.Flags().StringVar(&by, "by", "", "who closes it (reviewers.yaml)")
	cmd.Flags().StringVar(&reason, "reason", "", "why")
	return cmd
}

// daysOf is when a period begins and ends: by its days, or as a month.
func daysOf(name, from, to string) (begins, ends time.Time, err error) {
	if from == "" && to == "" {
		begins, err = time.Parse("2006-01", name)
		if err != nil {
			return begins, ends, usage("%q is no month such as 2026-10: say --from and --to", name)
		}
		return begins, begins.AddDate(0, 1, 0), nil
	}
	if err := needed("from", from, "to", to); err != nil {
		return begins, ends, err
	}
	days, err := periodOf(from, to)
	if err == nil {
		err = forward(days)
	}
	return days.From, days.To, err
}

// forward refuses a period that ends before it has begun; an end that is open is none.
func forward(days ledger.Period) error {
	if !days.To.IsZero() && !days.From.Before(days.To) {
		return usage("--from is a day before --to")
	}
	return nil
}

// notZero is an error where an asset's books do not balance.
func notZero(sums []ledger.TrialSum) error {
	at := slices.IndexFunc(sums, func(s ledger.TrialSum) bool { return !s.Zero() })
	if at < 0 {
		return nil
	}
	s := sums[at]
	return app.Coded{Code: codeBooksNotZero, Err: fmt.Errorf("%s: the balances come to %s, debits are %s and credits %s", s.Asset,
		refund.FormatAsset(s.BalanceMinor, s.Asset), refund.FormatAsset(s.DebitMinor, s.Asset), refund.FormatAsset(s.CreditMinor, s.Asset))}
}
