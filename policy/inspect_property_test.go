package policy_test

import (
	"reflect"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/makegood/makegood/policy"
	"github.com/makegood/makegood/refund"
)

// drawnInspection is an order that arrived and was sent back whole, what was taken back of it, and the
// request that names just that.
func drawnInspection(t *rapid.T) (o refund.Order, inspection refund.Inspection, alone refund.Cancellation) {
	o = drawnOrder(t, []refund.PaymentKind{refund.PaymentCard, refund.PaymentRedPacket, refund.PaymentWallet})
	yesterday := occurredAt.AddDate(0, 0, -1)
	o.DeliveredAt = &yesterday
	o.Lines[0].Quantity++ // so that a part can be taken
	o.Lines[0].Discounts[0].PromotionID = "p"
	o.Payments[0].CapturedMinor += o.Lines[0].UnitPriceMinor
	o.Promotions = []refund.Promotion{percentFrom("p", rapid.Int64Range(1, 20000).Draw(t, "threshold"), "0.10")}
	var taken []refund.CancelledLine
	for i := range o.Lines {
		line := &o.Lines[i]
		line.Fulfilment = refund.FulfilmentDelivered
		quantity := rapid.Int64Range(int64(max(0, 1-i)), line.Quantity).Draw(t, "taken")
		inspection.Lines = append(inspection.Lines, refund.InspectedLine{LineID: line.LineID, AcceptedQuantity: quantity, RefusedQuantity: line.Quantity - quantity})
		if quantity > 0 {
			taken = append(taken, take(line.LineID, quantity))
		}
	}
	return o, inspection, some(o, refund.ReasonCustomerChangedMind, taken...)
}

// TestWhatArrivesIsWorthWhatARequestForItAloneWouldBe: with a promotion, exclusive tax, shipping, a fee
// and a red packet, a whole order of which a part is taken back answers like a request for that part.
func TestWhatArrivesIsWorthWhatARequestForItAloneWouldBe(t *testing.T) {
	p := defaultPolicy(t)
	rapid.Check(t, func(t *rapid.T) {
		o, inspection, alone := drawnInspection(t)
		h, err := policy.HistoryOf(o)
		if err != nil {
			t.Fatal(err)
		}
		all := whole(o, refund.ReasonCustomerChangedMind)
		first, err := p.Assess(all, h)
		if err != nil {
			t.Fatal(err)
		}
		if first.Goods == nil { // it comes to nothing
			return
		}
		got, err := p.Reassess(refund.Reassessment{Cancellation: all, Stored: refund.Proposal{Assessment: first}, Inspection: &inspection}, h)
		if err != nil {
			t.Fatal(err)
		}
		want, err := p.Assess(alone, h)
		if err != nil {
			t.Fatal(err)
		}
		if got.TotalMinor != want.TotalMinor || got.TaxMinor != want.TaxMinor || !reflect.DeepEqual(got.Components, want.Components) ||
			!slices.Equal(got.KeptBack, want.KeptBack) || !slices.Equal(legs(got), legs(want)) {
			t.Fatalf("got %d %v, want %d %v", got.TotalMinor, parts(got), want.TotalMinor, parts(want))
		}
	})
}
