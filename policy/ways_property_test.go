package policy_test

import (
	"testing"

	"github.com/makegood/makegood/policy"
	"github.com/makegood/makegood/refund"
	"pgregory.net/rapid"
)

// drawnWays is an order of lines and deliveries with taxes of both modes, some of it sold by weight.
func drawnWays(t *rapid.T) refund.Order {
	var lines []refund.Line
	var paid int64
	price := func(name string) int64 { return rapid.Int64Range(0, 5000).Draw(t, name) }
	taxes := func(net int64) []refund.Tax {
		mode := rapid.SampledFrom([]refund.TaxMode{refund.TaxInclusive, refund.TaxExclusive}).Draw(t, "mode")
		tax := refund.Tax{Mode: mode, AmountMinor: rapid.Int64Range(0, net/4).Draw(t, "tax")}
		if mode == refund.TaxExclusive {
			paid += tax.AmountMinor
		}
		return []refund.Tax{tax}
	}
	for _, id := range []refund.LineID{"A", "B", "C"} {
		l := goods(id, rapid.Int64Range(1, 3).Draw(t, "quantity"), price("price"))
		net := l.Quantity * l.UnitPriceMinor
		paid += net
		l.Taxes = taxes(net)
		if rapid.Bool().Draw(t, "weighed") {
			l.Measure = &refund.Measure{Amount: decimals(rapid.Int64Range(1, 5000).Draw(t, "grams")), Unit: "kg"}
		}
		lines = append(lines, l)
	}
	shipping := func() refund.Shipping {
		s := refund.Shipping{AmountMinor: price("shipping")}
		paid += s.AmountMinor
		s.Taxes = taxes(s.AmountMinor)
		return s
	}
	o := order(lines)
	o.Shipping = shipping()
	o.Shipments = []refund.Shipment{{ShipmentID: "s-1", Shipping: shipping(), LineIDs: []refund.LineID{"A"}}, {ShipmentID: "s-2", Shipping: shipping(), LineIDs: []refund.LineID{"B"}}}
	o.Payments = []refund.Payment{card(paid + 1)}
	o.Lines = append(o.Lines, goods("last", 1, 1))
	return o
}

// drawnAsk is a request in one of the ways there are; what it asks for may not be there any more.
func drawnAsk(t *rapid.T, o refund.Order) refund.Cancellation {
	c := some(o, rapid.SampledFrom([]refund.Reason{refund.ReasonDamaged, refund.ReasonLateDelivery, refund.ReasonCustomerChangedMind}).Draw(t, "reason"))
	for range rapid.IntRange(1, 3).Draw(t, "things") {
		line := refund.CancelledLine{LineID: rapid.SampledFrom([]refund.LineID{"A", "B", "C"}).Draw(t, "line")}
		line.Reason = rapid.SampledFrom([]refund.Reason{"", refund.ReasonDamaged, refund.ReasonCustomerChangedMind}).Draw(t, "own reason")
		switch rapid.IntRange(0, 4).Draw(t, "way") {
		case 0:
			line.Quantity = 1
		case 1:
			line.Quantity, line.GoodsWaived = 1, true
		case 2:
			line.AmountMinor, line.AmountIncludesTax = ptr(rapid.Int64Range(0, 900).Draw(t, "amount")), rapid.Bool().Draw(t, "gross")
		case 3:
			line.Measure = &refund.Measure{Amount: decimals(rapid.Int64Range(1, 900).Draw(t, "part")), Unit: "kg"}
		case 4:
			id := rapid.SampledFrom([]refund.ShipmentID{"", "s-1", "s-2"}).Draw(t, "delivery")
			c.CancelledShipping = append(c.CancelledShipping, sent(id, rapid.Int64Range(-1, 900).Draw(t, "of delivery")))
			continue
		}
		c.CancelledLines = append(c.CancelledLines, line)
	}
	return c
}

// Without fees, and whatever is asked for in whichever way and sequence: no part of the order goes back twice, and once
// everything is back everything that was paid is.
func TestInWhicheverWayItComesBackAllThatWasPaidComesBackOnce(t *testing.T) {
	p := policyWith(t)
	rapid.Check(t, func(t *rapid.T) {
		o := drawnWays(t)
		h, err := policy.HistoryOf(o)
		if err != nil {
			t.Fatal(err)
		}
		var back, tax, credited int64
		ask := func(c refund.Cancellation) refund.Assessment {
			a, err := p.Assess(c, h)
			if err != nil {
				t.Fatalf("%v of %+v and %+v", err, c.CancelledLines, c.CancelledShipping)
			}
			creditAddsUp(t, a)
			if a.Eligible() {
				back, tax = back+a.TotalMinor, tax+a.TaxMinor
			}
			h = policy.Settle(h, c, a)
			return a
		}
		for range rapid.IntRange(0, 8).Draw(t, "requests") {
			ask(drawnAsk(t, o))
		}
		last := ask(whole(o, refund.ReasonDamaged))
		paid, err := o.PaidMinor()
		if err != nil {
			t.Fatal(err)
		}
		for _, l := range o.Lines {
			for _, own := range l.Taxes {
				credited += own.AmountMinor
			}
		}
		for _, d := range o.Deliveries() {
			for _, own := range d.Taxes {
				credited += own.AmountMinor
			}
		}
		if back != paid || tax != credited {
			t.Fatalf("%d of %d came back, %d of %d of tax; at last %s %v", back, paid, tax, credited, last.Disposition, parts(last))
		}
	})
}
