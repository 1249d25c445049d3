package policy_test

import (
	"slices"
	"testing"

	"github.com/makegood/makegood/policy"
	"github.com/makegood/makegood/policy/rulebook"
	"github.com/makegood/makegood/refund"
)

// oneOf is an order of one line of a business model, delivered some days ago; nil days: not yet.
func oneOf(model refund.BusinessModel, days *int, change func(*refund.Line)) refund.Order {
	o := order([]refund.Line{goods("1", 1, 10000)}, card(10000))
	o.Lines[0].BusinessModel = model
	if days != nil {
		at := occurredAt.AddDate(0, 0, -*days)
		o.DeliveredAt, o.Lines[0].Fulfilment = &at, refund.FulfilmentDelivered
	}
	if change != nil {
		change(&o.Lines[0])
	}
	return o
}

func day(n int) *int { return &n }

func in(market, category string, o refund.Order) refund.Order {
	o.Market, o.Lines[0].Category = market, category
	return o
}

func TestWhatTheShippedPolicyGrants(t *testing.T) {
	used := int64(1)
	mind, damaged := refund.ReasonCustomerChangedMind, refund.ReasonDamaged
	custom := func(l *refund.Line) { l.CustomMade = true }
	activated := func(l *refund.Line) { l.Activated = true }
	for name, c := range map[string]struct {
		order  refund.Order
		reason refund.Reason
		// rule decided, reasons came out; granted or not.
		rule    string
		reasons []string
		granted bool
	}{
		"goods on the seventh day":              {oneOf(refund.ModelPhysicalGoods, day(7), nil), mind, "seven-days-no-reason", []string{"WITHIN_WINDOW", "GOODS_REQUIRED"}, true},
		"goods on the eighth day":               {oneOf(refund.ModelPhysicalGoods, day(8), nil), mind, "seven-days-no-reason", []string{"OUTSIDE_WINDOW"}, false},
		"goods before they were sent":           {oneOf(refund.ModelPhysicalGoods, nil, nil), mind, "seven-days-no-reason", []string{"BEFORE_DELIVERY"}, true},
		"goods in Germany on the fourteenth":    {in("DE", "", oneOf(refund.ModelPhysicalGoods, day(14), nil)), mind, "fourteen-days-by-law", []string{"WITHIN_WINDOW", "GOODS_REQUIRED"}, true},
		"goods in Germany on the fifteenth":     {in("DE", "", oneOf(refund.ModelPhysicalGoods, day(15), nil)), mind, "fourteen-days-by-law", []string{"OUTSIDE_WINDOW"}, false},
		"goods made for the customer":           {oneOf(refund.ModelPhysicalGoods, day(1), custom), mind, "custom-made-is-final", []string{"EXCLUDED_CUSTOM_MADE"}, false},
		"goods made for the customer, broken":   {oneOf(refund.ModelPhysicalGoods, day(100), custom), damaged, "", []string{"WITHIN_WINDOW"}, true},
		"fresh goods that arrived":              {oneOf(refund.ModelFreshGoods, day(0), nil), mind, "fresh-goods-do-not-come-back", []string{"EXCLUDED_FRESH"}, false},
		"fresh goods that were not sent":        {oneOf(refund.ModelFreshGoods, nil, nil), mind, "seven-days-no-reason", []string{"BEFORE_DELIVERY"}, true},
		"fresh goods that are bad":              {oneOf(refund.ModelFreshGoods, day(1), nil), damaged, "fresh-goods-at-once", []string{"WITHIN_WINDOW", "EVIDENCE_MISSING"}, true},
		"fresh goods that were bad a week ago":  {oneOf(refund.ModelFreshGoods, day(7), nil), damaged, "fresh-goods-at-once", []string{"OUTSIDE_WINDOW"}, false},
		"a download nobody opened":              {oneOf(refund.ModelDigitalGoods, day(1), nil), mind, "seven-days-no-reason", []string{"WITHIN_WINDOW", "GOODS_REQUIRED"}, true},
		"a download that was activated":         {oneOf(refund.ModelDigitalGoods, day(1), activated), mind, "used-digital-goods-are-final", []string{"EXCLUDED_ACTIVATED"}, false},
		"a download that was used":              {oneOf(refund.ModelDigitalGoods, day(1), func(l *refund.Line) { l.UnitsUsed = &used }), mind, "used-digital-goods-are-final", []string{"EXCLUDED_ACTIVATED"}, false},
		"equipment in its first week":           {oneOf(refund.ModelEquipment, day(7), nil), mind, "equipment-loses-value", []string{"WITHIN_WINDOW", "GOODS_REQUIRED"}, true},
		"equipment after a year":                {oneOf(refund.ModelEquipment, day(400), nil), mind, "equipment-loses-value", []string{"WITHIN_WINDOW", "GOODS_REQUIRED"}, true},
		"something nobody delivered":            {oneOf(refund.ModelPhysicalGoods, nil, nil), refund.ReasonNotDelivered, "", []string{"BEFORE_DELIVERY"}, true},
		"goods that broke after half a year":    {oneOf(refund.ModelPhysicalGoods, day(181), nil), damaged, "", []string{"OUTSIDE_WINDOW"}, false},
		"a sofa in the United States":           {in("US", "oversized", oneOf(refund.ModelPhysicalGoods, day(2), nil)), mind, "oversized-goods-restock", []string{"WITHIN_WINDOW", "GOODS_REQUIRED"}, true},
		"a sofa in China bears no such fee":     {in("CN", "oversized", oneOf(refund.ModelPhysicalGoods, day(2), nil)), mind, "seven-days-no-reason", []string{"WITHIN_WINDOW", "GOODS_REQUIRED"}, true},
		"an order that was placed twice by now": {oneOf(refund.ModelPhysicalGoods, day(30), nil), refund.ReasonDuplicateOrder, "", []string{"WITHIN_WINDOW"}, true},
	} {
		t.Run(name, func(t *testing.T) {
			a := first(t, whole(c.order, c.reason))
			if a.Eligible() != c.granted || !slices.Equal(a.Reasons, c.reasons) {
				t.Errorf("got %s %v, want %v", a.Disposition, a.Reasons, c.reasons)
			}
			var rule string
			if len(a.Rules) == 1 {
				rule = a.Rules[0].Rule
			}
			if rule != c.rule || len(a.Rules) > 1 {
				t.Errorf("decided by %v, want %q", a.Rules, c.rule)
			}
		})
	}
}

