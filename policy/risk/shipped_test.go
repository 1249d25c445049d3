package risk_test

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/makegood/makegood/policy/risk"
	"github.com/makegood/makegood/refund"
)

// edge is a request for which a shipped rule gives points, and one that just misses it.
type edge struct{ fires, misses func(*seen) }

func edges() map[string]edge {
	count := func(days, count int64) func(*seen) {
		return func(s *seen) { s.window(refund.PastWindow{Days: days, RefundCount: count}) }
	}
	return map[string]edge{
		"FRAUD_SUSPECTED": {func(s *seen) { s.request.Reason = refund.ReasonFraudSuspected },
			func(s *seen) { s.request.Reason = refund.ReasonDuplicateOrder }},
		"MANY_REFUNDS": {count(90, 10), count(90, 9)},
		"MUCH_REFUNDED": {func(s *seen) { s.window(refund.PastWindow{Days: 90, RefundMinor: 500000}) },
			func(s *seen) { s.window(refund.PastWindow{Days: 90, RefundMinor: 499999}) }},
		"MOST_IS_REFUNDED": {func(s *seen) {
			s.window(refund.PastWindow{Days: 90, RefundCount: 4, RefundMinor: 7000, CapturedMinor: 10000})
		}, func(s *seen) {
			s.window(refund.PastWindow{Days: 90, RefundCount: 4, RefundMinor: 6999, CapturedMinor: 10000})
		}},
		"MANY_REFUNDS_IN_A_MONTH": {count(30, 6), count(30, 5)},
		"MANY_REFUNDS_IN_A_WEEK":  {count(7, 4), count(7, 3)},
		"MANY_REQUESTS_IN_AN_HOUR": {func(s *seen) { s.history.Customer.RequestsLastHour = 4 },
			func(s *seen) { s.history.Customer.RequestsLastHour = 3 }},
		"KEEPS_GOODS": {keeps(refund.PastWindow{Days: 90, WaivedCount: 2}), keeps(refund.PastWindow{Days: 90, WaivedCount: 1})},
		"MUCH_WAS_WAIVED": {func(s *seen) { s.window(refund.PastWindow{Days: 90, WaivedMinor: 20000}) },
			func(s *seen) { s.window(refund.PastWindow{Days: 90, WaivedMinor: 19999}) }},
		"LARGE_AMOUNT": {func(s *seen) { s.total = 100000 }, func(s *seen) { s.total = 99999 }},
		"UNUSUAL_AMOUNT": {func(s *seen) { s.history.Customer.AverageMinor, s.history.Customer.LargestMinor = 1000, 2500 },
			func(s *seen) { s.history.Customer.AverageMinor, s.history.Customer.LargestMinor = 1000, 2501 }},
		"NEW_ACCOUNT": {func(s *seen) { s.registeredBefore(6) }, func(s *seen) { s.registeredBefore(7) }},
		"FIRST_ORDER_HALF_LARGE": {func(s *seen) { s.registeredBefore(29); s.history.Customer.OrderCount, s.total = 0, 50000 },
			func(s *seen) { s.registeredBefore(29); s.history.Customer.OrderCount, s.total = 1, 50000 }},
		"NEW_PAYMENT_HALF_LARGE": {func(s *seen) { s.history.Customer.PaymentIsNew, s.total = true, 50000 },
			func(s *seen) { s.history.Customer.PaymentIsNew, s.total = true, 49999 }},
		"OLD_ORDER": {func(s *seen) { s.history.Order.PlacedAt = asked.AddDate(0, 0, -180) },
			func(s *seen) { s.history.Order.PlacedAt = asked.AddDate(0, 0, -179) }},
		"LARGE_AND_NOT_ASKED_BY_THE_CUSTOMER": {func(s *seen) { s.request.Initiator, s.total = refund.InitiatorSupport, 100000 },
			func(s *seen) { s.request.Initiator, s.total = refund.InitiatorMerchant, 100000 }},
	}
}

// keeps is a request for goods that stay with the customer, after such a past.
func keeps(w refund.PastWindow) func(*seen) {
	return func(s *seen) {
		s.window(w)
		s.request.CancelledLines = []refund.CancelledLine{{LineID: "1", Quantity: 1, GoodsWaived: true}}
	}
}

func TestGoodsThatComeBackAreNotCountedAsKept(t *testing.T) {
	s := quiet()
	s.window(refund.PastWindow{Days: 90, WaivedCount: 9})
	s.request.CancelledLines = []refund.CancelledLine{{LineID: "1", Quantity: 1}}
	if got := s.score(shipped(t)); got.Score != 0 {
		t.Errorf("got %+v", got)
	}
}

