package policy_test

import (
	"reflect"
	"strings"
	"testing"

	"github.com/makegood/makegood/policy"
	"github.com/makegood/makegood/refund"
	"pgregory.net/rapid"
)

// choiceOf returns a choice of an assessment's offer.
func choiceOf(a refund.Assessment, id string) (refund.OfferChoice, bool) {
	if a.Offer == nil {
		return refund.OfferChoice{}, false
	}
	return a.Offer.Choice(id)
}

// offering is the simple policy with what a damaged article earns, and rules for who gets it.
func offering(t testing.TB, choices, rules string) *policy.Policy {
	t.Helper()
	content := strings.Replace(simpleYAML(t), "DAMAGED: {eligible: true, shipping: ALWAYS, window_days: 180, offer: sorry-credit}",
		"DAMAGED: {eligible: true, shipping: ALWAYS, window_days: 180, offer: several}", 1)
	content = strings.Replace(content, "offers:\n", "offer_rules:\n"+rules+"offers:\n  several:\n    budget: goodwill\n    expiry_seconds: 600\n    choices:\n"+choices, 1)
	p, err := policy.Load(strings.NewReader(content))
	if err != nil {
		t.Fatal(err)
	}
	return p
}

const everyKind = `      - {kind: COUPON, promotion: sorry, rate: "0.1", min_minor: {CNY: 100}, max_minor: {CNY: 900}}
      - {kind: POINTS, programme: club, points_per_minor: {CNY: "1.5"}, rate: "0.0333", min_minor: {CNY: 1}, max_minor: {CNY: 900}}
      - {kind: STORE_CREDIT, rate: "0.05", min_minor: {CNY: 100}, max_minor: {CNY: 900}}
      - {kind: EXCHANGE, promotion: swap, rate: "0", min_minor: {CNY: 700}, max_minor: {CNY: 700}}
      - {id: mend, kind: REPAIR, promotion: mend, rate: "0", min_minor: {CNY: 800}, max_minor: {CNY: 800}}
`

func TestAnOfferLetsTheCustomerChooseFromEveryKind(t *testing.T) {
	p := offering(t, everyKind, "")
	o := oneOf(refund.ModelPhysicalGoods, day(1), nil)
	a := assess(t, p, whole(o, refund.ReasonDamaged), historyOf(t, o))
	want := []refund.OfferChoice{
		{ID: "coupon", Kind: refund.OfferCoupon, AmountMinor: 900, Promotion: "sorry"}, // a tenth is above the maximum
		{ID: "points", Kind: refund.OfferPoints, AmountMinor: 333, Units: &refund.Units{Asset: "PTS:club", Amount: 500}},
		{ID: "store-credit", Kind: refund.OfferStoreCredit, AmountMinor: 500},
		{ID: "exchange", Kind: refund.OfferExchange, AmountMinor: 700, Promotion: "swap"},
		{ID: "mend", Kind: refund.OfferRepair, AmountMinor: 800, Promotion: "mend"},
	}
	if a.TotalMinor != 10000 || a.Offer == nil {
		t.Fatalf("got %d and %+v", a.TotalMinor, a.Offer)
	}
	if !reflect.DeepEqual(a.Offer.Choices, want) || a.Offer.HeldMinor() != 900 || a.Offer.RemindSeconds != 0 {
		t.Errorf("got %+v, want %+v", a.Offer.Choices, want)
	}
}

func TestOnlyGoodsTheCustomerHasAreExchangedOrRepaired(t *testing.T) {
	p := offering(t, everyKind, "  - {name: all, offer: several}\n")
	for name, c := range map[string]struct {
		model   refund.BusinessModel
		arrived bool
		reason  refund.Reason
		want    bool
	}{
		"goods that arrived damaged":      {refund.ModelPhysicalGoods, true, refund.ReasonDamaged, true},
		"equipment that arrived damaged":  {refund.ModelEquipment, true, refund.ReasonDamaged, true},
		"goods nobody has sent":           {refund.ModelPhysicalGoods, false, refund.ReasonPriceError, false},
		"goods that never came":           {refund.ModelPhysicalGoods, true, refund.ReasonNotDelivered, false},
		"fresh goods":                     {refund.ModelFreshGoods, true, refund.ReasonDamaged, false},
		"a download that does not start":  {refund.ModelDigitalGoods, true, refund.ReasonNotAsDescribed, false},
		"a subscription without service":  {refund.ModelSubscription, true, refund.ReasonServiceNotRendered, false},
		"a course whose teacher was away": {refund.ModelCourse, true, refund.ReasonServiceNotRendered, false},
		"a prepaid card that is refused":  {refund.ModelPrepaidCard, true, refund.ReasonNotAsDescribed, false},
	} {
		t.Run(name, func(t *testing.T) {
			delivered := day(1)
			if !c.arrived {
				delivered = nil
			}
			o := oneOf(c.model, delivered, nil)
			a := assess(t, p, whole(o, c.reason), historyOf(t, o))
			_, exchange := choiceOf(a, "exchange")
			_, repair := choiceOf(a, "mend")
			_, coupon := choiceOf(a, "coupon")
			if exchange != c.want || repair != c.want || !coupon {
				t.Errorf("exchange %v, repair %v, coupon %v: %+v", exchange, repair, coupon, a.Offer)
			}
		})
	}
}

