package explain

import "github.com/makegood/makegood/refund"

// paymentRules are how the total goes back over the payments (MONEY C8).
func paymentRules() map[string]rule {
	leg := func(from ...origin) rule {
		return rule{computes: refund.FormulaSum, adds: refund.SumLegs, from: from}
	}
	return map[string]rule{
		"payment.capture": working(refund.FormulaCapture, origin{"captured", refund.FromCapture}, origin{"used", refund.FromCaptureUsed},
			origin{"left", refund.FromHere}, origin{"step", refund.FromProvider}),
		"payment.captures_short": working(refund.FormulaDifference),
		"payment.whole":          working(refund.FormulaSum, origin{"owed", refund.FromPaymentOwed}),
		"payment.to_all":         working(refund.FormulaPositiveDifference, origin{"due", refund.FromTotal}, origin{"whole", refund.FromStep}, origin{"allowance", refund.FromStep}),
		"payment.to_money":       working(refund.FormulaPositiveDifference, origin{"due", refund.FromTotal}),
		"payment.instruments":    working(refund.FormulaSpread, origin{"amount", refund.FromStep}),
		"payment.sold":           working(refund.FormulaSum, origin{"goods", refund.FromOrderGoods}, origin{"charges", refund.FromOrderCharges}),
		"payment.later": working(refund.FormulaPositiveDifference, origin{"sold", refund.FromStep}, origin{"back", refund.FromGoodsBack},
			origin{"uncaptured", refund.FromUncaptured}),
		"payment.room": working(refund.FormulaRoom, origin{"later", refund.FromStep}, origin{"to_all", refund.FromStep}),
		"payment.divisible": working(refund.FormulaPositiveDifference, origin{"due", refund.FromTotal}, origin{"whole", refund.FromStep},
			origin{"share", refund.FromRow}, origin{"more", refund.FromRow}),
		"payment.shares_less":  working(refund.FormulaSpread, origin{"amount", refund.FromTotal}, origin{"less", refund.FromFees}),
		"payment.shares":       working(refund.FormulaSpread, origin{"amount", refund.FromTotal}, origin{"less", refund.FromFees}),
		"payment.step":         working(refund.FormulaProviderSteps),
		"payment.leg_only":     {computes: refund.FormulaWithin, adds: refund.SumLegs, from: []origin{{"due", refund.FromTotal}, {"owed", refund.FromPaymentOwed}}},
		"payment.leg":          leg(origin{"share", refund.FromRow}),
		"payment.leg_whole":    leg(origin{"share", refund.FromStep}, origin{"kept", refund.FromPaymentKept}),
		"payment.leg_reissued": leg(origin{"reissued", refund.FromStep}),
		"payment.settled":      leg(origin{"amount", refund.FromPaymentSettled}),
		"payment.rest":         working(refund.FormulaDifference, origin{"due", refund.FromTotal}, origin{"settled", refund.FromStep}),
		"payment.kept_back":    adding(refund.FormulaNegative, refund.ComponentTenderNotRestored, origin{"share", refund.FromRow}, origin{"more", refund.FromRow}),
		"payment.expired":      adding(refund.FormulaNegative, refund.ComponentTenderNotRestored, origin{"share", refund.FromRow}, origin{"more", refund.FromRow}),
		"payment.restored":     adding(refund.FormulaSum, refund.ComponentTenderNotRestored, origin{"kept", refund.FromPaymentKept}),
		"payment.reissued": adding(refund.FormulaProportion, refund.ComponentTenderReissued, origin{"amount", refund.FromRow}, origin{"less", refund.FromPaymentAdvance},
			origin{"part", refund.FromStep}, origin{"whole", refund.FromStep}),
		"payment.reissued_all": adding(refund.FormulaPositiveDifference, refund.ComponentTenderReissued, origin{"share", refund.FromRow},
			origin{"advance", refund.FromPaymentAdvance}),
		"payment.fault":          working(refund.FormulaSum, origin{"worth", refund.FromStep}),
		"payment.goods":          working(refund.FormulaSum, origin{"worth", refund.FromStep}),
		"payment.charges_waived": adding(refund.FormulaPositiveDifference, refund.ComponentWaiver, origin{"whole", refund.FromStep}, origin{"due", refund.FromInput}),
		"payment.rounding":       adding(refund.FormulaSum, refund.ComponentRounding, origin{"rounded", refund.FromStep}),
	}
}
