package policy_test

import (
	"math/big"
	"slices"
	"testing"

	"github.com/makegood/makegood/policy"
	"github.com/makegood/makegood/refund"
	"pgregory.net/rapid"
)

// adjustedAnswer is an answer with a person's adjustments: net, and the tax on top of them.
type adjustedAnswer struct {
	answered
	adjustment, adjustedTax *big.Int
}

// smallest of some amounts, at least 0.
func smallest(amounts ...*big.Int) *big.Int {
	least := slices.MinFunc(amounts, (*big.Int).Cmp)
	if least.Sign() < 0 {
		return new(big.Int)
	}
	return new(big.Int).Set(least)
}

// deduct takes what a line's goods are worth less (C11: never more than what is left): of its price,
// with the tax inside and on top in proportion.
func (o *oracle) deduct(a *adjustedAnswer, r asked, l int, minor int64) {
	line, k := o.order.Lines[l], len(o.requests)
	after, _ := o.back(k, l)
	share := func(whole *big.Int) *big.Int {
		return new(big.Int).Sub(portion(whole, after, line.Quantity), portion(whole, after-r.units[l], line.Quantity))
	}
	worth, onTop := share(paidFor(line)), share(recorded(line.Taxes, refund.TaxExclusive))
	part := new(big.Int).Set(worth)
	if !r.fault {
		fee := halfAway(new(big.Rat).Mul(new(big.Rat).SetInt(new(big.Int).Mul(num(line.UnitPriceMinor), num(r.units[l]))), o.restocking))
		part.Sub(part, smallest(fee, worth)) // the draws keep a fee within its line
	}
	taken := smallest(num(minor), part, a.total)
	if taken.Sign() == 0 {
		return
	}
	inside := smallest(o.insideFee(taken, l), a.taxInside)
	if taken.Cmp(a.total) == 0 {
		inside = smallest(a.taxInside)
	}
	if taken.Cmp(part) < 0 && worth.Sign() > 0 {
		onTop = smallest(onTop, halfAway(new(big.Rat).SetFrac(new(big.Int).Mul(onTop, taken), worth)))
	}
	a.off(taken, inside)
	a.offTax(smallest(onTop, a.total, a.taxInside))
}

func (a *adjustedAnswer) off(net, inside *big.Int) {
	a.adjustment.Sub(a.adjustment, net)
	a.total.Sub(a.total, net)
	a.taxInside.Sub(a.taxInside, inside)
}

func (a *adjustedAnswer) offTax(minor *big.Int) {
	a.adjustedTax.Sub(a.adjustedTax, minor)
	a.total.Sub(a.total, minor)
	a.taxInside.Sub(a.taxInside, minor)
}

// adjust brings the total to a person's amount: both kinds of tax go in proportion.
func (a *adjustedAnswer) adjust(target int64) {
	off, total := new(big.Int).Sub(a.total, num(target)), new(big.Int).Set(a.total)
	tax := smallest(a.taxInside, a.taxInside)
	onTop := smallest(new(big.Int).Add(a.tax, a.adjustedTax), tax)
	of := func(part *big.Int) *big.Int {
		return halfAway(new(big.Rat).SetFrac(new(big.Int).Mul(part, off), total))
	}
	inside, tops := of(new(big.Int).Sub(tax, onTop)), smallest(of(onTop), off)
	a.off(new(big.Int).Sub(off, tops), inside)
	a.offTax(tops)
}

// TestEveryReassessmentAgreesWithTheOracle draws what came back of goods, what it is worth less, a
// person's amount, and which leg was paid before.
func TestEveryReassessmentAgreesWithTheOracle(t *testing.T) {
	policies := map[string]*policy.Policy{}
	for _, mode := range []string{"KEEP", "REPRICE", "FORFEIT"} {
		policies[mode] = policyWith(t, "promotion_mode: KEEP", "promotion_mode: "+mode, "goods_required: false", "goods_required: true")
	}
	rapid.Check(t, func(t *rapid.T) {
		mode := rapid.SampledFrom([]string{"REPRICE", "FORFEIT", "KEEP"}).Draw(t, "mode")
		o := &oracle{order: drawnPromoted(t), mode: mode, restocking: new(big.Rat)}
		for l := range o.order.Lines {
			o.order.Lines[l].Fulfilment = refund.FulfilmentDelivered
		}
		h, err := policy.HistoryOf(o.order)
		if err != nil {
			t.Fatal(err)
		}
		kept := make([]int64, len(o.order.Lines))
		for l, line := range o.order.Lines {
			kept[l] = line.Quantity
		}
		for range rapid.IntRange(1, 4).Draw(t, "requests") {
			h = inspectedAgainst(t, policies[mode], o, h, kept)
		}
	})
}

