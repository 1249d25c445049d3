package policy_test

import (
	"slices"
	"testing"

	"github.com/makegood/makegood/policy"
	"github.com/makegood/makegood/refund"
)

// keep takes units that stay with the customer.
func keep(id refund.LineID, quantity int64, reason refund.Reason) refund.CancelledLine {
	return refund.CancelledLine{LineID: id, Quantity: quantity, Reason: reason, GoodsWaived: true}
}

// MONEY's case of REPRICE, with units that stay: the amounts are those of units that come back.
func TestUnitsThatStayArePaidAsUnitsThatComeBack(t *testing.T) {
	o := sevenUnits()
	line := func(minor int64) part { return part{refund.ComponentLine, "1", minor} }
	h := play(t, defaultPolicy(t), o, []request{
		{mind(o, keep("1", 1, "")), 4500, 518, []part{line(4500)}, []leg{{"card", 4500}}},
		{mind(o, keep("1", 1, "")), 2000, 230, []part{line(4500), {refund.ComponentClawback, "p", -2500}}, []leg{{"card", 2000}}},
	})
	if part := h.Earlier[0].Components[0]; !part.GoodsWaived || part.Quantity != 1 {
		t.Errorf("recorded as %+v", part)
	}
	over := assess(t, defaultPolicy(t), mind(o, keep("1", 6, "")), h)
	if over.Disposition != refund.DispositionReject || !slices.Equal(over.Reasons, []string{string(refund.CodeQuantityRefunded)}) {
		t.Errorf("six of five left: %s %v", over.Disposition, over.Reasons)
	}
}

func TestUnitsThatStayAreNotAskedForAndNotExchanged(t *testing.T) {
	o := arrived(goods("1", 3, 1000))
	a := first(t, mind(o, keep("1", 1, ""), take("1", 0)))
	if a.Disposition != refund.DispositionAttention { // a quantity of 0 is no request
		t.Errorf("got %s %v", a.Disposition, a.Reasons)
	}
	a = first(t, mind(o, keep("1", 1, "")))
	if a.Goods != nil || slices.Contains(a.Reasons, policy.ReasonGoodsRequired) || a.TotalMinor != 1000 {
		t.Errorf("goods %+v, %v, %d", a.Goods, a.Reasons, a.TotalMinor)
	}
	for _, other := range a.Alternatives {
		if other.Kind == refund.AlternativeExchange {
			t.Errorf("an exchange is offered for what stays: %+v", other)
		}
	}
	// One stays for a fault, two come back for a change of mind: two are asked for.
	a = first(t, mind(o, keep("1", 1, refund.ReasonDamaged), take("1", 2)))
	if a.Goods == nil || !slices.Equal(a.Goods.Lines, []refund.GoodsLine{{LineID: "1", Quantity: 2}}) {
		t.Errorf("goods %+v", a.Goods)
	}
}

// What never arrived is left out of what had to come, never of what stays.
func TestAnInspectionLeavesUnitsThatStayAlone(t *testing.T) {
	o := arrived(goods("1", 3, 1000))
	p, c := defaultPolicy(t), mind(o, take("1", 2), keep("1", 1, refund.ReasonDamaged))
	h := historyOf(t, o)
	stored := assess(t, p, c, h)
	nothing := refund.Inspection{InspectionID: "i1", By: "wim", Lines: []refund.InspectedLine{{LineID: "1", RefusedQuantity: 0}}}
	a, err := p.Reassess(refund.Reassessment{Cancellation: c, Stored: refund.Proposal{Assessment: stored}, Inspection: &nothing}, h)
	if err != nil || a.TotalMinor != 1000 || !slices.Equal(parts(a), []part{{refund.ComponentLine, "1", 1000}}) || !a.Components[0].GoodsWaived {
		t.Errorf("got %d of %+v, %v", a.TotalMinor, a.Components, err)
	}
}

// The shipped policy lets 50.00 CNY go in one request: of what the units cost, tax on top included.
func TestAPersonIsAskedWhereMoreIsWaivedThanThePolicyLetsGo(t *testing.T) {
	one := arrived(goods("1", 1, 5000))
	more := arrived(goods("1", 1, 5001))
	taxed := arrived(goods("1", 1, 4600, tax(refund.TaxExclusive, 460)))
	two := arrived(goods("1", 1, 3000), goods("2", 1, 2001))
	yen := arrived(goods("1", 1, 1500))
	yen.Currency, yen.Payments[0].Currency = "CHF", "CHF"
	for name, c := range map[string]struct {
		asked refund.Cancellation
		want  bool
	}{
		"as much as the limit":       {damaged(one, keep("1", 1, "")), false},
		"a cent more":                {damaged(more, keep("1", 1, "")), true},
		"more with the tax on top":   {damaged(taxed, keep("1", 1, "")), true},
		"two lines together":         {damaged(two, keep("1", 1, ""), keep("2", 1, "")), true},
		"one of two that comes back": {damaged(two, keep("1", 1, ""), take("2", 1)), false},
		"a currency without a limit": {damaged(yen, keep("1", 1, "")), true},
	} {
		a := first(t, c.asked)
		if got := slices.Contains(a.ApprovalReasons, policy.ReasonGoodsWaivedAboveLimit); got != c.want || a.Disposition != refund.DispositionPay {
			t.Errorf("%s: %s asks for %v", name, a.Disposition, a.ApprovalReasons)
		}
	}
}

func TestARuleMayAskWhetherGoodsStay(t *testing.T) {
	o := arrived(goods("1", 2, 1000))
	p := policyWith(t, "\n# Up to these,", "\nrules:\n  - name: r\n    if: request.goods_waived\n    evidence_required: true\nhandling:\n  - name: h\n    if: customer.waived_count_90d >= 2 && customer.waived_minor_90d > 3000\n    approvals: 1\n\n# Up to these,")
	h := historyOf(t, o)
	if a := assess(t, p, damaged(o, keep("1", 1, "")), h); !slices.Contains(a.Reasons, policy.ReasonEvidenceMissing) || len(a.ApprovalReasons) > 0 {
		t.Errorf("got %v, %v", a.Reasons, a.ApprovalReasons)
	}
	if a := assess(t, p, damaged(o, take("1", 1)), h); slices.Contains(a.Reasons, policy.ReasonEvidenceMissing) {
		t.Errorf("goods that come back: %v", a.Reasons)
	}
	h.Customer.Windows = []refund.PastWindow{{Days: 90, WaivedCount: 2, WaivedMinor: 3001}}
	if a := assess(t, p, damaged(o, keep("1", 1, "")), h); !slices.Contains(a.ApprovalReasons, policy.ReasonHandling) {
		t.Errorf("a habit: %v", a.ApprovalReasons)
	}
}
