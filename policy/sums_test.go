package policy_test

import (
	"math"
	"slices"
	"testing"

	"github.com/makegood/makegood/policy"
	"github.com/makegood/makegood/refund"
)

// What is summed survives whatever the door lets in: more than fits is above every limit.
func TestSumsThatDoNotFitAreAboveEveryLimit(t *testing.T) {
	o := twoLines()
	h := historyOf(t, o)
	h.Customer = refund.CustomerPast{TodayMinor: math.MaxInt64, RefundMinor90d: math.MaxInt64}
	h.PaidApartMinor = math.MaxInt64
	p, c := defaultPolicy(t), whole(o, refund.ReasonOther)
	a := assess(t, p, c, h)
	if !slices.Contains(a.ApprovalReasons, policy.ReasonOverLimit) || !slices.Contains(a.ApprovalReasons, policy.ReasonCustomerDayOverLimit) {
		t.Errorf("approvals %v", a.ApprovalReasons)
	}
	proposal, err := p.Propose(c, a, refund.RiskVerdict{Band: refund.RiskLow}, h)
	if err != nil || !slices.Equal(proposal.ApprovalRoles, []refund.Role{"lead"}) {
		t.Errorf("%d approvals of %v, %v", proposal.ApprovalsRequired, proposal.ApprovalRoles, err)
	}
}

// The largest order the door lets in, of the largest amounts, is computed without a wrap.
func TestTheLargestOrderIsComputedExactly(t *testing.T) {
	const most = refund.CountMax
	o := order([]refund.Line{off(goods("1", 2, most/2, at(tax(refund.TaxInclusive, most/10), "0.13")), "p", 2)}, card(most-2))
	o.Payments[0].RefundedBeforeMinor = most
	h := historyOf(t, o)
	if b := h.Payments[0]; b.OwedMinor != 0 || b.ExcessMinor != 2 || b.Stop == "" {
		t.Errorf("refunded before: %+v", b)
	}
	o.Payments[0].RefundedBeforeMinor = 0
	var sum int64
	h = historyOf(t, o)
	for range 2 {
		var a refund.Assessment
		a, h = settle(t, restocking(t), mind(o, take("1", 1)), h)
		sum += a.TotalMinor - sumOf(a, refund.ComponentRestocking)
	}
	if sum != most-2 {
		t.Errorf("two halves come to %d", sum)
	}
}
