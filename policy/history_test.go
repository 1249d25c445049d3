package policy_test

import (
	"reflect"
	"testing"
	"time"

	"github.com/makegood/makegood/policy"
	"github.com/makegood/makegood/refund"
)

func TestAnOrdersFirstHistoryIsItsSnapshot(t *testing.T) {
	share := int64(400)
	noon := time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)
	before := noon.Add(-time.Hour)
	for name, c := range map[string]struct {
		payment refund.Payment
		want    refund.PaymentBalance
	}{
		"captured": {card(1000), refund.PaymentBalance{CapturedMinor: 1000, OpenMinor: 1000, OwedMinor: 1000}},
		"captured in parts, one told twice": {refund.Payment{PaymentID: "card", Currency: "CNY", Captures: []refund.Capture{
			{CaptureID: "a", AmountMinor: 600}, {CaptureID: "b", AmountMinor: 400}, {CaptureID: "a", AmountMinor: 600}}},
			refund.PaymentBalance{CapturedMinor: 1000, OpenMinor: 1000, OwedMinor: 1000}},
		"refunded before elsewhere": {refund.Payment{PaymentID: "card", Currency: "CNY", CapturedMinor: 1000, RefundedBeforeMinor: 300},
			refund.PaymentBalance{CapturedMinor: 1000, OpenMinor: 700, OwedMinor: 700, ExternalMinor: 300}},
		"for several orders": {refund.Payment{PaymentID: "card", Currency: "CNY", CapturedMinor: 1000, OrderShareMinor: &share},
			refund.PaymentBalance{CapturedMinor: 1000, OpenMinor: 1000, OwedMinor: 400}},
		"for several orders, refunded before": {refund.Payment{PaymentID: "card", Currency: "CNY", CapturedMinor: 1000, OrderShareMinor: &share, RefundedBeforeMinor: 300},
			refund.PaymentBalance{CapturedMinor: 1000, OpenMinor: 700, OwedMinor: 100, ExternalMinor: 300}},
		"refunded above what was captured": {refund.Payment{PaymentID: "card", Currency: "CNY", CapturedMinor: 1000, RefundedBeforeMinor: 1200},
			refund.PaymentBalance{CapturedMinor: 1000, ExternalMinor: 1200, ExcessMinor: 200, Stop: "more was refunded than captured"}},
		"refunded by its captures, the oldest of which was refunded before": {
			refund.Payment{PaymentID: "card", Currency: "CNY", CapturedMinor: 1000, RefundedBeforeMinor: 300, Captures: []refund.Capture{
				{CaptureID: "b", ProviderReference: "cap_b", AmountMinor: 600, CapturedAt: &noon}, {CaptureID: "a", ProviderReference: "cap_a", AmountMinor: 400, CapturedAt: &before}}},
			refund.PaymentBalance{CapturedMinor: 1000, OpenMinor: 700, OwedMinor: 700, ExternalMinor: 300, Captures: []refund.CaptureBalance{
				{CaptureID: "a", ProviderReference: "cap_a", CapturedAt: &before, AmountMinor: 400, UsedMinor: 300},
				{CaptureID: "b", ProviderReference: "cap_b", CapturedAt: &noon, AmountMinor: 600}}}},
	} {
		t.Run(name, func(t *testing.T) {
			c.want.PaymentID, c.want.Currency = "card", "CNY"
			if got := historyOf(t, order(nil, c.payment)).Payments[0]; !reflect.DeepEqual(got, c.want) {
				t.Errorf("got %+v, want %+v", got, c.want)
			}
		})
	}
}

func TestCapturesBeyond64BitsAreAClearError(t *testing.T) {
	_, err := policy.HistoryOf(order(nil, refund.Payment{PaymentID: "card", Captures: []refund.Capture{
		{CaptureID: "a", AmountMinor: 1 << 62}, {CaptureID: "b", AmountMinor: 1 << 62}}}))
	if problem, _ := refund.ProblemIn(err); problem.Code != refund.CodeAmountOverflow {
		t.Errorf("got %v, want AMOUNT_OVERFLOW", err)
	}
}

func TestOnlyAnEligibleAssessmentChangesAHistoryAndNoneChangesItsSource(t *testing.T) {
	o := twoLines()
	h, c := historyOf(t, o), whole(o, refund.ReasonDamaged)
	refused := policy.Settle(h, c, refund.Assessment{Disposition: refund.DispositionReject, TotalMinor: 5000})
	if refused.Version != 0 || refused.Earlier != nil || refused.Payments[0].OwedMinor != 5000 {
		t.Errorf("a refused request left %+v", refused)
	}
	settled := policy.Settle(h, c, assess(t, defaultPolicy(t), c, h))
	if h.Payments[0].OwedMinor != 5000 || h.Earlier != nil || h.Version != 0 {
		t.Errorf("the source became %+v", h)
	}
	earlier := settled.Earlier[0]
	if settled.Version != 1 || earlier.Refund != "refund/m-1/o-1/c-1" || !earlier.MerchantFault || earlier.TotalMinor != 5000 {
		t.Errorf("settled %+v", settled)
	}
	if settled.Customer.RefundCount90d != 1 || settled.Customer.RefundMinor90d != 5000 || settled.Customer.TodayMinor != 0 {
		t.Errorf("the customer's past is %+v", settled.Customer)
	}
}

func TestAnAssessmentDoesNotDependOnTheCallBeforeIt(t *testing.T) {
	p, o := defaultPolicy(t), twoLines()
	h, c := historyOf(t, o), some(o, refund.ReasonOther, take("2", 1))
	one, two := assess(t, p, c, h), assess(t, p, c, h)
	if one.TotalMinor != 2000 || two.TotalMinor != 2000 || len(one.Steps) != len(two.Steps) {
		t.Errorf("got %+v, then %+v", one, two)
	}
}
