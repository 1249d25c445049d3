package explain

import "github.com/makegood/makegood/refund"

// promotionRules are what kept goods lose of promotions (MONEY C5, C6).
func promotionRules() map[string]rule {
	tiers := []origin{{"basket", refund.FromStep}, {"units", refund.FromColumn}, {"repeat", refund.FromPromotion}, {"max_off", refund.FromPromotion}, {"forfeited", refund.FromPromotion}}
	clawback, clawbackTax := []origin{{"before", refund.FromClawback}}, []origin{{"before", refund.FromClawbackOnTop}}
	gift := []origin{{"before", refund.FromGiftTaken}}
	return map[string]rule{
		"promotion.basket_kept":    working(refund.FormulaBasket),
		"promotion.basket_all":     working(refund.FormulaBasket),
		"promotion.taken_off":      working(refund.FormulaSpreadBasket),
		"promotion.earned":         working(refund.FormulaThreshold, tiers...),
		"promotion.earned_at_most": working(refund.FormulaThreshold, tiers...),
		"promotion.given_away": working(refund.FormulaGiveAway, origin{"buy", refund.FromPromotion}, origin{"get", refund.FromPromotion},
			origin{"rate", refund.FromPromotion}, origin{"same", refund.FromPromotion}, origin{"granted", refund.FromPromotionOff}, origin{"units", refund.FromColumn}),
		"promotion.as_granted": working(refund.FormulaSum, origin{"granted", refund.FromPromotionOff}),
		"clawback.sitting":     working(refund.FormulaSitting),
		"clawback.loss":        working(refund.FormulaDifference),
		"clawback.slack_of":    working(refund.FormulaDifference, origin{"granted", refund.FromPromotionOff}),
		"clawback.slack":       working(refund.FormulaPositiveSum),
		"clawback.all":         working(refund.FormulaPositiveDifference),
		"clawback.shared":      working(refund.FormulaSpread),
		"clawback.on_lines":    working(refund.FormulaLostOnKept),
		"clawback.shipping":    working(refund.FormulaUnreached, append(tiers, origin{"amount", refund.FromStep})...),
		"clawback.deliveries":  working(refund.FormulaNets),
		"clawback.taken":       adding(refund.FormulaDifference, refund.ComponentClawback, clawback...),
		"clawback.returned":    adding(refund.FormulaDifference, refund.ComponentClawback, clawback...),
		"clawback.tax":         adding(refund.FormulaDifference, refund.ComponentTax, clawbackTax...),
		"tax.kept_goods":       working(refund.FormulaRetaxed),
		"tax.on_kept_goods":    working(refund.FormulaRetaxed),
		"tax.kept_shipping":    working(refund.FormulaRetaxed),
		"tax.on_kept_shipping": working(refund.FormulaRetaxed),
		"tax.kept_gift":        working(refund.FormulaRetaxed),
		"tax.on_kept_gift":     working(refund.FormulaRetaxed),
		"tax.clawback":         taxing(refund.FormulaDifference, refund.ComponentClawback, origin{"before", refund.FromClawbackInside}),
		"gift.lost": working(refund.FormulaGift, append(tiers, origin{"price", refund.FromPromotion}, origin{"bought", refund.FromLineQuantity},
			origin{"taken", refund.FromLineTaken})...),
		"gift.taken":    adding(refund.FormulaDifference, refund.ComponentGiftNotReturned, gift...),
		"gift.returned": adding(refund.FormulaDifference, refund.ComponentGiftNotReturned, gift...),
		"gift.tax":      adding(refund.FormulaDifference, refund.ComponentTax, origin{"before", refund.FromGiftOnTop}),
		"tax.gift":      taxing(refund.FormulaDifference, refund.ComponentGiftNotReturned, origin{"before", refund.FromGiftInside}),
		"waiver.granted": adding(refund.FormulaWaiver, refund.ComponentWaiver, origin{"total", refund.FromTotal},
			origin{"waived", refund.FromWaived}, origin{"open", refund.FromHere}),
		"waiver.returned": adding(refund.FormulaWaiver, refund.ComponentWaiver, origin{"total", refund.FromTotal},
			origin{"waived", refund.FromWaived}, origin{"open", refund.FromHere}),
		"tax.waiver": taxing(refund.FormulaNegative, refund.ComponentWaiver),
	}
}
