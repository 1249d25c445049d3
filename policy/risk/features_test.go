package risk_test

import (
	"fmt"
	"math"
	"testing"

	"github.com/makegood/makegood/policy/condition"
	"github.com/makegood/makegood/policy/risk"
	"github.com/makegood/makegood/refund"
)

// full is a request of which everything is known, but the address.
func full() *seen {
	s := quiet()
	s.registeredBefore(10)
	s.total = 30000
	s.request.CancelledLines = []refund.CancelledLine{{LineID: "1", Quantity: 1, GoodsWaived: true}}
	s.request.Initiator, s.request.Evidence = refund.InitiatorSupport, []refund.Evidence{{URI: "s3://photo"}}
	s.history.Customer = refund.CustomerPast{OrderCount: 3, RequestsLastHour: 2, AverageMinor: 4000, LargestMinor: 9000, PaymentIsNew: true,
		Windows: []refund.PastWindow{{Days: 7, RefundCount: 1, RefundMinor: 1000, CapturedMinor: 30000}, {Days: 30, RefundCount: 2, RefundMinor: 13000, CapturedMinor: 40000, WaivedCount: 1, WaivedMinor: 3000},
			{Days: 90, RefundCount: 3, RefundMinor: 250000, CapturedMinor: 500000, WaivedCount: 2, WaivedMinor: 25000}}}
	return s
}

func TestEveryVariableIsSeenAsItIs(t *testing.T) {
	want := map[string]string{
		"request.reason": `"OTHER"`, "request.fraud_suspected": "false", "request.initiator": `"SUPPORT"`, "request.scope": `"LINES"`,
		"request.goods_waived": "true", "request.has_evidence": "true", "request.amount_minor": "30000", "request.amount_percent_of_large": "30",
		"request.amount_percent_of_average": "750", "request.amount_percent_of_largest": "333",
		"order.age_days": "2", "order.channel": `"web"`, "order.market": `"CN"`, "order.currency_code": `"CNY"`, "order.payment_is_new": "true",
		"customer.first_order": "false", "customer.order_count": "3", "customer.account_age_days": "10", "customer.requests_last_hour": "2",
		"customer.average_minor": "4000", "customer.largest_minor": "9000",
		"customer.refund_count_7d": "1", "customer.refund_minor_7d": "1000", "customer.refund_percent_of_large_7d": "1", "customer.refund_rate_percent_7d": "3",
		"customer.refund_count_30d": "2", "customer.refund_minor_30d": "13000", "customer.refund_percent_of_large_30d": "13", "customer.refund_rate_percent_30d": "32",
		"customer.refund_count_90d": "3", "customer.refund_minor_90d": "250000", "customer.refund_percent_of_large_90d": "250", "customer.refund_rate_percent_90d": "50",
		"customer.waived_count_7d": "0", "customer.waived_minor_7d": "0", "customer.waived_percent_of_large_7d": "0",
		"customer.waived_count_30d": "1", "customer.waived_minor_30d": "3000", "customer.waived_percent_of_large_30d": "3",
		"customer.waived_count_90d": "2", "customer.waived_minor_90d": "25000", "customer.waived_percent_of_large_90d": "25",
	}
	for _, v := range risk.Variables() {
		if v.Meaning == "" || v.Kind == "" {
			t.Errorf("%s is not documented", v.Name)
		}
		value, known := want[v.Name]
		if !known && v.Name != "order.address_shared" {
			t.Errorf("%s has no case", v.Name)
		}
		if known && full().score(load(t, one(v.Name+" == "+value))).Score != 40 {
			t.Errorf("%s is not %s", v.Name, value)
		}
	}
}

// always is a condition that holds whatever the value, if there is one.
func always(v condition.Variable) string {
	switch v.Type {
	case condition.Text:
		return v.Name + ` != "no such thing"`
	case condition.Number:
		return v.Name + " >= 0"
	case condition.Truth:
		return v.Name + " || !" + v.Name
	}
	return ""
}

func TestWhatIsNotKnownGivesNoPoints(t *testing.T) {
	nothing := &seen{request: refund.Cancellation{OccurredAt: asked}, total: 1}
	alwaysKnown := map[string]bool{"request.fraud_suspected": true, "request.goods_waived": true, "request.has_evidence": true, "request.amount_minor": true, "request.reason": true}
	for _, v := range risk.Variables() {
		rules := load(t, one(always(v)))
		if got, want := nothing.score(rules).Score == 40, alwaysKnown[v.Name]; got != want {
			t.Errorf("of a request that says nothing, %s is known: %v, want %v", v.Name, got, want)
		}
		if got, want := full().score(rules).Score == 40, v.Name != "order.address_shared"; got != want {
			t.Errorf("of a request that says all, %s is known: %v, want %v", v.Name, got, want)
		}
	}
}

func TestWhatIsKnownCountsBesideWhatIsNot(t *testing.T) {
	for condition, want := range map[string]int{
		"order.address_shared || request.amount_minor == 5000": 40,
		"order.address_shared || request.amount_minor == 1":    0,
		"order.address_shared && request.amount_minor == 5000": 0,
		"!(order.address_shared)":                              0,
		"10 / (request.amount_minor - 5000) > 1":               0,
	} {
		if got := quiet().score(load(t, one("'"+condition+"'"))).Score; got != want {
			t.Errorf("%s: got %d, want %d", condition, got, want)
		}
	}
}

func TestAPastWithoutWindowsStillHasItsNinetyDays(t *testing.T) {
	s := quiet()
	s.history.Customer = refund.CustomerPast{RefundCount90d: 10, RefundMinor90d: 600000}
	if got := s.score(shipped(t)); fmt.Sprint(got.Reasons) != "[MANY_REFUNDS MUCH_REFUNDED]" {
		t.Errorf("got %+v", got)
	}
}

func TestAmountsNearTheLimitOfSixtyFourBitsAreOnlyLarge(t *testing.T) {
	s := quiet()
	s.total = math.MaxInt64
	s.history.Customer.AverageMinor, s.history.Customer.LargestMinor = 1, 1
	if got := s.score(shipped(t)); fmt.Sprint(got.Reasons) != "[LARGE_AMOUNT UNUSUAL_AMOUNT]" || got.Score != 35 {
		t.Errorf("got %+v", got)
	}
	if s.history.Order.Currency = "CLF"; s.score(shipped(t)).Score != 15 {
		t.Errorf("a currency without a scale: got %+v", s.score(shipped(t)))
	}
}
