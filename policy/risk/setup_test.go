package risk_test

import (
	"strings"
	"testing"
	"time"

	"github.com/makegood/makegood/policy/risk"
	"github.com/makegood/makegood/refund"
)

// asked is the moment of the customer's act.
var asked = time.Date(2026, 11, 20, 8, 30, 0, 0, time.UTC)

// seen is a request as the rules see it: of a customer of a year, who ordered before and never asked
// for a refund, an order of two days.
type seen struct {
	request refund.Cancellation
	history refund.OrderHistory
	total   int64
}

func quiet() *seen {
	registered := asked.AddDate(-1, 0, 0)
	order := refund.Order{PlacedAt: asked.AddDate(0, 0, -2), Currency: "CNY", Market: "CN", Channel: "web",
		Customer: refund.Customer{CustomerID: "42", Tier: "gold", RegisteredAt: &registered}}
	return &seen{
		request: refund.Cancellation{OccurredAt: asked, Reason: refund.ReasonOther, Initiator: refund.InitiatorCustomer, Scope: refund.ScopeLines, Order: order},
		history: refund.OrderHistory{Order: order, Customer: refund.CustomerPast{OrderCount: 4, Windows: []refund.PastWindow{{Days: 7}, {Days: 30}, {Days: 90}}}},
		total:   5000,
	}
}

// window sets the past of the last days.
func (s *seen) window(w refund.PastWindow) {
	for i := range s.history.Customer.Windows {
		if s.history.Customer.Windows[i].Days == w.Days {
			s.history.Customer.Windows[i] = w
		}
	}
}

func (s *seen) registeredBefore(days int) {
	at := asked.AddDate(0, 0, -days)
	s.history.Order.Customer.RegisteredAt = &at
}

func (s *seen) score(r *risk.Rules) refund.RiskVerdict {
	return r.Score(s.request, s.history, s.total)
}

func shipped(t testing.TB) *risk.Rules {
	t.Helper()
	r, err := risk.Default()
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// one is a file of one rule.
func one(condition string) string {
	return "name: tried\nversion: \"1\"\nmedium_from: 30\nhigh_from: 60\nlarge_minor: {CNY: 100000}\nrules:\n" +
		"  - name: ASKED\n    if: " + condition + "\n    points: 40\n    because: It was asked.\n"
}

func load(t testing.TB, content string) *risk.Rules {
	t.Helper()
	r, err := risk.Load(strings.NewReader(content))
	if err != nil {
		t.Fatal(err)
	}
	return r
}
