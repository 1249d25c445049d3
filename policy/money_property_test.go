package policy_test

import (
	"testing"

	"github.com/makegood/makegood/policy"
	"github.com/makegood/makegood/refund"
	"pgregory.net/rapid"
)

// portions cuts all units of an order into requests, in drawn sequence.
func portions(t *rapid.T, o refund.Order) [][]refund.CancelledLine {
	var units []refund.LineID
	for _, line := range o.Lines {
		for range line.Quantity {
			units = append(units, line.LineID)
		}
	}
	units = rapid.Permutation(units).Draw(t, "sequence")
	var requests [][]refund.CancelledLine
	for len(units) > 0 {
		size := rapid.IntRange(1, len(units)).Draw(t, "portion")
		var wanted []refund.CancelledLine
		for _, id := range units[:size] {
			wanted = append(wanted, take(id, 1))
		}
		requests, units = append(requests, wanted), units[size:]
	}
	return requests
}

func TestAfterEverythingIsBackTheSequenceDoesNotMatter(t *testing.T) {
	p := defaultPolicy(t)
	rapid.Check(t, func(t *rapid.T) {
		o := drawnPromoted(t)
		paid, err := o.PaidMinor()
		if err != nil {
			t.Fatal(err)
		}
		h, err := policy.HistoryOf(o)
		if err != nil {
			t.Fatal(err)
		}
		var tax int64
		for _, wanted := range portions(t, o) {
			c := some(o, rapid.SampledFrom([]refund.Reason{refund.ReasonCustomerChangedMind, refund.ReasonDamaged}).Draw(t, "reason"), wanted...)
			a, err := assessed(t, p, c, h)
			if err != nil || !a.Eligible() {
				t.Fatalf("%s %v, %v", a.Disposition, a.Reasons, err)
			}
			tax += a.TaxMinor
			h = policy.Settle(h, c, a)
		}
		var total, recordedTax int64
		for _, earlier := range h.Earlier {
			total += earlier.TotalMinor
		}
		for _, line := range o.Lines {
			for _, t := range line.Taxes {
				recordedTax += t.AmountMinor
			}
		}
		if service := int64(1); total != paid-service || tax != recordedTax {
			t.Fatalf("went back %d of %d less the service fee, with tax %d of %d", total, paid, tax, recordedTax)
		}
	})
}

// Ten times the price, ten times the refund: amounts without rounding scale with the exponent, so that
// a currency of three decimals is computed as one of two.
func TestExponentsScale(t *testing.T) {
	p := defaultPolicy(t)
	rapid.Check(t, func(t *rapid.T) {
		small, large := sevenUnits(), sevenUnits()
		unit := rapid.Int64Range(1, 999).Draw(t, "unit") * 20
		for o, factor := range map[*refund.Order]int64{&small: 1, &large: 1000} {
			o.Lines[0].UnitPriceMinor, o.Lines[0].Discounts[0].AmountMinor = unit*factor, unit*factor*7/10
			o.Lines[0].Taxes = nil
			o.Promotions[0].ThresholdMinor = ptr(unit * factor * 6)
			o.Payments = []refund.Payment{card(unit * factor * 63 / 10)}
		}
		wanted := take("1", rapid.Int64Range(1, 7).Draw(t, "units"))
		hs, err := policy.HistoryOf(small)
		if err != nil {
			t.Fatal(err)
		}
		hl, err := policy.HistoryOf(large)
		if err != nil {
			t.Fatal(err)
		}
		a, err := assessed(t, p, mind(small, wanted), hs)
		if err != nil {
			t.Fatal(err)
		}
		b, err := assessed(t, p, mind(large, wanted), hl)
		if err != nil || a.TotalMinor*1000 != b.TotalMinor {
			t.Fatalf("%d of %d units: %d and %d, %v", wanted.Quantity, 7, a.TotalMinor, b.TotalMinor, err)
		}
	})
}

func TestNoLegIsNegativeAndNoneAboveWhatItsPaymentOwes(t *testing.T) {
	modes := []*policy.Policy{restocking(t), policyWith(t, "tender_order: PROPORTIONAL", "tender_order: SEQUENCE"),
		policyWith(t, "promotion_mode: KEEP", "promotion_mode: FORFEIT", "tender_order: PROPORTIONAL", "tender_order: STORED_VALUE_LAST")}
	rapid.Check(t, func(t *rapid.T) {
		p, o := rapid.SampledFrom(modes).Draw(t, "policy"), drawnPromoted(t)
		h, err := policy.HistoryOf(o)
		if err != nil {
			t.Fatal(err)
		}
		for _, wanted := range portions(t, o) {
			h = settleOne(t, p, mind(o, wanted...), h)
		}
	})
}