func TestARestockingFeeIsKeptOnlyWhereItIsAllowed(t *testing.T) {
	for market, want := range map[string]int64{"US": 8500, "CN": 10000, "DE": 10000} {
		sofa := in(market, "oversized", oneOf(refund.ModelPhysicalGoods, day(2), nil))
		if a := first(t, whole(sofa, refund.ReasonCustomerChangedMind)); a.TotalMinor != want {
			t.Errorf("%s: got %d %v, want %d", market, a.TotalMinor, parts(a), want)
		}
	}
}

func TestEquipmentKeepsItsFullPriceForAWeekAndThenLosesValueEvenly(t *testing.T) {
	// 10000 over 1095 days after 7 of grace (C7): 1 day costs 9.13, 358 days 3269.41, all of them everything.
	for days, want := range map[int]int64{0: 10000, 7: 10000, 8: 9991, 365: 6731, 1102: 0} {
		if a := first(t, whole(oneOf(refund.ModelEquipment, day(days), nil), refund.ReasonCustomerChangedMind)); a.TotalMinor != want || !a.Eligible() {
			t.Errorf("after %d days: got %d %v, want %d", days, a.TotalMinor, parts(a), want)
		}
	}
	if a := first(t, whole(oneOf(refund.ModelEquipment, day(100), nil), refund.ReasonDamaged)); a.TotalMinor != 10000 {
		t.Errorf("broken after 100 days: got %d %v", a.TotalMinor, parts(a))
	}
}

func TestARuleMatchesByEveryDimension(t *testing.T) {
	p := policyWith(t, "\nreasons:", `
rules:
  - name: narrow
    when:
      markets: [NO]
      categories: [hats]
      business_models: [PHYSICAL_GOODS]
      reasons: [OTHER]
      initiators: [SUPPORT]
    law: "the law of the place"
    if: line.sku == "H-1" && request.quantity == 1
    eligible: false
    because: NO_HATS

reasons:`)
	for name, change := range map[string]func(*refund.Cancellation){
		"everything as the rule says": nil,
		"another market":              func(c *refund.Cancellation) { c.Order.Market = "SE" },
		"another category":            func(c *refund.Cancellation) { c.Order.Lines[0].Category = "shoes" },
		"another model":               func(c *refund.Cancellation) { c.Order.Lines[0].BusinessModel = refund.ModelCourse },
		"another reason":              func(c *refund.Cancellation) { c.Reason = refund.ReasonDuplicateOrder },
		"another initiator":           func(c *refund.Cancellation) { c.Initiator = refund.InitiatorCustomer },
		"another article":             func(c *refund.Cancellation) { c.Order.Lines[0].SKU = "H-2" },
	} {
		t.Run(name, func(t *testing.T) {
			c := whole(in("NO", "hats", oneOf(refund.ModelPhysicalGoods, nil, func(l *refund.Line) { l.SKU = "H-1" })), refund.ReasonOther)
			c.Initiator = refund.InitiatorSupport
			if change != nil {
				change(&c)
			}
			a := assess(t, p, c, historyOf(t, c.Order))
			if refused := slices.Equal(a.Reasons, []string{"NO_HATS"}); refused != (change == nil) || a.Eligible() == refused {
				t.Errorf("got %s %v", a.Disposition, a.Reasons)
			}
		})
	}
}