func TestEveryShippedRuleFiresAtItsEdgeAndNotBelow(t *testing.T) {
	rules, all := shipped(t), edges()
	for _, own := range rules.Describe().InForce.Rules {
		e, ok := all[own.Name]
		if !ok {
			t.Errorf("%s has no case", own.Name)
			continue
		}
		for _, side := range []struct {
			change func(*seen)
			want   bool
		}{{e.fires, true}, {e.misses, false}} {
			s := quiet()
			side.change(s)
			if got := slices.Contains(s.score(rules).Reasons, own.Name); got != side.want {
				t.Errorf("%s: fires %v, want %v: %+v", own.Name, got, side.want, s.score(rules))
			}
		}
	}
}

func TestWhatAddsUpToWhichBand(t *testing.T) {
	for name, c := range map[string]struct {
		change  func(*seen)
		score   int
		band    refund.RiskBand
		reasons []string
	}{
		"a quiet customer":             {func(*seen) {}, 0, refund.RiskLow, nil},
		"a suspicion of fraud is high": {func(s *seen) { s.request.Reason = refund.ReasonFraudSuspected }, 100, refund.RiskHigh, []string{"FRAUD_SUSPECTED"}},
		"a suspicion about one line": {func(s *seen) {
			s.request.CancelledLines = []refund.CancelledLine{{LineID: "1", Reason: refund.ReasonFraudSuspected}}
		}, 100, refund.RiskHigh, []string{"FRAUD_SUSPECTED"}},
		"a large amount of an unknown customer": {func(s *seen) { s.history.Order.Customer = refund.Customer{}; s.total = 100000 }, 20, refund.RiskLow, []string{"LARGE_AMOUNT"}},
		"many refunds and a large amount": {func(s *seen) { s.window(refund.PastWindow{Days: 90, RefundCount: 11}); s.total = 100000 },
			45, refund.RiskMedium, []string{"MANY_REFUNDS", "LARGE_AMOUNT"}},
		"many, much and large together": {func(s *seen) {
			s.window(refund.PastWindow{Days: 90, RefundCount: 10, RefundMinor: 600000})
			s.total = 100000
		}, 65, refund.RiskHigh, []string{"MANY_REFUNDS", "MUCH_REFUNDED", "LARGE_AMOUNT"}},
		"a burst within the hour": {func(s *seen) {
			s.history.Customer.RequestsLastHour = 4
			s.window(refund.PastWindow{Days: 7, RefundCount: 4})
		}, 40, refund.RiskMedium, []string{"MANY_REFUNDS_IN_A_WEEK", "MANY_REQUESTS_IN_AN_HOUR"}},
	} {
		t.Run(name, func(t *testing.T) {
			s := quiet()
			c.change(s)
			if got := s.score(shipped(t)); got.Score != c.score || got.Band != c.band || !slices.Equal(got.Reasons, c.reasons) || got.Shadow != nil {
				t.Errorf("got %+v; want %d, %s, %v", got, c.score, c.band, c.reasons)
			}
		})
	}
}

func TestTheContractsExamplesAreLow(t *testing.T) {
	for name, total := range map[refund.Currency]int64{"CNY": 22000, "KWD": 12845, "USD": 14000} {
		s := quiet()
		s.history.Customer, s.history.Order.Customer = refund.CustomerPast{}, refund.Customer{CustomerID: "42"}
		s.history.Order.Currency, s.total = name, total
		if got := s.score(shipped(t)); got.Band != refund.RiskLow || got.Score != 0 {
			t.Errorf("%s %d: got %+v", name, total, got)
		}
	}
}

func TestAVerdictNamesItsRulesToTheByte(t *testing.T) {
	got := quiet().score(shipped(t)).Rules
	if !regexp.MustCompile(`^makegood-risk@2#[0-9a-f]{12}$`).MatchString(got) {
		t.Errorf("scored by %q", got)
	}
	other := load(t, strings.Replace(string(risk.DefaultYAML()), "A rule gives", "Each rule gives", 1))
	if other.Ref().Hash == shipped(t).Ref().Hash {
		t.Error("other bytes have the same hash")
	}
}

func TestTheCustomersTierIsNoVariable(t *testing.T) {
	if _, err := risk.Load(strings.NewReader(one(`customer.tier == "gold"`))); err == nil || !strings.Contains(err.Error(), "customer.tier is no variable") {
		t.Errorf("got %v", err)
	}
	for _, tier := range []string{"", "blocked"} {
		s := quiet()
		s.history.Order.Customer.Tier = tier
		if got := s.score(shipped(t)); got.Score != 0 {
			t.Errorf("tier %q scores %+v", tier, got)
		}
	}
}
