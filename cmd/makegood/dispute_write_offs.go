package main

import (
	"github.com/spf13/cobra"

	"github.com/makegood/makegood/internal/foreign"
	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

func (c *cli) disputeWriteOffsCommand() *cobra.Command {
	var open bool
	cmd := &cobra.Command{
		Use: "write-offs", Short: "list what customers were let off, who said so and why", Args: exactly(0),
		RunE: func(cmd *cobra.Command, _ []string) error {
			var all []ledger.WrittenOff
			err := c.withBooks(cmd.Context(), func(books ledger.ReadOnly) (err error) {
				all, err = books.WriteOffs(cmd.Context(), ledger.WriteOffFilter{Open: open})
				return err
			})
			if err != nil {
				return err
			}
			if all, err = withNotes(cmd.Context(), c, all); err != nil {
				return err
			}
			return c.print(all, func(w foreign.Terminal) {
				for _, one := range all {
					writeWrittenOff(w, one)
				}
				if len(all) == 0 {
					w.Printf("no write-off\n")
				}
			})
		},
	}
	cmd.Flags().BoolVar(&open, "open", false, "only those that wait for another person")
	return cmd
}

func writeWrittenOff(w foreign.Terminal, one ledger.WrittenOff) {
	w.Printf("%s %s of %s %s\n", one.ID, refund.FormatAmount(one.AmountMinor, one.Payment.Currency), one.Payment.Provider, one.Payment.Reference)
	w.Printf("  asked by %s on %s: %s\n", saidBy(one.AskedBy, one.AskedVerified), timeText(one.AskedAt), one.AskedNote)
	if one.AgreedAt == nil {
		w.Printf("  waits for another person\n")
		return
	}
	w.Printf("  agreed by %s on %s: %s\n", saidBy(one.AgreedBy, one.AgreedVerified), timeText(*one.AgreedAt), one.AgreedNote)
}
