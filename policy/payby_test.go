package policy_test

import (
	"slices"
	"testing"
	"time"

	"github.com/makegood/makegood/policy"
	"github.com/makegood/makegood/refund"
)

func moment(t *testing.T, zone string, year int, month time.Month, day int) time.Time {
	t.Helper()
	where, err := time.LoadLocation(zone)
	if err != nil {
		t.Fatal(err)
	}
	return time.Date(year, month, day, 0, 0, 0, 0, where)
}

// MONEY C15: twelve months more where the information about the right is missing. The notice counts when it was sent.
func TestACustomerWhoWasNotInformedHasTwelveMonthsMore(t *testing.T) {
	for name, c := range map[string]struct {
		informed *bool
		occurred time.Time
		want     refund.Disposition
	}{
		"informed, the last day":                {new(true), moment(t, "Europe/Berlin", 2026, 12, 3), refund.DispositionPay},
		"informed, the day after":               {new(true), moment(t, "Europe/Berlin", 2026, 12, 4), refund.DispositionReject},
		"not said: informed":                    {nil, moment(t, "Europe/Berlin", 2026, 12, 4), refund.DispositionReject},
		"not informed, the last day":            {new(false), moment(t, "Europe/Berlin", 2027, 12, 3), refund.DispositionPay},
		"not informed, the day after":           {new(false), moment(t, "Europe/Berlin", 2027, 12, 4), refund.DispositionReject},
		"not informed, and no fee is kept then": {new(false), moment(t, "Europe/Berlin", 2027, 6, 1), refund.DispositionPay},
	} {
		o := twoParcels()
		o.WithdrawalInformed = c.informed
		request := whole(o, refund.ReasonCustomerChangedMind)
		request.OccurredAt = c.occurred
		a := assess(t, everywhere(t), request, historyOf(t, o))
		if a.Disposition != c.want || a.Eligible() && a.TotalMinor != 9500 {
			t.Errorf("%s: %s %v %d of %v", name, a.Disposition, a.Reasons, a.TotalMinor, parts(a))
		}
		if a.Eligible() == (a.PayBy == nil) {
			t.Errorf("%s: to be paid by %v", name, a.PayBy)
		}
	}
}

// MONEY C15: in the EU the money waits for the goods, or for the proof of their sending; goods sent on the last day
// are waited for.
func TestOnlyGoodsThatGoBackByLawAreProvedBySending(t *testing.T) {
	for name, c := range map[string]struct {
		change  func(*refund.Order)
		proof   bool
		seconds int64
	}{
		"all of it by law":                 {func(*refund.Order) {}, true, 28 * 24 * 3600},
		"one line was made for this buyer": {func(o *refund.Order) { o.Lines[0].CustomMade = true }, false, 14 * 24 * 3600},
		"another market":                   {func(o *refund.Order) { o.Market = "US" }, false, 14 * 24 * 3600},
	} {
		o := twoParcels()
		c.change(&o)
		p := policyWith(t, "window_days: 30", "window_days: 60", "goods_required: false", "goods_required: true")
		a := assess(t, p, whole(o, refund.ReasonCustomerChangedMind), historyOf(t, o))
		if !a.Eligible() || a.Goods == nil || a.Goods.ProofSuffices != c.proof || a.Goods.ReturnSeconds != c.seconds {
			t.Errorf("%s: %s %v, goods %+v", name, a.Disposition, a.Reasons, a.Goods)
		}
	}
}

