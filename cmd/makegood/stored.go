package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/makegood/makegood/internal/foreign"
	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

func (c *cli) storedCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "stored",
		Short: "look at the value that a merchant keeps for its customers, and stop an instrument from taking more",
	}
	cmd.AddCommand(c.storedBalancesCommand(), c.storedSetCommand(), c.storedFreezeCommand())
	return cmd
}

func (c *cli) storedBalancesCommand() *cobra.Command {
	f := ledger.StoredFilter{}
	cmd := &cobra.Command{
		Use:   "balances MERCHANT [--customer ID] [--instrument NAME]",
		Short: "what refunds gave customers as store credit, on cards, as points and as coupons",
		Long: "What the books say that customers hold with a merchant: what makegood gave back, less what it took. What was bought, earned or\n" +
			"spent elsewhere is no part of it. A red packet is shown as COUPON: the books keep the instrument, not its kind.",
		Example: "  makegood stored balances shop --customer 42",
		Args:    exactly(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			f.Merchant = refund.MerchantID(args[0])
			return c.withBooks(cmd.Context(), func(books ledger.ReadOnly) error {
				all, err := books.StoredBalances(cmd.Context(), f)
				if err != nil {
					return err
				}
				return c.print(append([]ledger.StoredBalance{}, all...), func(w foreign.Terminal) { writeStored(w, all) })
			})
		},
	}
	cmd.Flags().StringVar((*string)(&f.Customer), "customer", "", "only what this customer holds; a card is of no customer")
	cmd.Flags().StringVar(&f.Instrument, "instrument", "", "only this card, coupon or programme")
	return cmd
}

func writeStored(w foreign.Terminal, all []ledger.StoredBalance) {
	if len(all) == 0 {
		w.Printf("nothing is held, as far as the books know\n")
	}
	for _, b := range all {
		w.Printf("%-12s %s %s %s\n", b.Kind, strings.TrimSpace(b.Instrument+" "+ofCustomer(b.Customer)), storedAmount(b), strings.ToLower(string(b.State)))
	}
}

func ofCustomer(c refund.CustomerID) string {
	if c == "" {
		return ""
	}
	return "customer " + string(c)
}

func storedAmount(b ledger.StoredBalance) string {
	if b.Kind == refund.PaymentStoreCredit {
		return refund.FormatAmount(b.Amount, refund.Currency(b.Asset))
	}
	return fmt.Sprintf("%d %s", b.Amount, b.Asset)
}

func (c *cli) storedSetCommand() *cobra.Command {
	var by, note string
	cmd := &cobra.Command{
		Use:   "set MERCHANT KIND INSTRUMENT STATE --by NAME --note WHY",
		Short: "say whether a card, a programme of points or an account of store credit takes value back",
		Long: "Set an instrument's state: OPEN, FROZEN, EXPIRED, CLOSED or RETIRED. KIND is STORE_CREDIT, GIFT_CARD, POINTS, COUPON or RED_PACKET.\n" +
			"INSTRUMENT is the payment's instrument_id, or its provider_reference where it has none; of points, the programme: club of PTS:club.\n" +
			"What is not open declines what goes back to it (DECLINED_INSTRUMENT), and a person pays it another way.",
		Example: `  makegood stored set shop GIFT_CARD gc_0002 FROZEN --by ann --note "reported as stolen"`,
		Args:    exactly(4),
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := needed("by", by, "note", note); err != nil {
				return err
			}
			in := refund.StoredChange{
				StoredInstrument: refund.StoredInstrument{Merchant: refund.MerchantID(args[0]), Kind: refund.PaymentKind(args[1]), Instrument: args[2]},
				State:            refund.StoredState(args[3]), Cause: refund.Cause{Actor: refund.Person(by), Reason: note},
			}
			if err := checkStored(in); err != nil {
				return err
			}
			who, err := c.actingHere(cmd.Context(), in.Cause.Actor)
			if err != nil {
				return err
			}
			in.Acting = who.Witnessed()
			return c.withLedger(cmd.Context(), func(books ledger.Store) error {
				if err := books.SetStoredState(cmd.Context(), in); err != nil {
					return err
				}
				return c.print(in, func(w foreign.Terminal) {
					w.Printf("%s %s is %s\n", in.Kind, in.Instrument, strings.ToLower(string(in.State)))
				})
			})
		},
	}
	cmd.Flags().StringVar(&by, "by", "", "who says so")
	cmd.Flags().StringVar(&note, "note", "", "why")
	return cmd
}

func checkStored(in refund.StoredChange) error {
	if !in.Kind.Stored() {
		return usage("%q is no kind of stored value: say STORE_CREDIT, GIFT_CARD, POINTS, COUPON or RED_PACKET", in.Kind)
	}
	if !slices.Contains(refund.StoredStates(), in.State) {
		return usage("%q is no state that is set: say one of %v", in.State, refund.StoredStates())
	}
	return needed("MERCHANT", string(in.Merchant), "INSTRUMENT", in.Instrument)
}

func (c *cli) storedFreezeCommand() *cobra.Command {
	var order, line, left, by, note string
	cmd := &cobra.Command{
		Use:   "freeze-card MERCHANT CARD --order ID --line ID --left AMOUNT --by NAME --note WHY",
		Short: "freeze a gift card that an order bought, before its purchase is refunded",
		Long: "Freeze a gift card with what is left on it. Nobody may spend it from now on where cards are spent: see to that first. The refund of\n" +
			"its line voids it when it is begun, and takes what it refunds off what the merchant owes on cards. A refund of more than is left is\n" +
			"not sent (CAP_EXCEEDED). The same words again change nothing; other words are refused.",
		Example: `  makegood stored freeze-card shop g1 --order 1001 --line 1 --left "70.00 CNY" --by ann --note "the customer returns it"`,
		Args:    exactly(2),
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := needed("order", order, "line", line, "left", left, "by", by, "note", note); err != nil {
				return err
			}
			minor, currency, err := refund.ParseAmount(left)
			if err != nil {
				return err
			}
			if minor < 0 {
				return usage("--left %q: a card has nothing or more left on it", left)
			}
			in := refund.CardFreeze{
				Merchant: refund.MerchantID(args[0]), Card: args[1], Order: refund.OrderID(order), Line: refund.LineID(line), UnspentMinor: minor,
				Cause: refund.Cause{Actor: refund.Person(by), Reason: note},
			}
			who, err := c.actingHere(cmd.Context(), in.Cause.Actor)
			if err != nil {
				return err
			}
			in.Acting = who.Witnessed()
			return c.withLedger(cmd.Context(), func(books ledger.Store) error {
				if err := books.FreezeCard(cmd.Context(), in); err != nil {
					return err
				}
				return c.print(in, func(w foreign.Terminal) {
					w.Printf("card %s is frozen with %s\n", in.Card, refund.FormatAmount(minor, currency))
				})
			})
		},
	}
	cmd.Flags().StringVar(&order, "order", "", "the order that bought it")
	cmd.Flags().StringVar(&line, "line", "", "the order's line that is the card")
	cmd.Flags().StringVar(&left, "left", "", `what is left on it, in the order's currency: "70.00 CNY"`)
	cmd.Flags().StringVar(&by, "by", "", "who says so")
	cmd.Flags().StringVar(&note, "note", "", "why")
	return cmd
}