func TestTheFirstRuleThatMatchesALineDecidesThatLine(t *testing.T) {
	p := policyWith(t, "\nreasons:", `
rules:
  - name: second-is-final
    if: line.quantity == 2
    overrides: [all-restock]
    terms: {shipping: NEVER}
  - name: all-restock
    terms: {restocking_rate: "0.10", restocking_reasons: [OTHER]}

reasons:`)
	a := assess(t, p, whole(twoLines(), refund.ReasonOther), historyOf(t, twoLines()))
	if a.TotalMinor != 4900 {
		t.Errorf("got %d %v, want 10 %% of the first line's 1000 kept", a.TotalMinor, parts(a))
	}
	want := []refund.AppliedRule{{LineID: "1", Reason: "OTHER", Rule: "all-restock"}, {LineID: "2", Reason: "OTHER", Rule: "second-is-final"}}
	if !slices.Equal(a.Rules, want) {
		t.Errorf("got %v", a.Rules)
	}
}

func TestAConditionThatCannotBeAnsweredIsAProblemForAPerson(t *testing.T) {
	p := policyWith(t, "\nreasons:", "\nrules:\n  - name: share\n    if: line.units_used / line.units_total > 0\n\nreasons:")
	_, err := assessed(t, p, whole(twoLines(), refund.ReasonOther), historyOf(t, twoLines()))
	if problem, ok := refund.ProblemIn(err); !ok || problem.Code != rulebook.CodeConditionFailed {
		t.Errorf("got %v", err)
	}
}

func TestHandlingChangesWhoLooksAndHowSoonAndNeverTheAmount(t *testing.T) {
	p := policyWith(t, "\nreasons:", `
handling:
  - name: new-and-much
    if: customer.tier == "new" && result.total_minor > 4000 && customer.refund_count_90d >= 2
    approvals: 1
    review_seconds: 60
    goods_first: true
  - name: others
    review_seconds: 120

reasons:`)
	for name, c := range map[string]struct {
		tier    string
		count   int64
		asks    bool
		seconds int64
	}{
		"new, much and often": {"new", 2, true, 60},
		"new and much":        {"new", 1, false, 120},
		"known":               {"gold", 9, false, 120},
	} {
		t.Run(name, func(t *testing.T) {
			o := twoLines()
			o.Customer.Tier = c.tier
			h := historyOf(t, o)
			h.Customer.RefundCount90d = c.count
			a := assess(t, p, whole(o, refund.ReasonOther), h)
			if a.TotalMinor != 5000 || a.Review.DueSeconds != c.seconds || slices.Contains(a.ApprovalReasons, policy.ReasonHandling) != c.asks ||
				slices.Contains(a.Reasons, policy.ReasonGoodsFirst) != c.asks {
				t.Errorf("got %d, review within %d s, %v, %v", a.TotalMinor, a.Review.DueSeconds, a.ApprovalReasons, a.Reasons)
			}
		})
	}
}

func TestAnExchangeIsOfferedForGoodsThatCanComeBack(t *testing.T) {
	for name, c := range map[string]struct {
		order  refund.Order
		reason refund.Reason
		want   bool
	}{
		"goods that arrived":     {oneOf(refund.ModelPhysicalGoods, day(1), nil), refund.ReasonDamaged, true},
		"goods that did not":     {oneOf(refund.ModelPhysicalGoods, nil, nil), refund.ReasonNotDelivered, false},
		"goods nobody has":       {oneOf(refund.ModelPhysicalGoods, day(1), nil), refund.ReasonOutOfStock, false},
		"goods made to order":    {oneOf(refund.ModelPhysicalGoods, day(1), func(l *refund.Line) { l.CustomMade = true }), refund.ReasonDamaged, false},
		"fresh goods":            {oneOf(refund.ModelFreshGoods, day(1), nil), refund.ReasonDamaged, false},
		"a suspicion of fraud":   {oneOf(refund.ModelPhysicalGoods, day(1), nil), refund.ReasonFraudSuspected, false},
		"equipment that arrived": {oneOf(refund.ModelEquipment, day(1), nil), refund.ReasonDamaged, true},
	} {
		a := first(t, whole(c.order, c.reason))
		got := slices.ContainsFunc(a.Alternatives, func(alt refund.Alternative) bool { return alt.Kind == refund.AlternativeExchange })
		if got != c.want || !a.Eligible() {
			t.Errorf("%s: got %v, %s", name, a.Alternatives, a.Disposition)
		}
	}
}
