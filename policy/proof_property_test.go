package policy_test

import (
	"testing"

	"github.com/makegood/makegood/policy"
	"github.com/makegood/makegood/refund"
	"pgregory.net/rapid"
)

// drawnBazaar is an order of all there is together: promotions that somebody funds, sellers with commissions, points,
// deliveries of which free shipping takes something off, discounts without an allocation, measures, and payments of
// which not all was captured, or that give back in kind.
func drawnBazaar(t *rapid.T) refund.Order {
	o := drawnMarket(t)
	for i := range o.Promotions {
		o.Promotions[i].FundedBy = rapid.SampledFrom([]string{"", "", "s1", "platform"}).Draw(t, "funder")
	}
	arrivedAt := occurredAt.AddDate(0, 0, -3)
	for i := range o.Lines {
		l := &o.Lines[i]
		l.Fulfilment, l.DeliveredAt = refund.FulfilmentDelivered, &arrivedAt
		if l.SellerID != "" && rapid.IntRange(0, 3).Draw(t, "commission by amount") == 0 {
			l.Commission = &refund.Commission{AmountMinor: ptr(min(paidFor(*l).Int64(), 77))}
		}
		if rapid.IntRange(0, 3).Draw(t, "measured") == 0 {
			l.Measure = &refund.Measure{Amount: decimals(rapid.Int64Range(500, 5000).Draw(t, "grams")), Unit: "kg"}
		}
	}
	drawDeliveries(t, &o)
	paid, err := o.PaidMinor()
	if err != nil {
		t.Fatal(err)
	}
	if rapid.IntRange(0, 3).Draw(t, "unallocated") == 0 && len(o.Lines[0].Taxes) == 0 {
		less := min(paidFor(o.Lines[0]).Int64(), 50)
		o.OrderDiscounts = []refund.DiscountShare{{PromotionID: "checkout", AmountMinor: less}}
		paid -= less
	}
	drawPayments(t, &o, paid)
	return o
}

// drawDeliveries sends the first line with a delivery of its own. Free shipping took half of it off.
func drawDeliveries(t *rapid.T, o *refund.Order) {
	own := refund.Shipping{AmountMinor: rapid.Int64Range(0, 900).Draw(t, "delivery")}
	for _, p := range o.Promotions {
		if p.Kind == refund.PromotionFreeShipping && own.AmountMinor > 1 {
			own.DiscountMinor = own.AmountMinor / 2
			own.Discounts = []refund.DiscountShare{{PromotionID: p.PromotionID, AmountMinor: own.DiscountMinor}}
		}
	}
	own.Taxes = drawnTaxes(t, num(own.AmountMinor-own.DiscountMinor))
	o.Shipments = []refund.Shipment{{ShipmentID: "parcel", Shipping: own, LineIDs: []refund.LineID{o.Lines[0].LineID}}}
	if o.Shipping.DiscountMinor == 0 {
		o.Shipping.Taxes = drawnTaxes(t, num(o.Shipping.AmountMinor))
	}
}

func drawPayments(t *rapid.T, o *refund.Order, paid int64) {
	kind := rapid.SampledFrom([]refund.PaymentKind{refund.PaymentGiftCard, refund.PaymentWallet, refund.PaymentRedPacket}).Draw(t, "other payment")
	o.Payments = []refund.Payment{card(paid - paid/3), tender("other", kind, paid/3)}
	if rapid.IntRange(0, 3).Draw(t, "captured in part") == 0 {
		o.Payments[0].AuthorizedMinor = ptr(o.Payments[0].CapturedMinor)
		o.Payments[0].CapturedMinor /= 2
	}
	for i := range o.Payments {
		o.Payments[i].Currency = o.Currency
	}
}