// inspectedAgainst makes one request, of which less may come back, and compares.
func inspectedAgainst(t *rapid.T, p *policy.Policy, o *oracle, h refund.OrderHistory, kept []int64) refund.OrderHistory {
	r := asked{units: make([]int64, len(kept)), fault: rapid.Bool().Draw(t, "fault")}
	var wanted []refund.CancelledLine
	inspection, deducted := &refund.Inspection{}, make([]int64, len(kept))
	for l := range kept {
		asked := rapid.Int64Range(0, kept[l]).Draw(t, "asked")
		if asked == 0 {
			continue
		}
		r.units[l] = rapid.Int64Range(0, asked).Draw(t, "taken")
		wanted = append(wanted, take(o.order.Lines[l].LineID, asked))
		found := refund.InspectedLine{LineID: o.order.Lines[l].LineID, AcceptedQuantity: r.units[l]}
		if r.units[l] > 0 && rapid.Bool().Draw(t, "for less") {
			found.AcceptedQuantity, found.PartialQuantity = r.units[l]-1, 1
			found.DeductMinor = rapid.Int64Range(0, 4000).Draw(t, "deduct")
			deducted[l] = found.DeductMinor
		}
		inspection.Lines = append(inspection.Lines, found)
	}
	if slices.Max(r.units) == 0 {
		return h
	}
	c := mind(o.order, wanted...)
	if r.fault {
		c = damaged(o.order, wanted...)
	}
	a, err := assessed(t, p, c, h)
	if err != nil || !a.Eligible() {
		t.Fatalf("%s %v, %v", a.Disposition, a.Reasons, err)
	}
	in := refund.Reassessment{Cancellation: c, Stored: refund.Proposal{Assessment: a}, Inspection: inspection}
	want := adjustedAnswer{o.next(r), new(big.Int), new(big.Int)}
	for l, minor := range deducted {
		if minor > 0 {
			o.deduct(&want, r, l, minor)
		}
	}
	now := h
	if want.total.Cmp(num(1)) > 0 && rapid.Bool().Draw(t, "adjusted") {
		target := rapid.Int64Range(1, want.total.Int64()-1).Draw(t, "target")
		want.adjust(target)
		in.AdjustToMinor = &target
	}
	if legs := a.Legs; len(legs) > 0 && num(legs[0].AmountMinor).Cmp(want.total) <= 0 && rapid.Bool().Draw(t, "paid") {
		in, now = paid(in, h, legs[0].LegID)
	}
	if a, err = reassessed(t, p, in, now); err != nil {
		t.Fatal(err)
	}
	compareAdjusted(t, a, want)
	compareLegs(t, a, in, now)
	for l := range kept {
		kept[l] -= r.units[l]
	}
	return policy.Settle(h, c, a)
}

func compareAdjusted(t *rapid.T, a refund.Assessment, want adjustedAnswer) {
	t.Helper()
	total := num(a.TotalMinor)
	want.tax = new(big.Int).Add(want.tax, want.adjustedTax)
	if got := sumOf(a, refund.ComponentAdjustment); num(got).Cmp(want.adjustment) != 0 || total.Cmp(want.total) != 0 {
		t.Errorf("adjusted by %d to %d; the oracle says %s to %s", got, a.TotalMinor, want.adjustment, want.total)
	}
	compare(t, a, want.answered)
}

// compareLegs holds the legs to C8: what is paid stays, the rest is shared by what each still owes.
func compareLegs(t *rapid.T, a refund.Assessment, in refund.Reassessment, h refund.OrderHistory) {
	t.Helper()
	rest, owed, got := num(a.TotalMinor), make([]*big.Int, len(h.Payments)), make([]int64, len(h.Payments))
	for i, leg := range a.Legs {
		if leg.AmountMinor < 0 {
			t.Errorf("leg %+v", leg)
		}
		if i < len(in.Settled) {
			rest.Sub(rest, num(leg.AmountMinor))
			continue
		}
		if slices.ContainsFunc(in.Stored.Assessment.Legs, func(old refund.PlannedLeg) bool { return old.LegID == leg.LegID }) {
			t.Errorf("leg id %s is used again", leg.LegID)
		}
		got[slices.IndexFunc(h.Payments, func(b refund.PaymentBalance) bool { return b.PaymentID == leg.PaymentID })] += leg.AmountMinor
	}
	for i, balance := range h.Payments {
		owed[i] = num(balance.OwedMinor)
	}
	for i, share := range parcel(rest, owed) {
		if num(got[i]).Cmp(share) != 0 {
			t.Errorf("payment %s gives %d; the oracle says %s", h.Payments[i].PaymentID, got[i], share)
		}
	}
}
