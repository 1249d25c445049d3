package policy_test

import (
	"reflect"
	"slices"
	"testing"

	"github.com/makegood/makegood/policy"
	"github.com/makegood/makegood/refund"
)

func TestWhoMustAgreeAndWhy(t *testing.T) {
	limit := func(minor int64) refund.Order { return order([]refund.Line{goods("1", 1, minor)}, card(minor)) }
	for name, c := range map[string]struct {
		request refund.Cancellation
		history func(*refund.OrderHistory)
		want    []string
	}{
		"the limit itself asks nobody":     {request: whole(limit(100000), refund.ReasonOther)},
		"one cent above the limit":         {request: whole(limit(100001), refund.ReasonOther), want: []string{"OVER_LIMIT", "CUSTOMER_DAY_OVER_LIMIT"}},
		"the order's earlier refunds":      {request: whole(limit(1000), refund.ReasonOther), history: func(h *refund.OrderHistory) { h.Earlier = []refund.Entitlement{{TotalMinor: 99001}} }, want: []string{"OVER_LIMIT"}},
		"the customer's refunds today":     {request: whole(limit(1000), refund.ReasonOther), history: func(h *refund.OrderHistory) { h.Customer.TodayMinor = 99001 }, want: []string{"CUSTOMER_DAY_OVER_LIMIT"}},
		"an event that contradicts itself": {request: whole(limit(1000), refund.ReasonOther), history: func(h *refund.OrderHistory) { h.Differences = []string{"line 1: quantity"} }, want: []string{"ORDER_SNAPSHOT_DIFFERS"}},
		"captured more than the order":     {request: whole(order([]refund.Line{goods("1", 1, 999)}, card(1000)), refund.ReasonOther), want: []string{"AMOUNTS_DO_NOT_ADD_UP"}},
		"a currency without a limit":       {request: whole(inCurrency("CLF", 12345), refund.ReasonOther), want: []string{"CURRENCY_WITHOUT_LIMIT"}},
		"bought under another policy":      {request: whole(agreed(limit(1000), "summer", "7"), refund.ReasonOther), want: []string{"POLICY_DIFFERS"}},
		"bought under this policy":         {request: whole(agreed(limit(1000), "makegood-default", "3"), refund.ReasonOther)},
		"a course in use":                  {request: whole(course(3), refund.ReasonCustomerChangedMind), want: []string{"USE_NOT_PRICED"}},
		"a course nobody has begun":        {request: whole(course(0), refund.ReasonCustomerChangedMind)},
		"a course in use that was faulty":  {request: whole(course(3), refund.ReasonNotAsDescribed)},
	} {
		t.Run(name, func(t *testing.T) {
			h := historyOf(t, c.request.Order)
			if c.history != nil {
				c.history(&h)
			}
			a := assess(t, defaultPolicy(t), c.request, h)
			if a.Disposition != refund.DispositionPay || !slices.Equal(a.ApprovalReasons, c.want) || (a.ApprovalsRequired == 1) != (len(c.want) > 0) {
				t.Errorf("got %s, %d approvals for %v; want %v", a.Disposition, a.ApprovalsRequired, a.ApprovalReasons, c.want)
			}
			want := refund.ReviewTerms{DueSeconds: 86400, RemindSeconds: 14400, EscalateSeconds: 43200, EscalateTo: "lead", InfoSeconds: 432000}
			if a.Review != want || a.AppealSeconds != 1209600 || a.SurveySeconds != 0 {
				t.Errorf("review %+v, appeal within %d s, survey after %d s", a.Review, a.AppealSeconds, a.SurveySeconds)
			}
		})
	}
}

func inCurrency(currency refund.Currency, minor int64) refund.Order {
	o := order([]refund.Line{goods("1", 1, minor)}, card(minor))
	o.Currency, o.Payments[0].Currency = currency, currency
	return o
}

func agreed(o refund.Order, name, version string) refund.Order {
	o.PolicyRef = &refund.PolicyRef{Name: name, Version: version}
	return o
}

func course(used int64) refund.Order {
	o := order([]refund.Line{goods("1", 1, 1000)}, card(1000))
	o.Lines[0].BusinessModel, o.Lines[0].UnitsUsed = refund.ModelCourse, &used
	return o
}

