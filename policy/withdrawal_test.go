package policy_test

import (
	"slices"
	"testing"
	"time"

	"github.com/makegood/makegood/policy"
	"github.com/makegood/makegood/refund"
)

// twoParcels is the order of issue 9: parcels on 1 and 19 November 2026, in Germany.
func twoParcels() refund.Order {
	o := arrived(goods("1", 1, 5000), goods("2", 1, 4500))
	o.Market, o.DeliveredAt, o.PlacedAt = "DE", nil, time.Date(2026, 10, 25, 0, 0, 0, 0, time.UTC)
	first, last := time.Date(2026, 11, 1, 10, 0, 0, 0, time.UTC), time.Date(2026, 11, 19, 10, 0, 0, 0, time.UTC)
	o.Lines[0].DeliveredAt, o.Lines[1].DeliveredAt = &first, &last
	return o
}

// everywhere is the shipped-like policy of issue 9 that takes 15 % of everyone.
func everywhere(t *testing.T) *policy.Policy {
	return policyWith(t, append(withRestocking(), "window_days: 30", "window_days: 7", "shipping: WHOLE_ORDER", "shipping: NEVER")...)
}

// MONEY C15: the law outranks the policy, in every member state.
func TestAStatutoryWithdrawalOutranksThePolicy(t *testing.T) {
	for _, market := range []string{"DE", "FR", "IE", "PT", "BG", "CY"} {
		o := twoParcels()
		o.Market = market
		o.Shipping = refund.Shipping{AmountMinor: 300}
		o.Fees = []refund.Fee{{FeeID: "service", AmountMinor: 500}}
		o.Payments[0].CapturedMinor = 10300
		a := assess(t, everywhere(t), mind(o, take("1", 1)), historyOf(t, o))
		if !a.Eligible() || a.TotalMinor != 5000 {
			t.Errorf("%s, the first parcel: %s %v %d of %v", market, a.Disposition, a.Reasons, a.TotalMinor, parts(a))
		}
		a = assess(t, everywhere(t), whole(o, refund.ReasonCustomerChangedMind), historyOf(t, o))
		if a.TotalMinor != 10300 || !slices.Equal(legs(a), []leg{{"card", 10300}}) {
			t.Errorf("%s, all of it: %s %v %d of %v", market, a.Disposition, a.Reasons, a.TotalMinor, parts(a))
		}
		if a.PayBy == nil || !a.PayBy.Equal(payBy(market)) {
			t.Errorf("%s: to be paid by %v", market, a.PayBy)
		}
	}
}

// payBy is the end of 4 December 2026 where the customer lives.
func payBy(market string) time.Time {
	zones := map[string]string{"DE": "Europe/Berlin", "FR": "Europe/Paris", "IE": "Europe/Dublin", "PT": "Europe/Lisbon", "BG": "Europe/Sofia", "CY": "Asia/Nicosia"}
	zone, err := time.LoadLocation(zones[market])
	if err != nil {
		panic(err)
	}
	return time.Date(2026, 12, 5, 0, 0, 0, 0, zone)
}

func TestWhereTheLawEndsThePolicyDecides(t *testing.T) {
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		change func(*refund.Cancellation)
		total  int64
		want   refund.Disposition
	}{
		// 19 November and fourteen days are 3 December, a Thursday.
		"the last minute of the fourteenth day": {func(c *refund.Cancellation) { c.OccurredAt = time.Date(2026, 12, 3, 23, 59, 0, 0, berlin) }, 9500, refund.DispositionPay},
		"the day after":                         {func(c *refund.Cancellation) { c.OccurredAt = time.Date(2026, 12, 4, 0, 0, 0, 0, berlin) }, 0, refund.DispositionReject},
		// 21 November and fourteen days are a Saturday: Monday, 7 December.
		"a weekend moves to Monday": {func(c *refund.Cancellation) {
			last := time.Date(2026, 11, 21, 10, 0, 0, 0, time.UTC)
			c.Order.Lines[1].DeliveredAt, c.OccurredAt = &last, time.Date(2026, 12, 7, 23, 0, 0, 0, berlin)
		}, 9500, refund.DispositionPay},
		"a parcel is still on its way": {func(c *refund.Cancellation) {
			c.Order.Lines[1].DeliveredAt, c.Order.Lines[1].Fulfilment, c.OccurredAt = nil, refund.FulfilmentShipped, time.Date(2027, 1, 20, 0, 0, 0, 0, berlin)
		}, 9500, refund.DispositionPay},
		"made for this customer":          {func(c *refund.Cancellation) { c.Order.Lines[0].CustomMade, c.Order.Lines[1].CustomMade = true, true }, 0, refund.DispositionAttention},
		"fresh goods":                     {func(c *refund.Cancellation) { models(c, refund.ModelFreshGoods) }, 0, refund.DispositionAttention},
		"another market":                  {func(c *refund.Cancellation) { c.Order.Market = "US" }, 0, refund.DispositionAttention},
		"equipment loses nothing by time": {func(c *refund.Cancellation) { models(c, refund.ModelEquipment) }, 9500, refund.DispositionPay},
	} {
		o := twoParcels()
		request := whole(o, refund.ReasonCustomerChangedMind)
		c.change(&request)
		p := everywhere(t)
		if name == "equipment loses nothing by time" {
			p = policyWith(t, append(withRestocking(), "life_days: 0", "life_days: 100")...)
		}
		if a := assess(t, p, request, historyOf(t, request.Order)); a.Disposition != c.want || a.TotalMinor != c.total {
			t.Errorf("%s: %s %v %d of %v", name, a.Disposition, a.Reasons, a.TotalMinor, parts(a))
		}
	}
}

func models(c *refund.Cancellation, model refund.BusinessModel) {
	for i := range c.Order.Lines {
		c.Order.Lines[i].BusinessModel = model
	}
}

// MONEY C15: in China a prepaid card goes back within seven days of its payment, unless it was used.
func TestAPrepaidCardHasItsSevenDays(t *testing.T) {
	refusing := policyWith(t, "CUSTOMER_CHANGED_MIND: {eligible: true}", "CUSTOMER_CHANGED_MIND: {eligible: false}")
	for name, c := range map[string]struct {
		days   int
		used   int64
		market string
		want   refund.Disposition
	}{
		"on the seventh day":  {7, 0, "CN", refund.DispositionPay},
		"on the eighth":       {8, 0, "CN", refund.DispositionReject},
		"used":                {2, 1, "CN", refund.DispositionReject},
		"in another country":  {2, 0, "US", refund.DispositionReject},
		"on the day it began": {0, 0, "CN", refund.DispositionPay},
	} {
		paid := occurredAt.AddDate(0, 0, -c.days)
		line := goods("gift", 1, 10000)
		line.BusinessModel, line.UnitsUsed = refund.ModelPrepaidCard, &c.used
		o := order([]refund.Line{line}, card(10000))
		o.Market, o.PlacedAt, o.Payments[0].CapturedAt = c.market, paid.AddDate(0, 0, -1), &paid
		if a := assess(t, refusing, whole(o, refund.ReasonCustomerChangedMind), historyOf(t, o)); a.Disposition != c.want {
			t.Errorf("%s: %s %v", name, a.Disposition, a.Reasons)
		}
	}
}
