package main

import (
	"context"
	"time"

	"github.com/spf13/cobra"

	"github.com/makegood/makegood/internal/foreign"
	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// disputeEvidence is what a merchant shows a bank: what was refunded of the disputed payment, when, and by which references.
// It names no person but the order's customer id, and has nothing that people wrote.
type disputeEvidence struct {
	Dispute ledger.Dispute         `json:"dispute"`
	Refunds []refundEvidence       `json:"refunds"`
	Outside []ledger.OutsideRefund `json:"refunds_made_elsewhere,omitempty"`
}

type refundEvidence struct {
	ID          refund.ID           `json:"id"`
	Order       refund.OrderID      `json:"order_id"`
	Reason      refund.Reason       `json:"reason"`
	RequestedAt time.Time           `json:"requested_at"`
	Status      refund.Status       `json:"status"`
	TotalMinor  int64               `json:"total_minor"`
	Currency    refund.Currency     `json:"currency_code"`
	Lines       []lineEvidence      `json:"lines"`
	Legs        []legEvidence       `json:"legs"`
	Messages    []refund.NoticeMark `json:"messages,omitempty"`
}

type lineEvidence struct {
	LineID   refund.LineID `json:"line_id"`
	Title    string        `json:"title,omitempty"`
	Quantity int64         `json:"quantity"`
}

type legEvidence struct {
	LegID            refund.LegID     `json:"leg_id"`
	AmountMinor      int64            `json:"amount_minor"`
	Status           refund.LegStatus `json:"status"`
	Via              string           `json:"via,omitempty"`
	ProviderRefundID string           `json:"provider_refund_id,omitempty"`
	BankReference    string           `json:"bank_reference,omitempty"`
	// Events are what became of the leg, each with its time.
	Events []eventEvidence `json:"events"`
}

type eventEvidence struct {
	At    time.Time `json:"at"`
	Event string    `json:"event"`
}

func (c *cli) disputeEvidenceCommand() *cobra.Command {
	var page string
	cmd := &cobra.Command{
		Use: "evidence DISPUTE", Short: "print what was refunded of a disputed payment, as evidence for the bank", Args: exactly(1),
		Long: "Print the evidence of a dispute: each refund of its payment with order, lines, legs, the provider's and the bank's\n" +
			"references, times, and which messages were told; and refunds made elsewhere. --json for a machine; --html writes a page\n" +
			"that can be printed, for the owner of the file alone.",
		Example: "  makegood dispute evidence dp_1 --json\n  makegood dispute evidence dp_1 --html dp_1.html",
		RunE: func(cmd *cobra.Command, args []string) error {
			var e disputeEvidence
			err := c.withBooks(cmd.Context(), func(books ledger.ReadOnly) (err error) {
				e, err = evidenceFor(cmd.Context(), books, args[0])
				return err
			})
			if err != nil {
				return err
			}
			if page != "" {
				if err := e.writePage(page, c.now()); err != nil {
					return err
				}
			}
			return c.print(e, func(w foreign.Terminal) { e.write(w) })
		},
	}
	cmd.Flags().StringVar(&page, "html", "", "also write it as a page to this file (mode 0600); a file that is there is replaced")
	return cmd
}

func evidenceFor(ctx context.Context, books ledger.ReadOnly, id string) (e disputeEvidence, err error) {
	if e.Dispute, err = disputeNamed(ctx, books, id); err != nil {
		return e, err
	}
	e.Dispute.Said = nil // what people write among themselves is for no bank
	for _, id := range e.Dispute.Refunds {
		stored, err := books.Case(ctx, id)
		if err != nil {
			return e, err
		}
		e.Refunds = append(e.Refunds, newRefundEvidence(stored))
	}
	outside, err := books.OutsideRefunds(ctx, ledger.OutsideFilter{})
	for _, o := range outside {
		if o.Payment.ID == e.Dispute.Payment.ID {
			o.Note = ""
			e.Outside = append(e.Outside, o)
		}
	}
	return e, err
}

func newRefundEvidence(c refund.Case) refundEvidence {
	order := c.Cancellation.Order
	e := refundEvidence{
		ID: c.ID, Order: c.Cancellation.Key.Order, Reason: c.Cancellation.Reason, RequestedAt: c.OpenedAt, Status: c.Status, Currency: order.Currency, Messages: c.Messages,
	}
	if c.Proposal != nil {
		e.TotalMinor = c.Proposal.Assessment.TotalMinor
		for _, part := range c.Proposal.Assessment.Components {
			if part.Kind == refund.ComponentLine {
				e.Lines = append(e.Lines, lineEvidence{LineID: part.LineID, Title: titleOf(order, part.LineID), Quantity: part.Quantity})
			}
		}
	}
	for _, l := range c.Legs {
		leg := legEvidence{LegID: l.LegID, AmountMinor: l.AmountMinor, Status: l.Status, Via: l.Via}
		if l.Outcome != nil {
			leg.ProviderRefundID, leg.BankReference = l.Outcome.ProviderRefundID, l.Outcome.BankReference
		}
		for _, entry := range c.Trail {
			if entry.Leg == l.LegID {
				leg.Events = append(leg.Events, eventEvidence{At: entry.At, Event: entry.Event})
			}
		}
		e.Legs = append(e.Legs, leg)
	}
	return e
}

func titleOf(order refund.Order, id refund.LineID) string {
	for _, line := range order.Lines {
		if line.LineID == id {
			return line.Title
		}
	}
	return ""
}

func (e disputeEvidence) write(w foreign.Terminal) {
	writeDispute(w, e.Dispute)
	for _, r := range e.Refunds {
		w.Printf("\nrefund %s of order %s: %s, %s, asked on %s\n", r.ID, r.Order, r.Status, refund.FormatAmount(r.TotalMinor, r.Currency), timeText(r.RequestedAt))
		for _, l := range r.Lines {
			w.Printf("  %d of line %s %s\n", l.Quantity, l.LineID, l.Title)
		}
		for _, l := range r.Legs {
			w.Printf("  leg %s: %s %s, provider's id %s, bank reference %s\n", l.LegID, refund.FormatAmount(l.AmountMinor, r.Currency), l.Status, orNone(l.ProviderRefundID), orNone(l.BankReference))
			for _, event := range l.Events {
				w.Printf("    %s %s\n", timeText(event.At), event.Event)
			}
		}
		for _, m := range r.Messages {
			w.Printf("  told: %s on %s\n", m.Kind, timeText(m.At))
		}
	}
	for _, o := range e.Outside {
		w.Printf("\nrefund %s made elsewhere: %s %s\n", o.ProviderRefundID, refund.FormatAmount(o.AmountMinor, o.Currency), o.Outcome)
	}
}

func orNone(text string) string {
	if text == "" {
		return "none"
	}
	return text
}
