package refund_test

import (
	"encoding/json"
	"testing"

	"github.com/makegood/makegood/refund"
)

// oldEverything is a request that has every part that an event could have before shipments, measures, sellers and
// earned points were added to the contract.
func oldEverything() refund.Cancellation {
	c := twoMugs()
	c.CancelledLines = []refund.CancelledLine{{LineID: "1", Quantity: 1, Reason: refund.ReasonDamaged}, {LineID: "2", AmountMinor: new(int64(7))}}
	c.Evidence = []refund.Evidence{{URI: "https://example.com/1"}}
	line := &c.Order.Lines[0]
	line.Taxes = append(line.Taxes, refund.Tax{Code: "city", Mode: refund.TaxExclusive, Rate: "0.010", AmountMinor: 90})
	line.FulfilledQuantity, line.UnitsTotal, line.UnitsUsed = new(int64(2)), new(int64(10)), new(int64(3))
	line.FaceMinor, line.BonusMinor, line.CustomMade, line.Activated = new(int64(500)), new(int64(50)), true, true
	c.Order.Lines = append(c.Order.Lines, refund.Line{LineID: "2", BusinessModel: refund.ModelDigitalGoods, Quantity: 1, UnitPriceMinor: 900})
	c.Order.Shipping.Discounts = []refund.DiscountShare{{PromotionID: "ship", AmountMinor: 300}}
	c.Order.Shipping.Taxes = []refund.Tax{{Mode: refund.TaxInclusive, Rate: "0.13", AmountMinor: 57}}
	c.Order.Fees[0].Taxes = []refund.Tax{{Mode: refund.TaxInclusive, AmountMinor: 11}}
	c.Order.OrderDiscounts = []refund.DiscountShare{{PromotionID: "off10", AmountMinor: 1}}
	c.Order.Promotions = append(c.Order.Promotions, refund.Promotion{
		PromotionID: "gift", Kind: refund.PromotionBuyXGetY, QualifyingLineIDs: []refund.LineID{"1"}, BenefitLineIDs: []refund.LineID{"2"},
		Tiers:       []refund.PromotionTier{{ThresholdMinor: new(int64(1)), PercentOff: "0.5"}},
		BuyQuantity: new(int64(2)), GetQuantity: new(int64(1)), GetPercentOff: "1", GiftLineID: "2", Repeat: true, FundedBy: "brand",
	})
	p := &c.Order.Payments[0]
	p.ProviderAccount, p.AuthorizedMinor, p.OrderShareMinor = "acct_1", new(int64(9500)), new(int64(9000))
	p.Captures = []refund.Capture{{CaptureID: "a", ProviderReference: "cap_1", AmountMinor: 4000}, {CaptureID: "b", AmountMinor: 5000}}
	p.Units, p.InstrumentID, p.FundedBy = &refund.Units{Asset: "PTS:club", Amount: 12}, "card-1", "platform"
	return c
}

// TestTheDigestIsTheSameAfterTheWayThroughTemporal: a worker makes it anew of what came, to hold a door's word to it.
func TestTheDigestIsTheSameAfterTheWayThroughTemporal(t *testing.T) {
	for name, c := range map[string]refund.Cancellation{"two mugs": twoMugs(), "every part": oldEverything()} {
		raw, err := json.Marshal(c)
		if err != nil {
			t.Fatal(err)
		}
		var arrived refund.Cancellation
		if err := json.Unmarshal(raw, &arrived); err != nil {
			t.Fatal(err)
		}
		if refund.Digest(arrived) != refund.Digest(c) {
			t.Errorf("%s has another digest", name)
		}
	}
}

// The digests of events that have none of the fields added later are recorded from before the fields were added:
// what is stored stays comparable.
func TestTheDigestOfAnOldEventIsTheRecordedOne(t *testing.T) {
	whole := oldEverything()
	whole.Scope, whole.CancelledLines = refund.ScopeWholeOrder, nil
	bare := twoMugs()
	bare.Order.Payments, bare.Order.Fees, bare.Order.Promotions = nil, nil, nil
	for name, recorded := range map[string]struct {
		c    refund.Cancellation
		want string
	}{
		"two mugs":        {twoMugs(), "v1:5573efef34928050d239d93aaa8159c330caf22fbc2842d9859092321863e263"},
		"every part":      {oldEverything(), "v1:e0ba2b4e3a6ca9056c5826e527a9413bcaa4fdaa983563bab28a32d91311a49a"},
		"the whole order": {whole, "v1:ee4428eefbc14e310606c86d2b2ce5542d00fc7babf30d1dbdca3139342c4503"},
		"hardly anything": {bare, "v1:1878e51bc5c0628e2b5b6bb25c1251baa2fe0fe1a698201014448ffad4d66b90"},
	} {
		if got := refund.Digest(recorded.c); got != recorded.want {
			t.Errorf("%s: got %s, want %s", name, got, recorded.want)
		}
	}
}
