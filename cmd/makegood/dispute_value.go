package main

import (
	"github.com/spf13/cobra"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

func (c *cli) disputeValueCommand() *cobra.Command {
	var said amountFlags
	cmd := &cobra.Command{
		Use: "value DISPUTE --amount AMOUNT", Short: "say what a dispute in another currency takes of what was captured", Args: exactly(1),
		Long:    "Say what of the captured currency a dispute in another currency takes, by the provider's statement. Until then the payment\nis stopped, and nothing of the dispute is booked.",
		Example: `  makegood dispute value dp_1 --amount "226.00 CNY" --by ann --note "statement of November"`,
		RunE: func(cmd *cobra.Command, args []string) error {
			minor, currency, err := said.read()
			if err != nil {
				return err
			}
			return c.bankAct(cmd.Context(), refund.Person(said.by), func(books ledger.Store, who refund.Subject, may refund.Authority) (refund.Answer, error) {
				d, err := disputeNamed(cmd.Context(), books, args[0])
				if err != nil {
					return refund.Answer{}, err
				}
				in := ledger.DisputeValue{
					DisputeID: d.ID, Provider: d.Payment.Provider, Account: d.Payment.Account, Reference: d.Payment.Reference,
					AmountMinor: minor, Currency: currency, By: refund.Person(said.by), Note: said.note,
				}
				if in, err = sealedFor(cmd.Context(), c, books, in, d.Payment); err != nil {
					return refund.Answer{}, err
				}
				in.Acting, in.Authority = who, may
				return books.ValueDispute(cmd.Context(), in)
			})
		},
	}
	said.add(cmd, `"226.00 CNY"`, "how that is known")
	return cmd
}
