package preview_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
	"github.com/makegood/makegood/starter/event"
)

// wholeOrder is a request for a whole order of 5000, authorised whole, of which so much was captured.
func wholeOrder(t *testing.T, id string, capturedMinor int64) refund.Request {
	t.Helper()
	raw := eventOf(t, "reprice.json", func(e map[string]any) {
		card := paymentOf("card", "CARD", capturedMinor)
		card["authorized_minor"] = 5000
		e["order_id"], e["cancellation_id"], e["reason"], e["scope"] = "o-void", id, "OUT_OF_STOCK", "LINES"
		e["lines"], e["payments"], e["cancelled_lines"] = []object{lineOf("1", 5000, nil)}, []object{card}, []object{whole("1")}
		e["fees"], e["promotions"], e["shipping"] = nil, nil, object{"amount_minor": 0}
		delete(e, "delivered_at")
	})
	request, err := event.Decode(event.Message{Value: raw}, now())
	if err != nil {
		t.Fatal(err)
	}
	return request
}

// Issue 9, item 4, by the shipped policy and the ledger: c-1 is voided, the capture comes all the same, and c-2
// gets it back.
func TestACaptureAfterAVoidIsRefundedToTheNextRequest(t *testing.T) {
	p, ctx := previewer(t), context.Background()
	books := p.Books.(ledger.Store)
	first := wholeOrder(t, "c-1", 0)
	line, err := p.Next(ctx, first)
	if err != nil || line.TotalMinor != 0 || len(line.Legs) != 1 || !line.Legs[0].Void {
		t.Fatalf("while only authorised: %+v, %v", line, err)
	}
	id, leg := first.Cancellation.ID(), refund.LegID("1")
	if _, err := books.BeginLeg(ctx, refund.Begin{Refund: id, Leg: leg, Attempt: "a", CallTimeout: time.Second, SettlingDelay: time.Second}); err != nil {
		t.Fatal(err)
	}
	recorded, err := books.RecordOutcome(ctx, refund.Record{Refund: id, Leg: leg, Generation: 1, Attempt: "a", Outcome: refund.Outcome{Kind: refund.OutcomeSettled}})
	if err != nil || recorded.Standing.Status != refund.StatusRefunded {
		t.Fatalf("the void: %s, %v", recorded.Standing.Status, err)
	}
	if again, err := p.Next(ctx, wholeOrder(t, "c-2", 0)); err != nil || again.Eligible || !slices.Contains(again.Reasons, string(refund.CodeQuantityRefunded)) {
		t.Errorf("before the capture: %v, %v", again.Reasons, err)
	}
	third, err := p.Next(ctx, wholeOrder(t, "c-3", 5000))
	if err != nil || third.TotalMinor != 5000 || len(third.Legs) != 1 || third.Legs[0].AmountMinor != 5000 {
		t.Errorf("after the capture: %v %d over %+v, %v", third.Reasons, third.TotalMinor, third.Legs, err)
	}
	if last, err := p.Next(ctx, wholeOrder(t, "c-4", 5000)); err != nil || last.Eligible || last.TotalMinor != 0 {
		t.Errorf("once more: %v %d, %v", last.Reasons, last.TotalMinor, err)
	}
	if findings, err := books.Audit(ctx); err != nil || len(findings) > 0 {
		t.Errorf("audit: %v, %v", findings, err)
	}
}
