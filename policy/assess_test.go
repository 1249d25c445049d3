package policy_test

import (
	"errors"
	"math"
	"slices"
	"testing"
	"time"

	"github.com/makegood/makegood/policy"
	"github.com/makegood/makegood/refund"
)

// twoLines is an order of 1 x 1000 and 2 x 2000, paid by card.
func twoLines() refund.Order {
	return order([]refund.Line{goods("1", 1, 1000), goods("2", 2, 2000)}, card(5000))
}

func TestWhatCannotBePaidSaysWhyAndPaysNothing(t *testing.T) {
	allowance := int64(1001)
	delivered := func(day int) refund.Order {
		o := twoLines()
		at := occurredAt.AddDate(0, 0, -day)
		o.DeliveredAt = &at
		return o
	}
	for name, c := range map[string]struct {
		request     refund.Cancellation
		disposition refund.Disposition
		reasons     []string
	}{
		"a line the order does not have": {some(twoLines(), refund.ReasonOther, take("9", 1)), refund.DispositionAttention, []string{"UNKNOWN_LINE"}},
		"more than was bought":           {some(twoLines(), refund.ReasonOther, take("2", 3)), refund.DispositionAttention, []string{"QUANTITY_EXCEEDS_LINE"}},
		"no goods at all":                {some(twoLines(), refund.ReasonOther, take("2", 0)), refund.DispositionAttention, []string{"MALFORMED"}},
		"one line twice, too much":       {some(twoLines(), refund.ReasonOther, take("2", 2), take("2", 1)), refund.DispositionReject, []string{"QUANTITY_ALREADY_REFUNDED"}},
		"an allowance above what the line cost": {some(twoLines(), refund.ReasonOther, refund.CancelledLine{LineID: "1", AmountMinor: &allowance}),
			refund.DispositionAttention, []string{"CAP_EXCEEDED"}},
		"a change of mind after the window": {whole(delivered(8), refund.ReasonCustomerChangedMind), refund.DispositionReject, []string{"OUTSIDE_WINDOW"}},
		"one line in and one out of time": {some(delivered(8), refund.ReasonCustomerChangedMind, take("1", 1),
			refund.CancelledLine{LineID: "2", Quantity: 1, Reason: refund.ReasonDamaged}), refund.DispositionAttention, []string{"PARTLY_ELIGIBLE", "OUTSIDE_WINDOW"}},
		"a time zone nobody knows": {whole(inZone(twoLines(), "Mars/Olympus"), refund.ReasonOther), refund.DispositionAttention, []string{"UNKNOWN_TIME_ZONE"}},
		"the machine's own zone":   {whole(inZone(twoLines(), "Local"), refund.ReasonOther), refund.DispositionAttention, []string{"UNKNOWN_TIME_ZONE"}},
	} {
		t.Run(name, func(t *testing.T) {
			a := first(t, c.request)
			if a.Disposition != c.disposition || !slices.Equal(a.Reasons, c.reasons) {
				t.Errorf("got %s %v; want %s %v", a.Disposition, a.Reasons, c.disposition, c.reasons)
			}
			if a.TotalMinor != 0 || a.Components != nil || a.Legs != nil || a.Offer != nil || len(a.Steps) == 0 {
				t.Errorf("still total %d, %v, %v, %v, explained by %v", a.TotalMinor, a.Components, a.Legs, a.Offer, a.Steps)
			}
		})
	}
}

func inZone(o refund.Order, zone string) refund.Order {
	o.TimeZone = zone
	return o
}

func TestTheLastDayOfTheWindowIsTheOrdersOwnCalendarDay(t *testing.T) {
	// Delivered 2026-11-01 at 23:30 in Shanghai (15:30 UTC).
	deliveredAt := time.Date(2026, 11, 1, 15, 30, 0, 0, time.UTC)
	for name, c := range map[string]struct {
		at   time.Time
		want refund.Disposition
	}{
		"day 7, one minute before midnight in Shanghai": {time.Date(2026, 11, 8, 15, 59, 0, 0, time.UTC), refund.DispositionPay},
		"day 8, midnight in Shanghai":                   {time.Date(2026, 11, 8, 16, 0, 0, 0, time.UTC), refund.DispositionReject},
	} {
		t.Run(name, func(t *testing.T) {
			o := twoLines()
			o.DeliveredAt = &deliveredAt
			request := whole(o, refund.ReasonCustomerChangedMind)
			request.OccurredAt = c.at
			if a := first(t, request); a.Disposition != c.want {
				t.Errorf("got %s %v", a.Disposition, a.Reasons)
			}
		})
	}
}

