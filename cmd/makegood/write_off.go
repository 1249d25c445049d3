package main

import (
	"github.com/spf13/cobra"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

func (c *cli) writeOffCommand() *cobra.Command {
	var payment paymentFlags
	var said amountFlags
	cmd := &cobra.Command{
		Use: "write-off ID --amount AMOUNT", Short: "write off what a customer was paid twice and will not give back; two people say so", Args: exactly(1),
		Long: "Write off what a customer owes of a payment: a refund and a lost dispute, or a refund that was paid twice. ID is the\n" +
			"caller's own. The first person asks; another one says the same under the same ID, and it is booked.",
		Example: `  makegood write-off w-1 --provider stripe --reference ch_1 --amount "108.00 CNY" --by ann --note "moved away"`,
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := payment.check(); err != nil {
				return err
			}
			minor, currency, err := said.read()
			if err != nil {
				return err
			}
			in := ledger.WriteOff{
				ID: args[0], Provider: payment.provider, Account: payment.account, Reference: payment.reference,
				AmountMinor: minor, Currency: currency, By: refund.Person(said.by), Note: said.note,
			}
			return c.bankAct(cmd.Context(), in.By, func(books ledger.Store, who refund.Subject, may refund.Authority) (refund.Answer, error) {
				var err error
				if in, err = sealedFor(cmd.Context(), c, books, in, ledger.NamedPayment{Provider: in.Provider, Account: in.Account, Reference: in.Reference}); err != nil {
					return refund.Answer{}, err
				}
				in.Acting, in.Authority = who, may
				return books.WriteOff(cmd.Context(), in)
			})
		},
	}
	payment.add(cmd)
	said.add(cmd, `"108.00 CNY"`, "why")
	return cmd
}
