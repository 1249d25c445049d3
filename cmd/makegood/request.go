package main

import (
	"context"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/makegood/makegood/api"
	"github.com/makegood/makegood/api/record"
	"github.com/makegood/makegood/internal/foreign"
	"github.com/makegood/makegood/policy/explain"
	"github.com/makegood/makegood/refund"
	"github.com/makegood/makegood/starter/event"
)

func (c *cli) requestCommand() *cobra.Command {
	var by, locale string
	cmd := &cobra.Command{
		Use: "request EVENT.json --by NAME", Short: "ask for a refund, and show its decision while it is paid", Args: exactly(1),
		Long: "Ask for the refund that an event is about, and show what is decided, how the amount came about and when the money is\n" +
			"expected. The payout goes on meanwhile. The event's cancellation_id makes it repeatable: the same event again\n" +
			"shows how its refund stands now, and another one under that id is refused. An event that names who asks (requested_by)\n" +
			"has to name the person of --by.",
		Example: `  makegood request order-cancelled.json --by ann`,
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := needed("by", by); err != nil {
				return err
			}
			speaker, err := speakerOf(locale)
			if err != nil {
				return err
			}
			call := c.call(by, "")
			call.Locale = speaker.Locale()
			return c.request(cmd.Context(), call, args[0])
		},
	}
	cmd.Flags().StringVar(&by, "by", "", "who asks; they cannot approve it")
	cmd.Flags().StringVar(&locale, "locale", explain.LocaleEnglish, "the language of the explanation: "+strings.Join(explain.Locales(), ", "))
	return cmd
}

// request asks for the refund of an event that lies in a file.
func (c *cli) request(ctx context.Context, call api.Call, file string) error {
	value, err := c.readEvent(ctx, file)
	if err != nil {
		return err
	}
	in, err := event.DecodeAskedBy(event.Message{Value: value}, call.Subject.Name, c.now())
	if err != nil {
		return err
	}
	return c.withService(func(s service) error {
		decided, err := s.RequestRefund(ctx, call, api.RequestRefundRequest{Cancellation: in.Cancellation, Contact: in.Contact})
		if err != nil {
			return err
		}
		record.InOrder(&decided)
		return c.print(decided, func(w foreign.Terminal) { writeDecided(w, decided) })
	})
}

func writeDecided(w foreign.Terminal, d api.RequestedRefund) {
	now := d.Standing
	w.Printf("%s: %s, %s\n", now.Refund, now.Status, refund.FormatAmount(now.TotalMinor, now.Currency))
	if d.Replayed {
		w.Printf("  it was asked for before; this is how it stands now\n")
	}
	if d.Explanation != nil {
		for _, row := range d.Explanation.Statement.Rows {
			w.Printf("  %16s   %s\n", refund.FormatAmount(row.AmountMinor, now.Currency), row.Label)
		}
		for _, note := range d.Explanation.Statement.Notes {
			w.Printf("  %s\n", note)
		}
	}
	if e := d.Expected; e.By != nil {
		w.Printf("  expected by %s\n", e.By.UTC().Format(time.DateOnly))
	}
	w.Printf("  makegood show %s\n", strings.TrimPrefix(string(now.Refund), "refund/"))
}
