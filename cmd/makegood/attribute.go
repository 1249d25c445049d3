package main

import (
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/makegood/makegood/api"
	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// paymentFlags name a payment as its provider knows it.
type paymentFlags struct{ provider, account, reference string }

func (f *paymentFlags) add(cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.StringVar(&f.provider, "provider", "", "the payment's provider")
	flags.StringVar(&f.account, "account", "", "its account there, where there are several")
	flags.StringVar(&f.reference, "reference", "", "the provider's reference of the payment, or of its capture")
}

func (f *paymentFlags) check() error { return needed("provider", f.provider, "reference", f.reference) }

func (c *cli) attributeCommand() *cobra.Command {
	var payment paymentFlags
	var lines []string
	var order string
	var said wordFlags
	var goodwill bool
	cmd := &cobra.Command{
		Use: "attribute PROVIDER_REFUND_ID --line LINE:QUANTITY:AMOUNT|--goodwill", Short: "say what a refund that was made elsewhere was for", Args: exactly(1),
		Long: "Say what a refund was for that somebody made outside makegood: units of lines, with quantity 0 money for goods that\n" +
			"the customer keeps, or goodwill. The lines come to exactly what was refunded, and count as refunded from then on.\n" +
			"The same words again change nothing; other words are refused. `makegood dispute outside` lists what waits.",
		Example: `  makegood attribute re_1 --provider stripe --reference ch_1 --line "1:1:60.00 CNY" --by ann --note "done in the dashboard"
  makegood attribute re_2 --provider stripe --reference ch_1 --goodwill --by ann --note "an apology for the call"`,
		RunE: func(cmd *cobra.Command, args []string) error {
			if _, err := oneOf(option{"line", len(lines) > 0}, option{"goodwill", goodwill}); err != nil {
				return err
			}
			if err := payment.check(); err != nil {
				return err
			}
			if err := said.check(); err != nil {
				return err
			}
			in := api.AttributeRequest{
				Provider: payment.provider, Account: payment.account, Reference: payment.reference, ProviderRefundID: args[0],
				Order: refund.OrderID(order), Note: said.note,
			}
			if !goodwill {
				var err error
				if in.Lines, in.Currency, err = attributedLines(lines); err != nil {
					return err
				}
			}
			return c.withService(func(s service) error {
				call := c.call(said.by, "")
				var err error
				if call.Subject, err = c.actingHere(cmd.Context(), refund.Person(said.by)); err != nil {
					return err
				}
				answer, err := s.Attribute(cmd.Context(), call, in)
				if err != nil {
					return err
				}
				return c.printAnswer(answer)
			})
		},
	}
	payment.add(cmd)
	cmd.Flags().StringArrayVar(&lines, "line", nil, `a line, its quantity and what was paid back of it, tax included: "1:1:60.00 CNY"; several may be given`)
	cmd.Flags().BoolVar(&goodwill, "goodwill", false, "it was for nothing that was bought; the note says what for")
	cmd.Flags().StringVar(&order, "order", "", "the order, where the payment pays several")
	said.add(cmd, "why")
	return cmd
}

// lineParts are those of a line as it is typed: id, quantity, amount.
const lineParts = 3

func attributedLines(typed []string) (lines []ledger.AttributedLine, currency refund.Currency, err error) {
	for _, text := range typed {
		parts := strings.SplitN(text, ":", lineParts)
		if len(parts) != lineParts {
			return nil, "", usage("--line %q: say LINE:QUANTITY:AMOUNT, such as 1:1:60.00 CNY", text)
		}
		quantity, err := strconv.ParseInt(parts[1], 10, 64)
		if err != nil {
			return nil, "", usage("--line %q: %q is no quantity", text, parts[1])
		}
		minor, in, err := refund.ParseAmount(parts[2])
		if err != nil {
			return nil, "", err
		}
		if currency != "" && currency != in {
			return nil, "", refund.Problem{Code: refund.CodeCurrencyMismatch, Detail: "the lines are in " + string(currency) + " and " + string(in)}
		}
		currency = in
		lines = append(lines, ledger.AttributedLine{LineID: refund.LineID(parts[0]), Quantity: quantity, AmountMinor: minor})
	}
	return lines, currency, nil
}