// MONEY C15: in China the customer has seven days from the day after signing, whatever the policy says, and the money
// is due seven days after the goods came back. Fees stay as they were agreed.
func TestInChinaTheMoneyIsDueSevenDaysAfterTheGoods(t *testing.T) {
	short := policyWith(t, append(withRestocking(), "window_days: 30", "window_days: 3", "goods_required: false", "goods_required: true")...)
	for name, c := range map[string]struct {
		days     int
		change   func(*refund.Order)
		want     refund.Disposition
		counting bool
	}{
		"on the seventh day":      {7, nothing, refund.DispositionPay, true},
		"on the eighth":           {8, nothing, refund.DispositionReject, false},
		"made for this customer":  {7, func(o *refund.Order) { o.Lines[0].CustomMade = true }, refund.DispositionReject, false},
		"fresh goods":             {7, func(o *refund.Order) { o.Lines[0].BusinessModel = refund.ModelFreshGoods }, refund.DispositionReject, false},
		"in another market":       {7, func(o *refund.Order) { o.Market = "US" }, refund.DispositionReject, false},
		"on their way":            {0, func(o *refund.Order) { o.DeliveredAt, o.Lines[0].Fulfilment = nil, refund.FulfilmentShipped }, refund.DispositionPay, true},
		"not sent: nothing comes": {0, func(o *refund.Order) { o.DeliveredAt = nil }, refund.DispositionPay, false},
	} {
		o := order([]refund.Line{goods("1", 1, 10000)}, card(10000))
		signed := occurredAt.AddDate(0, 0, -c.days)
		o.DeliveredAt, o.PlacedAt = &signed, signed.AddDate(0, 0, -1)
		c.change(&o)
		a := assess(t, short, whole(o, refund.ReasonCustomerChangedMind), historyOf(t, o))
		after := refund.PayAfterGoods{Days: 7, TimeZone: "Asia/Shanghai"}
		if a.Disposition != c.want || (a.PayAfterGoods != nil) != c.counting || c.counting && *a.PayAfterGoods != after || a.PayBy != nil {
			t.Errorf("%s: %s %v, due %v, %+v", name, a.Disposition, a.Reasons, a.PayBy, a.PayAfterGoods)
		}
		if a.Eligible() && a.TotalMinor != 8500 {
			t.Errorf("%s: %d of %v", name, a.TotalMinor, parts(a))
		}
	}
}

func nothing(*refund.Order) {}

// MONEY C15: in the United States an order that cannot be sent in the stated time, or within thirty days, is refunded
// within seven working days. The event is of Friday, 20 November 2026; Thanksgiving is the 26th.
func TestAnUnsentOrderIsRefundedWithinSevenWorkingDays(t *testing.T) {
	due := moment(t, "America/New_York", 2026, 12, 3)
	shipBy := occurredAt.Add(-time.Hour)
	for name, c := range map[string]struct {
		reason refund.Reason
		change func(*refund.Order)
		due    bool
	}{
		"out of stock":                       {refund.ReasonOutOfStock, nothing, true},
		"late, after the stated time":        {refund.ReasonLateDelivery, func(o *refund.Order) { o.ShipBy = &shipBy }, true},
		"not delivered, after thirty days":   {refund.ReasonNotDelivered, func(o *refund.Order) { o.PlacedAt = occurredAt.AddDate(0, 0, -31) }, true},
		"not delivered, on the thirtieth":    {refund.ReasonNotDelivered, func(o *refund.Order) { o.PlacedAt = occurredAt.AddDate(0, 0, -30) }, false},
		"late, within the stated time":       {refund.ReasonLateDelivery, func(o *refund.Order) { o.ShipBy = new(occurredAt.Add(time.Hour)) }, false},
		"late, and sent":                     {refund.ReasonLateDelivery, func(o *refund.Order) { o.ShipBy, o.Lines[0].Fulfilment = &shipBy, refund.FulfilmentShipped }, false},
		"a course that does not take place":  {refund.ReasonOutOfStock, func(o *refund.Order) { o.Lines[0].BusinessModel = refund.ModelCourse }, false},
		"a change of mind before it is sent": {refund.ReasonCustomerChangedMind, func(o *refund.Order) { o.ShipBy = &shipBy }, false},
		"another market":                     {refund.ReasonOutOfStock, func(o *refund.Order) { o.Market = "CN" }, false},
	} {
		o := order([]refund.Line{goods("1", 1, 10000)}, card(10000))
		o.Market = "US"
		c.change(&o)
		a := assess(t, defaultPolicy(t), whole(o, c.reason), historyOf(t, o))
		if !a.Eligible() || c.due != (a.PayBy != nil) || c.due && !a.PayBy.Equal(due) || c.due == (a.PayByLaw == "") {
			t.Errorf("%s: %s %v, due %v by %q", name, a.Disposition, a.Reasons, a.PayBy, a.PayByLaw)
		}
	}
}

// What is not paid is not due.
func TestARefusedRequestIsDueByNoLaw(t *testing.T) {
	o := twoParcels()
	o.Lines[0].CustomMade, o.Lines[1].CustomMade = false, true
	p := policyWith(t, "CUSTOMER_CHANGED_MIND: {eligible: true}", "CUSTOMER_CHANGED_MIND: {eligible: false}")
	a := assess(t, p, whole(o, refund.ReasonCustomerChangedMind), historyOf(t, o))
	if a.Eligible() || a.PayBy != nil || a.PayByLaw != "" || !slices.Contains(a.Reasons, policy.ReasonNotEligible) {
		t.Errorf("%s %v, due %v", a.Disposition, a.Reasons, a.PayBy)
	}
}