// drawnWish asks for one or several things of an order, in whichever way.
func drawnWish(t *rapid.T, o refund.Order) refund.Cancellation {
	reasons := rapid.SampledFrom([]refund.Reason{refund.ReasonCustomerChangedMind, refund.ReasonDamaged, refund.ReasonOther})
	if rapid.IntRange(0, 5).Draw(t, "whole order") == 0 {
		return whole(o, reasons.Draw(t, "reason"))
	}
	c := some(o, reasons.Draw(t, "reason"))
	for range rapid.IntRange(1, 3).Draw(t, "things") {
		l := o.Lines[rapid.IntRange(0, len(o.Lines)-1).Draw(t, "line")]
		line := refund.CancelledLine{LineID: l.LineID, Reason: rapid.SampledFrom([]refund.Reason{"", refund.ReasonDamaged}).Draw(t, "own reason")}
		switch rapid.IntRange(0, 5).Draw(t, "way") {
		case 0:
			line.AmountMinor, line.AmountIncludesTax = ptr(rapid.Int64Range(0, 300).Draw(t, "amount")), rapid.Bool().Draw(t, "gross")
		case 1:
			if l.Measure != nil {
				line.Measure = &refund.Measure{Amount: decimals(rapid.Int64Range(1, 400).Draw(t, "part")), Unit: "kg"}
				break
			}
			line.Quantity = 1
		case 2:
			id := rapid.SampledFrom([]refund.ShipmentID{"", "parcel"}).Draw(t, "of")
			c.CancelledShipping = append(c.CancelledShipping, sent(id, rapid.Int64Range(-1, 300).Draw(t, "of delivery")))
			continue
		default:
			line.Quantity = 1
		}
		c.CancelledLines = append(c.CancelledLines, line)
	}
	return c
}

// Whatever comes together in an order and is asked of it, each step follows from its inputs, they add up, and so do the
// parties' shares; also once a person lowers the amount.
func TestWhateverComesTogetherTheExplanationIsAProof(t *testing.T) {
	p := labelled(t, append(withRestocking(), "promotion_mode: KEEP", "promotion_mode: REPRICE")...)
	rapid.Check(t, func(t *rapid.T) {
		o := drawnBazaar(t)
		h, err := policy.HistoryOf(o)
		if err != nil {
			t.Fatal(err)
		}
		for range rapid.IntRange(1, 5).Draw(t, "requests") {
			c := drawnWish(t, o)
			a, err := assessed(t, p, c, h)
			if _, problem := refund.ProblemIn(err); err != nil && !problem {
				t.Fatal(err)
			}
			if err == nil && a.TotalMinor > 1 && rapid.Bool().Draw(t, "lowered") {
				lower(t, p, c, a, h)
			}
			if err == nil && a.Goods != nil {
				inspect(t, p, c, a, h)
			}
			h = policy.Settle(h, c, a)
		}
	})
}

// lower lets a person lower an amount, as far as it can be.
func lower(t *rapid.T, p *policy.Policy, c refund.Cancellation, a refund.Assessment, h refund.OrderHistory) {
	target := rapid.Int64Range(1, a.TotalMinor-1).Draw(t, "target")
	_, err := reassessed(t, p, refund.Reassessment{Cancellation: c, Stored: refund.Proposal{Assessment: a}, AdjustToMinor: &target}, h)
	if _, problem := refund.ProblemIn(err); err != nil && !problem {
		t.Fatal(err)
	}
}

// inspect lets what came back be worth less.
func inspect(t *rapid.T, p *policy.Policy, c refund.Cancellation, a refund.Assessment, h refund.OrderHistory) {
	var found refund.Inspection
	for _, g := range a.Goods.Lines {
		back := rapid.Int64Range(0, g.Quantity).Draw(t, "taken back")
		line := refund.InspectedLine{LineID: g.LineID, PartialQuantity: back, RefusedQuantity: g.Quantity - back}
		if back > 0 {
			line.DeductMinor = rapid.Int64Range(0, 400).Draw(t, "worth less")
		}
		found.Lines = append(found.Lines, line)
	}
	_, err := reassessed(t, p, refund.Reassessment{Cancellation: c, Stored: refund.Proposal{Assessment: a}, Inspection: &found}, h)
	if _, problem := refund.ProblemIn(err); err != nil && !problem {
		t.Fatal(err)
	}
}
