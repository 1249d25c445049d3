package main

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/makegood/makegood/app"
	"github.com/makegood/makegood/internal/foreign"
	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// thrown is what is printed of the kill switch.
type thrown struct {
	Switch string        `json:"switch"`
	On     bool          `json:"on"`
	By     refund.Person `json:"by"`
	Note   string        `json:"note"`
}

func (c *cli) killSwitchCommand() *cobra.Command {
	var on, off bool
	var by, note string
	cmd := &cobra.Command{
		Use:   "kill-switch --on|--off --by NAME --note WHY",
		Short: "stop every payout, or let them go on",
		Long: "Stop every payout, or let them go on. While it is on, no leg is begun or sent again: refunds that come to their payout\n" +
			"wait, and go on by themselves within ten minutes once it is off. What was sent before is asked about all the same.",
		Example: `  makegood kill-switch --on --by ann --note "the provider reports double bookings"`,
		Args:    exactly(0),
		RunE: func(cmd *cobra.Command, _ []string) error {
			if _, err := oneOf(option{"on", on}, option{"off", off}); err != nil {
				return err
			}
			if err := needed("by", by, "note", note); err != nil {
				return err
			}
			return c.throw(cmd.Context(), thrown{Switch: ledger.SwitchPayout, On: on, By: refund.Person(by), Note: note})
		},
	}
	cmd.Flags().BoolVar(&on, "on", false, "stop every payout")
	cmd.Flags().BoolVar(&off, "off", false, "let payouts go on")
	cmd.Flags().StringVar(&by, "by", "", "who throws it")
	cmd.Flags().StringVar(&note, "note", "", "why")
	return cmd
}

func (c *cli) throw(ctx context.Context, t thrown) error {
	s, err := c.settings()
	if err != nil {
		return err
	}
	books, err := app.OpenUncheckedLedger(ctx, s, c.now)
	if err != nil {
		return err
	}
	defer books.Close()
	err = books.SetSwitch(ctx, ledger.Switch{Name: t.Switch, On: t.On, Cause: refund.Cause{Actor: t.By, Reason: t.Note}})
	if err != nil {
		return fmt.Errorf("kill switch: %w", err)
	}
	return c.print(t, func(w foreign.Terminal) {
		if t.On {
			w.Printf("payouts are stopped\n")
			return
		}
		w.Printf("payouts go on; retry what is parked: makegood waiting --status NeedsAttention\n")
	})
}
