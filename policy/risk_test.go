package policy_test

import (
	"math"
	"slices"
	"testing"
	"time"

	"github.com/makegood/makegood/refund"
)

func TestRiskAddsUpWhatItSees(t *testing.T) {
	registered := func(days int) func(*refund.OrderHistory) {
		return func(h *refund.OrderHistory) {
			at := occurredAt.AddDate(0, 0, -days)
			h.Order.Customer.RegisteredAt = &at
		}
	}
	for name, c := range map[string]struct {
		reason  refund.Reason
		total   int64
		history func(*refund.OrderHistory)
		score   int
		band    refund.RiskBand
		reasons []string
	}{
		"nothing to see":                  {total: 5000, band: refund.RiskLow},
		"a suspicion of fraud is high":    {reason: refund.ReasonFraudSuspected, total: 1, score: 100, band: refund.RiskHigh, reasons: []string{"FRAUD_SUSPECTED"}},
		"an account of six days":          {total: 5000, history: registered(6), score: 20, band: refund.RiskLow, reasons: []string{"NEW_ACCOUNT"}},
		"an account of seven days":        {total: 5000, history: registered(7), band: refund.RiskLow},
		"the limit's amount":              {total: 100000, score: 20, band: refund.RiskLow, reasons: []string{"LARGE_AMOUNT"}},
		"one cent below the limit":        {total: 99999, band: refund.RiskLow},
		"an amount beyond every limit":    {total: math.MaxInt64, score: 20, band: refund.RiskLow, reasons: []string{"LARGE_AMOUNT"}},
		"the tenth refund in 90 days":     {total: 1, history: func(h *refund.OrderHistory) { h.Customer.RefundCount90d = 10 }, score: 25, band: refund.RiskLow, reasons: []string{"MANY_REFUNDS"}},
		"five limits refunded in 90 days": {total: 1, history: func(h *refund.OrderHistory) { h.Customer.RefundMinor90d = 500000 }, score: 20, band: refund.RiskLow, reasons: []string{"MUCH_REFUNDED"}},
		"an order of half a year":         {total: 1, history: func(h *refund.OrderHistory) { h.Order.PlacedAt = occurredAt.Add(-180 * 24 * time.Hour) }, score: 20, band: refund.RiskLow, reasons: []string{"OLD_ORDER"}},
		"many refunds of large amounts":   {total: 100000, history: func(h *refund.OrderHistory) { h.Customer.RefundCount90d = 11 }, score: 45, band: refund.RiskMedium, reasons: []string{"MANY_REFUNDS", "LARGE_AMOUNT"}},
		"a currency without a limit":      {total: math.MaxInt64, history: func(h *refund.OrderHistory) { h.Order.Currency = "CLF" }, band: refund.RiskLow},
		"many, much and large together": {total: 100000, history: func(h *refund.OrderHistory) {
			h.Customer = refund.CustomerPast{RefundCount90d: 10, RefundMinor90d: 600000}
		}, score: 65, band: refund.RiskHigh, reasons: []string{"MANY_REFUNDS", "MUCH_REFUNDED", "LARGE_AMOUNT"}},
		"a customer's tier is not looked at": {total: 5000, history: func(h *refund.OrderHistory) { h.Order.Customer.Tier = "blocked" }, band: refund.RiskLow},
	} {
		t.Run(name, func(t *testing.T) {
			h := historyOf(t, twoLines())
			if c.history != nil {
				c.history(&h)
			}
			request := whole(h.Order, refund.ReasonOther)
			if c.reason != "" {
				request.Reason = c.reason
			}
			got := defaultPolicy(t).Score(request, h, c.total)
			if got.Score != c.score || got.Band != c.band || !slices.Equal(got.Reasons, c.reasons) {
				t.Errorf("got %+v; want %d, %s, %v", got, c.score, c.band, c.reasons)
			}
			if got.Rules != "makegood-default@3/risk@1" {
				t.Errorf("scored by %q", got.Rules)
			}
		})
	}
}
