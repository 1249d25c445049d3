package main

import (
	"context"
	"time"

	"github.com/spf13/cobra"

	"github.com/makegood/makegood/app"
	"github.com/makegood/makegood/internal/foreign"
	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

func (c *cli) disputeCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use: "dispute", Short: "list disputes, refunds made elsewhere and write-offs, and print the evidence of a dispute", Args: exactly(0),
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(c.disputeListCommand(), c.disputeShowCommand(), c.disputeEvidenceCommand(), c.disputeOutsideCommand(), c.disputeValueCommand(), c.disputeWriteOffsCommand())
	return cmd
}

func (c *cli) disputeListCommand() *cobra.Command {
	var open bool
	cmd := &cobra.Command{
		Use: "list", Short: "list disputes, those whose answer is due first at the top", Args: exactly(0),
		RunE: func(cmd *cobra.Command, _ []string) error {
			var all []ledger.Dispute
			err := c.withBooks(cmd.Context(), func(books ledger.ReadOnly) (err error) {
				all, err = books.Disputes(cmd.Context(), ledger.DisputeFilter{Open: open})
				return err
			})
			if err != nil {
				return err
			}
			return c.print(all, func(w foreign.Terminal) {
				for _, d := range all {
					w.Printf("%s %s %s of %s %s%s\n", d.ID, d.Stage, refund.FormatAmount(d.AmountMinor, d.Currency), d.Payment.Provider, d.Payment.Reference, dueText(d))
				}
				if len(all) == 0 {
					w.Printf("no dispute\n")
				}
			})
		},
	}
	cmd.Flags().BoolVar(&open, "open", false, "only those that are not decided")
	return cmd
}

func dueText(d ledger.Dispute) string {
	if d.EvidenceDueAt == nil || d.Stage == refund.DisputeWon || d.Stage == refund.DisputeLost || d.Stage == refund.DisputeClosed {
		return ""
	}
	return ", an answer is taken until " + timeText(*d.EvidenceDueAt)
}

func timeText(at time.Time) string { return at.UTC().Format("2006-01-02 15:04 MST") }

func (c *cli) disputeShowCommand() *cobra.Command {
	return &cobra.Command{
		Use: "show DISPUTE", Short: "show a dispute: what was said of it, and what it came to in the books", Args: exactly(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			var d ledger.Dispute
			err := c.withBooks(cmd.Context(), func(books ledger.ReadOnly) (err error) {
				d, err = disputeNamed(cmd.Context(), books, args[0])
				return err
			})
			if err != nil {
				return err
			}
			if d, err = withNotes(cmd.Context(), c, d); err != nil {
				return err
			}
			return c.print(d, func(w foreign.Terminal) { writeDispute(w, d) })
		},
	}
}

func (c *cli) disputeOutsideCommand() *cobra.Command {
	var all bool
	cmd := &cobra.Command{
		Use: "outside", Short: "list refunds made elsewhere that nobody has attributed yet", Args: exactly(0),
		RunE: func(cmd *cobra.Command, _ []string) error {
			var found []ledger.OutsideRefund
			err := c.withBooks(cmd.Context(), func(books ledger.ReadOnly) (err error) {
				found, err = books.OutsideRefunds(cmd.Context(), ledger.OutsideFilter{Unattributed: !all})
				return err
			})
			if err != nil {
				return err
			}
			if found, err = withNotes(cmd.Context(), c, found); err != nil {
				return err
			}
			return c.print(found, func(w foreign.Terminal) {
				for _, o := range found {
					w.Printf("%s %s %s of %s %s, known since %s\n", o.ProviderRefundID, o.Outcome, refund.FormatAmount(o.AmountMinor, o.Currency),
						o.Payment.Provider, o.Payment.Reference, timeText(o.FirstHeardAt))
				}
				if len(found) == 0 {
					w.Printf("no refund made elsewhere waits\n")
				}
			})
		},
	}
	cmd.Flags().BoolVar(&all, "all", false, "also those that were attributed, or take nothing")
	return cmd
}

// withBooks reads the configured ledger.
func (c *cli) withBooks(ctx context.Context, read func(ledger.ReadOnly) error) error {
	s, err := c.settings()
	if err != nil {
		return err
	}
	books, err := app.ReadLedger(ctx, s, c.now)
	if err != nil {
		return err
	}
	defer books.Close()
	return read(books)
}

// withLedger runs work on the configured ledger, which it may change, without the check of every page that opens one.
func (c *cli) withLedger(ctx context.Context, work func(ledger.Store) error) error {
	s, err := c.settings()
	if err != nil {
		return err
	}
	books, err := app.OpenUncheckedLedger(ctx, s, c.now)
	if err != nil {
		return err
	}
	defer books.Close()
	return work(books)
}

func disputeNamed(ctx context.Context, books ledger.BankReader, id string) (ledger.Dispute, error) {
	found, err := books.Disputes(ctx, ledger.DisputeFilter{ID: id})
	if err != nil {
		return ledger.Dispute{}, err
	}
	if len(found) == 0 {
		return ledger.Dispute{}, refund.Problem{Code: refund.CodeNotFound, Detail: "no dispute " + id + " is known"}
	}
	return found[0], nil
}

func writeDispute(w foreign.Terminal, d ledger.Dispute) {
	money := func(minor int64) string { return refund.FormatAmount(minor, d.Payment.Currency) }
	w.Printf("dispute %s of %s %s: %s%s\n", d.ID, d.Payment.Provider, d.Payment.Reference, d.Stage, dueText(d))
	w.Printf("  amount %s, reason %s\n", refund.FormatAmount(d.AmountMinor, d.Currency), d.Reason)
	w.Printf("  in the books: taken %s, fee %s\n", money(d.TakenMinor), money(d.FeeMinor))
	if d.Stage == refund.DisputeLost {
		w.Printf("  borne: the customer owes %s, refunds discharged %s, loss %s\n", money(d.ReceivableMinor), money(d.PayableMinor), money(d.LossMinor))
	}
	if s := d.Said; s != nil {
		w.Printf("  %s said that %s of it take %s: %s\n", s.By, refund.FormatAmount(s.OfMinor, d.Currency), money(s.AmountMinor), s.Note)
	}
	for _, f := range d.Heard {
		w.Printf("  %s %s %s\n", timeText(f.At), f.Stage, refund.FormatAmount(f.AmountMinor, f.Currency))
	}
	for _, id := range d.Refunds {
		w.Printf("  refund %s\n", id)
	}
}