func TestGraceDaysAreSubtracted(t *testing.T) {
	o := twoLines()
	deliveredAt := occurredAt.AddDate(0, 0, -32)
	o.DeliveredAt = &deliveredAt
	request := whole(o, refund.ReasonCustomerChangedMind)
	p := policyWith(t, "grace_days: 0", "grace_days: 2")
	if a := assess(t, p, request, historyOf(t, o)); a.Disposition != refund.DispositionPay || a.TotalMinor != 5000 {
		t.Errorf("got %s %v %d", a.Disposition, a.Reasons, a.TotalMinor)
	}
}

func TestASecondRequestForTheSameGoodsIsAnsweredAndNotPaid(t *testing.T) {
	p, o := defaultPolicy(t), twoLines()
	all := whole(o, refund.ReasonOther)
	h := historyOf(t, o)
	h = policy.Settle(h, all, assess(t, p, all, h))
	if a := assess(t, p, all, h); a.Disposition != refund.DispositionNothing || !slices.Equal(a.Reasons, []string{"ALREADY_REFUNDED"}) {
		t.Errorf("all that is left: got %s %v", a.Disposition, a.Reasons)
	}
	if a := assess(t, p, some(o, refund.ReasonOther, take("1", 1)), h); a.Disposition != refund.DispositionReject || !slices.Equal(a.Reasons, []string{"QUANTITY_ALREADY_REFUNDED"}) {
		t.Errorf("one line again: got %s %v", a.Disposition, a.Reasons)
	}
}

func TestMoreThanIsStillOwedGoesToAPerson(t *testing.T) {
	o := twoLines()
	o.Payments[0].RefundedBeforeMinor = 1
	a := first(t, whole(o, refund.ReasonOther))
	if a.Disposition != refund.DispositionAttention || !slices.Equal(a.Reasons, []string{"CAP_EXCEEDED"}) {
		t.Errorf("got %s %v", a.Disposition, a.Reasons)
	}
	if a := first(t, some(o, refund.ReasonOther, take("2", 2))); a.Disposition != refund.DispositionPay || a.TotalMinor != 4000 {
		t.Errorf("what is still owed: got %s %v %d", a.Disposition, a.Reasons, a.TotalMinor)
	}
}

func TestADisputedShareMovesToNoOtherTender(t *testing.T) {
	o := order([]refund.Line{goods("1", 2, 1000)}, card(1000), tender("wallet", refund.PaymentWallet, 1000))
	h := historyOf(t, o)
	h.Payments[0].OpenMinor, h.Payments[0].DisputedMinor = 0, 1000
	a := assess(t, defaultPolicy(t), some(o, refund.ReasonOther, take("1", 1)), h)
	if a.Disposition != refund.DispositionAttention || !slices.Equal(a.Reasons, []string{"CAP_EXCEEDED"}) {
		t.Errorf("got %s %v %v", a.Disposition, a.Reasons, legs(a))
	}
}

func TestAStoppedPaymentGoesToAPerson(t *testing.T) {
	o := twoLines()
	h := historyOf(t, o)
	h.Payments[0].Stop = "dispute open"
	a := assess(t, defaultPolicy(t), whole(o, refund.ReasonOther), h)
	if a.Disposition != refund.DispositionAttention || !slices.Equal(a.Reasons, []string{"PAYMENT_STOPPED"}) {
		t.Errorf("got %s %v", a.Disposition, a.Reasons)
	}
}

func authorised(o refund.Order, minor int64) refund.Order {
	o.Payments[0].CapturedMinor, o.Payments[0].AuthorizedMinor = 0, &minor
	return o
}

func TestAnAuthorisationThatWasNeverCapturedIsVoidedWithTheWholeOrder(t *testing.T) {
	a := first(t, whole(authorised(twoLines(), 5000), refund.ReasonOther))
	want := []refund.PlannedLeg{{LegID: "1", PaymentID: "card", Void: true}}
	if a.Disposition != refund.DispositionPay || a.TotalMinor != 0 || !slices.EqualFunc(a.Legs, want, func(x, y refund.PlannedLeg) bool { return x == y }) {
		t.Errorf("got %s, total %d, legs %+v", a.Disposition, a.TotalMinor, a.Legs)
	}
	if len(a.Components) != 3 || a.Components[1].Quantity != 2 || a.Components[2].AmountMinor != -5000 || a.ApprovalsRequired != 0 {
		t.Errorf("the void claims %+v, approvals %v", a.Components, a.ApprovalReasons)
	}
}

