package main

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/makegood/makegood/internal/foreign"
	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// thrown is what is printed of a kill switch.
type thrown struct {
	Switch string        `json:"switch"`
	On     bool          `json:"on"`
	By     refund.Person `json:"by"`
	Note   string        `json:"note"`
	// Provider and Merchant are what it is about; empty: every one.
	Provider string            `json:"provider,omitempty"`
	Merchant refund.MerchantID `json:"merchant_id,omitempty"`
}

// what is what it stops, in words.
func (t thrown) what() string {
	words := "payouts"
	if t.Merchant != "" {
		words += " of merchant " + string(t.Merchant)
	}
	if t.Provider != "" {
		words += " over " + t.Provider
	}
	return words
}

func (c *cli) killSwitchCommand() *cobra.Command {
	var on, off bool
	var by, note, provider, merchant string
	cmd := &cobra.Command{
		Use:   "kill-switch --on|--off [--provider NAME] [--merchant ID] --by NAME --note WHY",
		Short: "stop every payout, or those of a provider or a merchant, or let them go on",
		Long: "Stop every payout, or let them go on. While it is on, no leg is begun or sent again: refunds that come to their payout\n" +
			"wait, and go on by themselves within ten minutes once it is off. What was sent before is asked about all the same.\n" +
			"With --provider or --merchant it stops those alone; with both, that merchant's payments at that provider. Each of these is a\n" +
			"switch of its own: --off takes back the one that was thrown with the same names.",
		Example: `  makegood kill-switch --on --by ann --note "the provider reports double bookings"
  makegood kill-switch --on --provider stripe --by ann --note "their status page says refunds are duplicated"`,
		Args: exactly(0),
		RunE: func(cmd *cobra.Command, _ []string) error {
			if _, err := oneOf(option{"on", on}, option{"off", off}); err != nil {
				return err
			}
			if err := needed("by", by, "note", note); err != nil {
				return err
			}
			return c.throw(cmd.Context(), thrown{
				Switch: ledger.SwitchOf(provider, refund.MerchantID(merchant)), On: on, By: refund.Person(by), Note: note,
				Provider: provider, Merchant: refund.MerchantID(merchant),
			})
		},
	}
	cmd.Flags().BoolVar(&on, "on", false, "stop every payout")
	cmd.Flags().BoolVar(&off, "off", false, "let payouts go on")
	cmd.Flags().StringVar(&provider, "provider", "", "only what goes to this provider, as payments name it")
	cmd.Flags().StringVar(&merchant, "merchant", "", "only the refunds of this merchant")
	cmd.Flags().StringVar(&by, "by", "", "who throws it")
	cmd.Flags().StringVar(&note, "note", "", "why")
	return cmd
}

func (c *cli) throw(ctx context.Context, t thrown) error {
	who, err := c.actingHere(ctx, t.By)
	if err != nil {
		return err
	}
	err = c.withLedger(ctx, func(books ledger.Store) error {
		err := books.SetSwitch(ctx, ledger.Switch{Name: t.Switch, On: t.On, Cause: refund.Cause{Actor: t.By, Reason: t.Note}, Acting: who.Witnessed()})
		if err != nil {
			return fmt.Errorf("kill switch: %w", err)
		}
		return nil
	})
	if err != nil {
		return err
	}
	return c.print(t, func(w foreign.Terminal) {
		if t.On {
			w.Printf("%s are stopped\n", t.what())
			return
		}
		w.Printf("%s go on; retry what is parked: makegood waiting --status NeedsAttention\n", t.what())
	})
}
