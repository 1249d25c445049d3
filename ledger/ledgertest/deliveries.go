package ledgertest

import (
	"testing"
	"time"

	"github.com/makegood/makegood/refund"
)

// labelMinor is what a return label costs, with 13 % of tax in it: 1000 x 13/113 = 115.04.
const (
	labelMinor    = int64(1000)
	labelTaxMinor = int64(115)
)

// WithLabel is one unit of which a return label is kept: 10300, with 1300 - 115 of tax.
func WithLabel() refund.Proposal {
	p := Units(1)
	a := &p.Assessment
	a.Components = append(a.Components, refund.Component{Kind: refund.ComponentReturnShipping, AmountMinor: -labelMinor, TaxMinor: -labelTaxMinor})
	a.TotalMinor, a.TaxMinor, a.DeductionTaxMinor = unitMinor-labelMinor, unitTaxMinor-labelTaxMinor, labelTaxMinor
	a.Legs = []refund.PlannedLeg{{LegID: "1", PaymentID: "p1", AmountMinor: a.TotalMinor}}
	return p
}

// shipped is the order of the suite with two deliveries of 800 and 500 beside it: 23900 in all.
func shipped(request string) refund.Cancellation {
	c := Request("o1", request, 1)
	c.Order.Shipping.AmountMinor = 800
	c.Order.Shipments = []refund.Shipment{{ShipmentID: "s-1", Shipping: refund.Shipping{AmountMinor: 500}, LineIDs: []refund.LineID{"1"}}}
	all := capturedMinor + 1300
	c.Order.Payments[0].CapturedMinor, c.Order.Payments[0].OrderShareMinor = all, &all
	return c
}

// ofShipping proposes to give back a part of a delivery, and nothing else.
func ofShipping(id refund.ShipmentID, minor int64) refund.Proposal {
	p := Units(1)
	a := &p.Assessment
	a.Components = []refund.Component{{Kind: refund.ComponentShipping, ShipmentID: id, AmountMinor: minor}}
	a.TotalMinor, a.TaxMinor, a.Legs = minor, 0, []refund.PlannedLeg{{LegID: "1", PaymentID: "p1", AmountMinor: minor}}
	return p
}

// waived is units of the order that stay with the customer.
func waived(quantity int64) refund.Proposal {
	p := Units(quantity)
	p.Assessment.Components[0].GoodsWaived = true
	return p
}

func deliveryCases() map[string]func(*testing.T, *Desk) {
	return map[string]func(*testing.T, *Desk){
		"a return label is kept, and what was promised goes back": func(t *testing.T, d *Desk) {
			c := Request("o1", "c1", 1)
			d.Propose(c, WithLabel())
			d.Begin(c.ID())
			d.Record(c.ID(), refund.OutcomeSettled)
			d.Payment(c.ID(), Control{Open: 12300, Returned: 10300})
			d.Propose(Request("o1", "c2", 1), Units(1))
			d.Payment(c.ID(), Control{Open: 1000, Held: 11300, Returned: 10300})
		},
		"a return label of a refund that is given up was never kept": func(t *testing.T, d *Desk) {
			c := Request("o1", "c1", 1)
			d.Propose(c, WithLabel())
			d.Begin(c.ID())
			d.Record(c.ID(), refund.OutcomeDeclined)
			d.Taken(c.ID(), resolving(giveUp))
			d.Payment(c.ID(), Control{Open: 22600})
		},
		"each delivery has a cap of its own": func(t *testing.T, d *Desk) {
			for i, step := range []struct {
				request refund.RequestID
				of      refund.ShipmentID
				minor   int64
			}{{"c1", "", 300}, {"c2", "s-1", 500}, {"c3", "", 500}} {
				s := d.Propose(shipped(string(step.request)), ofShipping(step.of, step.minor))
				same(t, "taken", s.Status, refund.StatusPayingOut)
				same(t, "held", d.Balances(s.Refund)[0].HeldMinor, []int64{300, 800, 1300}[i])
			}
			d.breaksPromise(shipped("c4"), ofShipping("", 1))
			d.breaksPromise(shipped("c5"), ofShipping("s-1", 1))
			d.breaksPromise(shipped("c6"), ofShipping("s-9", 1))
		},
		"goods that stay with a customer are counted by window, until the refund is withdrawn": func(t *testing.T, d *Desk) {
			d.Propose(of("42", "o1", card), waived(1))
			d.Clock.Advance(40 * 24 * time.Hour)
			d.reserved(of("42", "o2", card), 1)
			last := of("42", "o3", card)
			d.Propose(last, waived(2))
			want := []refund.PastWindow{
				{Days: 7, RefundCount: 2, RefundMinor: 33900, WaivedCount: 1, WaivedMinor: 22600, CapturedMinor: 45200},
				{Days: 30, RefundCount: 2, RefundMinor: 33900, WaivedCount: 1, WaivedMinor: 22600, CapturedMinor: 45200},
				{Days: 90, RefundCount: 3, RefundMinor: 45200, WaivedCount: 2, WaivedMinor: 33900, CapturedMinor: 67800},
			}
			equal(t, "windows", d.past(of("42", "o8", card)).Windows, want)
			d.Taken(last.ID(), withdrawing("customer:42"))
			same(t, "withdrawn", d.past(of("42", "o9", card)).Window(90).WaivedMinor, 11300)
		},
	}
}

// breaksPromise fails unless the ledger refuses a proposal as a bug of the rules.
func (d *Desk) breaksPromise(c refund.Cancellation, p refund.Proposal) {
	d.T.Helper()
	_, err := d.Store.DecideRefund(d.ctx, refund.Decide{Digest: "digest-1", Cancellation: c, RunID: "run-1"}, Proposing(p))
	broken(d.T, err)
}
