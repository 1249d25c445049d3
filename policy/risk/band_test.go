package risk_test

import (
	"errors"
	"testing"

	"github.com/makegood/makegood/policy"
	"github.com/makegood/makegood/policy/risk"
	"github.com/makegood/makegood/policy/sheet"
	"github.com/makegood/makegood/refund"
)

func TestHighRiskIsABandAndChangesNothingOfTheRefund(t *testing.T) {
	rules, err := policy.Default()
	if err != nil {
		t.Fatal(err)
	}
	ask := func(past refund.CustomerPast) (refund.Assessment, refund.RiskVerdict) {
		s := quiet()
		o := s.history.Order
		o.Lines = []refund.Line{{LineID: "1", BusinessModel: refund.ModelPhysicalGoods, Quantity: 1, UnitPriceMinor: 5000}}
		o.Payments = []refund.Payment{{PaymentID: "card", Kind: refund.PaymentCard, CapturedMinor: 5000, Currency: "CNY"}}
		s.request.Order, s.request.Scope = o, refund.ScopeWholeOrder
		s.request.Key = refund.Key{Merchant: "m", Order: "o", Request: "r"}
		h, err := policy.HistoryOf(o)
		if err != nil {
			t.Fatal(err)
		}
		h.Customer = past
		a, err := rules.Assess(s.request, h)
		if err != nil {
			t.Fatal(err)
		}
		return a, shipped(t).Score(s.request, h, a.TotalMinor)
	}
	calm, low := ask(refund.CustomerPast{OrderCount: 1})
	same, high := ask(refund.CustomerPast{OrderCount: 9, RequestsLastHour: 9, RefundCount90d: 50, RefundMinor90d: 9_000_000})
	if low.Band != refund.RiskLow || high.Band != refund.RiskHigh {
		t.Fatalf("got %+v and %+v", low, high)
	}
	if same.Disposition != refund.DispositionPay || same.TotalMinor != 5000 || same.TotalMinor != calm.TotalMinor || len(same.Legs) != 1 || same.Legs[0] != calm.Legs[0] {
		t.Errorf("got %s of %d, want what the calm customer gets, %s of %d", same.Disposition, same.TotalMinor, calm.Disposition, calm.TotalMinor)
	}
}

// FuzzLoadBytes: whatever the bytes, rules are either refused with reasons or can be asked.
func FuzzLoadBytes(f *testing.F) {
	for _, seed := range []string{string(risk.DefaultYAML()), one("request.amount_minor > 1") + trial, "a: &a [*a]", "rules: [null]", "shadow: null", "\x00", "large_minor: {CNY: null}"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, content []byte) {
		r, err := risk.LoadBytes(content)
		var invalid sheet.Invalid
		if errors.As(err, &invalid) {
			if len(invalid.Mistakes) == 0 || r != nil {
				t.Fatalf("refused without a reason: %+v, %v", invalid, r)
			}
			return
		}
		if err != nil {
			t.Fatal(err)
		}
		v := full().score(r)
		if v.Score < 0 || v.Rules == "" || (v.Band != refund.RiskLow && v.Band != refund.RiskMedium && v.Band != refund.RiskHigh) {
			t.Fatalf("got %+v", v)
		}
	})
}