func TestTheFirstOfferRuleThatMatchesDecides(t *testing.T) {
	p := offering(t, everyKind, `  - {name: cannot-be-answered, if: "1 / (customer.refund_count_90d - customer.refund_count_90d) > 0", offer: sorry-coupon}
  - {name: too-often, if: customer.refund_count_90d >= 3, offer: none}
  - {name: gold, if: 'customer.tier == "gold" && result.total_minor >= 5000', offer: sorry-coupon}
  - {name: online, when: {reasons: [OTHER]}, if: order.channel == "web", offer: sorry-credit}
`)
	for name, c := range map[string]struct {
		reason refund.Reason
		change func(*refund.OrderHistory)
		want   string
	}{
		"nobody's rule: what the reason earns":     {refund.ReasonDamaged, func(*refund.OrderHistory) {}, "coupon points store-credit"},
		"a gold customer gets another one":         {refund.ReasonDamaged, func(h *refund.OrderHistory) { h.Order.Customer.Tier = "gold" }, "coupon"},
		"the third refund gets nothing on top":     {refund.ReasonDamaged, func(h *refund.OrderHistory) { h.Customer.RefundCount90d = 3; h.Order.Customer.Tier = "gold" }, ""},
		"a reason that earns none is given one":    {refund.ReasonOther, func(h *refund.OrderHistory) { h.Order.Channel = "web" }, "store-credit"},
		"a rule is about its own reasons":          {refund.ReasonDuplicateOrder, func(h *refund.OrderHistory) { h.Order.Channel = "web" }, ""},
		"a suspicion of fraud, whatever the rules": {refund.ReasonFraudSuspected, func(h *refund.OrderHistory) { h.Order.Customer.Tier = "gold" }, ""},
	} {
		t.Run(name, func(t *testing.T) {
			h := historyOf(t, twoLines())
			c.change(&h)
			a := assess(t, p, whole(h.Order, c.reason), h)
			var ids []string
			if a.Offer != nil {
				for _, choice := range a.Offer.Choices {
					ids = append(ids, choice.ID)
				}
			}
			if got := strings.Join(ids, " "); got != c.want || a.TotalMinor != 5000 {
				t.Errorf("offered %q on %d, want %q on 5000", got, a.TotalMinor, c.want)
			}
		})
	}
}

func TestAnOfferNeverChangesTheRefund(t *testing.T) {
	silent := offering(t, everyKind, "  - {name: nobody, offer: none}\n")
	generous := offering(t, everyKind, "  - {name: gold, if: customer.tier == \"gold\", offer: sorry-coupon}\n  - {name: everybody, offer: several}\n")
	rapid.Check(t, func(t *rapid.T) {
		o := drawnOrder(t, []refund.PaymentKind{refund.PaymentCard, refund.PaymentRedPacket})
		o.Customer.Tier = rapid.SampledFrom([]string{"", "gold"}).Draw(t, "tier")
		h, err := policy.HistoryOf(o)
		if err != nil {
			t.Fatal(err)
		}
		h.Customer.RefundCount90d = rapid.Int64Range(0, 20).Draw(t, "refunds")
		c := whole(o, rapid.SampledFrom(refund.Reasons()).Draw(t, "reason"))
		without, err := assessed(t, silent, c, h)
		if err != nil {
			t.Fatal(err)
		}
		with, err := assessed(t, generous, c, h)
		if err != nil {
			t.Fatal(err)
		}
		if without.Offer != nil || (c.Reason == refund.ReasonFraudSuspected && with.Offer != nil) {
			t.Fatalf("offered %v and %v", without.Offer, with.Offer)
		}
		with.Offer, with.Policy = nil, without.Policy
		if !reflect.DeepEqual(with, without) {
			t.Fatalf("got %+v, want %+v", with, without)
		}
	})
}
