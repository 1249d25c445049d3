package refund

import (
	"cmp"
	"fmt"
)

// validatePromotions checks the rules the order earned discounts from, and that they speak of its
// own lines.
func (o Order) validatePromotions() error {
	lines := o.lineIDs()
	return cmp.Or(
		each("promotions", o.Promotions, func(p Promotion) error { return p.validate(lines) }),
		unique("promotions", o.Promotions, func(p Promotion) string { return string(p.PromotionID) }),
	)
}

func (p Promotion) validate(lines map[LineID]bool) error {
	return cmp.Or(
		opaqueID("promotion_id", string(p.PromotionID)),
		known("kind", p.Kind, PromotionThresholdAmountOff, PromotionThresholdPercentOff, PromotionCoupon,
			PromotionRedPacket, PromotionBuyXGetY, PromotionGiftWithPurchase, PromotionFreeShipping),
		p.validateAmounts(),
		percent("percent_off", p.PercentOff),
		percent("get_percent_off", p.GetPercentOff),
		each("tiers", p.Tiers, PromotionTier.validate),
		p.validateLineIDs(lines),
	)
}

func (p Promotion) validateAmounts() error {
	return cmp.Or(
		countedPtr("threshold_minor", p.ThresholdMinor),
		countedPtr("threshold_quantity", p.ThresholdQuantity),
		countedPtr("max_off_minor", p.MaxOffMinor),
		countedPtr("amount_off_minor", p.AmountOffMinor),
		countedPtr("buy_quantity", p.BuyQuantity),
		countedPtr("get_quantity", p.GetQuantity),
		countedPtr("gift_price_minor", p.GiftPriceMinor),
	)
}

func (p Promotion) validateLineIDs(lines map[LineID]bool) error {
	if p.GiftLineID != "" && !lines[p.GiftLineID] {
		return noLine("gift_line_id", p.GiftLineID)
	}
	return cmp.Or(
		linesOf("qualifying_line_ids", p.QualifyingLineIDs, lines),
		linesOf("benefit_line_ids", p.BenefitLineIDs, lines),
	)
}

func linesOf(path string, ids []LineID, lines map[LineID]bool) error {
	for i, id := range ids {
		if !lines[id] {
			return noLine(fmt.Sprintf("%s[%d]", path, i), id)
		}
	}
	return nil
}

func noLine(path string, id LineID) error {
	return problem(CodeUnknownLine, path, fmt.Sprintf("the order has no line %q", id))
}

func (t PromotionTier) validate() error {
	return cmp.Or(
		countedPtr("threshold_minor", t.ThresholdMinor),
		countedPtr("threshold_quantity", t.ThresholdQuantity),
		countedPtr("amount_off_minor", t.AmountOffMinor),
		percent("percent_off", t.PercentOff),
	)
}
