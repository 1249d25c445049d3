package main

import (
	"context"
	"time"

	"github.com/spf13/cobra"

	"github.com/makegood/makegood/internal/foreign"
	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// trialBalance is a trial balance as JSON.
type trialBalance struct {
	From  string             `json:"from,omitempty"`
	To    string             `json:"to,omitempty"`
	Lines []ledger.TrialLine `json:"lines,omitempty"`
	Sums  []ledger.TrialSum  `json:"sums"`
	Zero  bool               `json:"sums_to_zero"`
}

func (c *cli) trialBalanceCommand() *cobra.Command {
	var f bookFlags
	var period, from, to string
	var each bool
	cmd := &cobra.Command{
		Use: "trial-balance", Short: "debits, credits and balance by account; exit status 1 when they do not sum to zero", Args: exactly(0),
		Example: "  makegood books trial-balance --period 2026-10 --csv",
		RunE: func(cmd *cobra.Command, _ []string) error {
			if period != "" && from+to != "" {
				return usage("--period says it all: leave --from and --to out")
			}
			days, err := periodOf(from, to)
			if period != "" {
				days.From, days.To, err = daysOf(period, "", "")
			}
			if err != nil {
				return err
			}
			if err := forward(days); err != nil {
				return err
			}
			filter := ledger.TrialFilter{From: days.From, To: days.To, Merchant: refund.MerchantID(f.merchant), EachAccount: each}
			return c.withBooks(cmd.Context(), func(books ledger.ReadOnly) error {
				return c.trialBalance(cmd.Context(), books, filter, f.csv && !c.json)
			})
		},
	}
	f.add(cmd)
	cmd.Flags().StringVar(&period, "period", "", "a month, such as 2026-10")
	cmd.Flags().StringVar(&from, "from", "", "the first day of a period (by default since ever)")
	cmd.Flags().StringVar(&to, "to", "", "the day before which it ends (by default now)")
	cmd.Flags().BoolVar(&each, "each-account", false, "every payment's and customer's accounts by themselves, one line each; with --json a JSON line each")
	return cmd
}

func (c *cli) trialBalance(ctx context.Context, books ledger.BookReader, filter ledger.TrialFilter, asCSV bool) error {
	out := trialBalance{From: shownDay(filter.From), To: shownDay(filter.To)}
	line, end := c.trialLines(filter, asCSV, &out)
	sums, err := books.TrialBalance(ctx, filter, line)
	if err != nil {
		return err
	}
	problem := notZero(sums)
	out.Sums, out.Zero = append([]ledger.TrialSum{}, sums...), problem == nil
	if err := end(); err != nil {
		return err
	}
	return problem
}

// trialLines are what to do with each line, and at the end. Lines that are many are written as they come.
func (c *cli) trialLines(filter ledger.TrialFilter, asCSV bool, out *trialBalance) (line func(ledger.TrialLine) error, end func() error) {
	switch {
	case asCSV:
		to := foreign.NewCSV(c.out)
		to.Row("merchant", "account", "asset", "opening_minor", "debit_minor", "credit_minor", "balance_minor")
		return func(l ledger.TrialLine) error {
			to.Row(l.Merchant, l.Account, l.Asset, l.OpeningMinor, l.DebitMinor, l.CreditMinor, l.BalanceMinor)
			return nil
		}, to.Flush
	case c.json && filter.EachAccount:
		return func(l ledger.TrialLine) error { return c.stdout().JSON(l) }, func() error { return c.stdout().JSON(out) }
	case c.json:
		return func(l ledger.TrialLine) error { out.Lines = append(out.Lines, l); return nil }, func() error { return c.stdout().JSON(out) }
	case filter.EachAccount:
		return func(l ledger.TrialLine) error {
			c.stdout().Printf("%s: %s\n", l.Account, trialCells(l))
			return nil
		}, func() error { writeSums(c.stdout(), out.Sums); return nil }
	}
	table := c.stdout().Table()
	table.Printf("account\topening\tdebit\tcredit\tbalance\n")
	return func(l ledger.TrialLine) error {
		table.Printf("%s\t%s\t%s\t%s\t%s\n", l.Account, refund.FormatAsset(l.OpeningMinor, l.Asset), refund.FormatAsset(l.DebitMinor, l.Asset),
			refund.FormatAsset(l.CreditMinor, l.Asset), refund.FormatAsset(l.BalanceMinor, l.Asset))
		return nil
	}, func() error { err := table.Flush(); writeSums(c.stdout(), out.Sums); return err }
}

func trialCells(l ledger.TrialLine) string {
	return "opening " + refund.FormatAsset(l.OpeningMinor, l.Asset) + ", debit " + refund.FormatAsset(l.DebitMinor, l.Asset) + ", credit " +
		refund.FormatAsset(l.CreditMinor, l.Asset) + ", balance " + refund.FormatAsset(l.BalanceMinor, l.Asset)
}

func writeSums(w foreign.Terminal, sums []ledger.TrialSum) {
	for _, s := range sums {
		says := "sums to zero"
		if !s.Zero() {
			says = "DOES NOT SUM TO ZERO"
		}
		w.Printf("%s: debits %s, credits %s: %s\n", s.Asset, refund.FormatAsset(s.DebitMinor, s.Asset), refund.FormatAsset(s.CreditMinor, s.Asset), says)
	}
	if len(sums) == 0 {
		w.Printf("nothing was booked\n")
	}
}

func shownDay(at time.Time) string {
	if at.IsZero() {
		return ""
	}
	return at.Format(time.DateOnly)
}