func TestSplittingARefundDoesNotEvadeTheLimit(t *testing.T) {
	p, o := defaultPolicy(t), order([]refund.Line{goods("1", 3, 40000)}, card(120000))
	h, c := historyOf(t, o), some(o, refund.ReasonOther, take("1", 1))
	var asked []int
	for range 3 {
		a := assess(t, p, c, h)
		asked = append(asked, a.ApprovalsRequired)
		h = policy.Settle(h, c, a)
	}
	if !slices.Equal(asked, []int{0, 0, 1}) {
		t.Errorf("approvals %v, want 0 0 1", asked)
	}
}

func TestTheLimitTravelsWithTheAssessment(t *testing.T) {
	o := twoLines()
	if a := first(t, whole(o, refund.ReasonOther)); a.AutoApproveMaxMinor == nil || *a.AutoApproveMaxMinor != 100000 {
		t.Errorf("got %v, want 100000", a.AutoApproveMaxMinor)
	}
	if a := first(t, whole(inCurrency("CLF", 1), refund.ReasonOther)); a.AutoApproveMaxMinor != nil {
		t.Errorf("a currency without a limit got %d", *a.AutoApproveMaxMinor)
	}
}

func TestASuspicionOfFraudGetsItsMoneyBackAndNothingOnTop(t *testing.T) {
	a := first(t, whole(twoLines(), refund.ReasonFraudSuspected))
	if a.TotalMinor != 5000 || a.Offer != nil || a.Alternatives != nil {
		t.Errorf("got %d, offer %v, alternatives %v", a.TotalMinor, a.Offer, a.Alternatives)
	}
	ofLine := some(twoLines(), refund.ReasonDamaged, refund.CancelledLine{LineID: "1", Quantity: 1, Reason: refund.ReasonFraudSuspected})
	if a := first(t, ofLine); a.Offer != nil || a.Alternatives != nil {
		t.Errorf("a suspected line got offer %v, alternatives %v", a.Offer, a.Alternatives)
	}
}

func TestStoreCreditComesWithThePolicysBonus(t *testing.T) {
	want := []refund.Alternative{{ID: "STORE_CREDIT", Kind: "STORE_CREDIT", TotalMinor: 5250, BonusMinor: 250, Budget: "goodwill", BudgetMonthlyMinor: 20000000}}
	if a := first(t, whole(twoLines(), refund.ReasonOther)); !slices.Equal(a.Alternatives, want) {
		t.Errorf("got %v, want %v", a.Alternatives, want)
	}
	none := policyWith(t, `store_credit_bonus_rate: "0.05"`, `store_credit_bonus_rate: "0"`)
	if a := assess(t, none, whole(twoLines(), refund.ReasonOther), historyOf(t, twoLines())); a.Alternatives != nil {
		t.Errorf("without a bonus got %v", a.Alternatives)
	}
}

func TestAnOfferStaysWithinItsBand(t *testing.T) {
	for name, c := range map[string]struct{ paid, want int64 }{
		"a tenth in between":       {20000, 2000},
		"at least the minimum":     {100, 500},
		"at most the maximum":      {90000, 5000},
		"a tenth is rounded up":    {10005, 1001},
		"a tenth is rounded down":  {10004, 1000},
		"exactly the minimum rate": {5000, 500},
	} {
		t.Run(name, func(t *testing.T) {
			o := order([]refund.Line{goods("1", 1, c.paid)}, card(c.paid))
			a := first(t, whole(o, refund.ReasonOutOfStock))
			if coupon, _ := choiceOf(a, "coupon"); coupon.AmountMinor != c.want || coupon.Kind != refund.OfferCoupon {
				t.Errorf("got %+v, want a coupon of %d", a.Offer, c.want)
			}
		})
	}
	if a := first(t, whole(inCurrency("CLF", 1000), refund.ReasonOutOfStock)); a.Offer != nil {
		t.Errorf("a currency without a band got %+v", a.Offer)
	}
}

func TestACustomersTierChangesNothing(t *testing.T) {
	var totals []refund.Assessment
	for _, tier := range []string{"", "gold", "blocked"} {
		o := twoLines()
		o.Customer.Tier = tier
		totals = append(totals, first(t, whole(o, refund.ReasonDamaged)))
	}
	for _, a := range totals[1:] {
		if a.TotalMinor != totals[0].TotalMinor || !reflect.DeepEqual(a.Offer, totals[0].Offer) || a.ApprovalsRequired != totals[0].ApprovalsRequired {
			t.Errorf("got %+v, want %+v", a, totals[0])
		}
	}
}