func TestAnAuthorisationStaysWhileSomethingIsKept(t *testing.T) {
	a := first(t, some(authorised(twoLines(), 5000), refund.ReasonOther, take("1", 1)))
	if a.Disposition != refund.DispositionNothing || !slices.Equal(a.Reasons, []string{"NOTHING_CAPTURED"}) {
		t.Errorf("got %s %v", a.Disposition, a.Reasons)
	}
}

func TestAnAuthorisationBesideACaptureIsVoidedWithTheLastOfTheOrder(t *testing.T) {
	o, minor := twoLines(), int64(77)
	hold := tender("hold", refund.PaymentCard, 0)
	hold.AuthorizedMinor = &minor
	o.Payments = append(o.Payments, hold)
	a := first(t, whole(o, refund.ReasonOther))
	if len(a.Legs) != 2 || a.Legs[0].AmountMinor != 5000 || !a.Legs[1].Void || a.Legs[1].LegID != "2" {
		t.Errorf("got %+v", a.Legs)
	}
}

func TestAnOrderThatCannotBeComputedWithIsAClearError(t *testing.T) {
	huge := order([]refund.Line{goods("1", 1, math.MaxInt64), goods("2", 1, math.MaxInt64)}, card(math.MaxInt64))
	tooMany := order([]refund.Line{goods("1", 3, math.MaxInt64/2)}, card(math.MaxInt64))
	dollars := twoLines()
	dollars.Payments[0].Currency = "USD"
	discounted := twoLines()
	discounted.OrderDiscounts = []refund.DiscountShare{{PromotionID: "p", AmountMinor: 5001}}
	for name, c := range map[string]struct {
		order refund.Order
		code  refund.Code
	}{
		"lines that sum beyond 64 bits":       {huge, refund.CodeAmountOverflow},
		"a line beyond 64 bits":               {tooMany, refund.CodeAmountOverflow},
		"a payment in another currency":       {dollars, refund.CodeCurrencyMismatch},
		"a discount above what the lines are": {discounted, refund.CodeDiscountExceedsLine},
	} {
		t.Run(name, func(t *testing.T) {
			a, err := assessed(t, defaultPolicy(t), whole(c.order, refund.ReasonOther), historyOf(t, c.order))
			if problem, _ := refund.ProblemIn(err); problem.Code != c.code || a.Disposition != "" || a.Policy != defaultPolicy(t).Ref() {
				t.Errorf("got %s, %v; want %s", a.Disposition, err, c.code)
			}
		})
	}
}

func TestTheLargestAmountThereIsGoesBackExactly(t *testing.T) {
	o := order([]refund.Line{goods("1", 1, math.MaxInt64)}, card(math.MaxInt64-1), tender("b", refund.PaymentWallet, 1))
	a := first(t, some(o, refund.ReasonFraudSuspected, take("1", 1)))
	if a.TotalMinor != math.MaxInt64 || !slices.Equal(legs(a), []leg{{"card", math.MaxInt64 - 1}, {"b", 1}}) {
		t.Errorf("got %d, %v", a.TotalMinor, legs(a))
	}
}

func TestAHistoryThatGaveBackMoreThanWasPaidIsABugAndStops(t *testing.T) {
	o := twoLines()
	h := historyOf(t, o)
	h.Earlier = []refund.Entitlement{{Components: []refund.Component{{Kind: refund.ComponentLine, LineID: "2", Quantity: 1, AmountMinor: 4001}}}}
	_, err := assessed(t, defaultPolicy(t), some(o, refund.ReasonOther, take("2", 1)), h)
	if !errors.Is(err, policy.ErrInvariant) {
		t.Errorf("got %v, want ErrInvariant", err)
	}
}

func TestAFreeGiftIsGrantedWithNothingToPay(t *testing.T) {
	o := order([]refund.Line{goods("gift", 1, 0), goods("1", 1, 1000)}, card(1000))
	a := first(t, some(o, refund.ReasonDamaged, take("gift", 1)))
	if !a.Eligible() || a.TotalMinor != 0 || a.Legs != nil || len(a.Components) != 1 || a.Offer != nil {
		t.Errorf("got %s, %d, %v, %v, %v", a.Disposition, a.TotalMinor, a.Legs, a.Components, a.Offer)
	}
}
