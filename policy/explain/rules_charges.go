package explain

import (
	"maps"

	"github.com/makegood/makegood/refund"
)

// chargeRules are shipping, fees and what was never captured.
func chargeRules() map[string]rule {
	open := []origin{{"cost", refund.FromOrderPaid}, {"captured", refund.FromPaymentsCaptured},
		{"authorised", refund.FromPaymentsUncaptured}, {"voided", refund.FromVoided}, {"open", refund.FromHere}}
	all := deliveryRules()
	maps.Copy(all, map[string]rule{
		"fee.whole_order":     adding(refund.FormulaSum, refund.ComponentFee, origin{"amount", refund.FromFeeAmount}),
		"charge.tax":          adding(refund.FormulaSum, refund.ComponentTax),
		"tax.shipping":        taxing(refund.FormulaSum, refund.ComponentShipping, origin{"amount", refund.FromShippingInside}),
		"tax.fee":             taxing(refund.FormulaSum, refund.ComponentFee, origin{"amount", refund.FromFeeInside}),
		"void.never_captured": adding(refund.FormulaNeverCaptured, refund.ComponentVoid, append(open, origin{"claim", refund.FromTotal})...),
		"void.whole":          adding(refund.FormulaNegative, refund.ComponentVoid, origin{"claim", refund.FromTotal}),
		"void.captured_since": adding(refund.FormulaCapturedSince, refund.ComponentVoid, open...),
		"tax.void": taxing(refund.FormulaLessProportion, refund.ComponentVoid, origin{"amount", refund.FromTax},
			origin{"part", refund.FromTaken}, origin{"whole", refund.FromTotal}),
		"tax.void_back": taxing(refund.FormulaProportion, refund.ComponentVoid, origin{"amount", refund.FromVoidedTax},
			origin{"part", refund.FromStep}, origin{"whole", refund.FromVoided}),
	})
	return all
}

// deliveryRules are what goes back of a delivery: the order's own shipping, or that of a shipment.
func deliveryRules() map[string]rule {
	part := []origin{{"total", refund.FromShippingNet}, {"given", refund.FromShippingGiven}, {"asked", refund.FromRequest}}
	overNet := []origin{{"back", refund.FromShippingGiven}, {"net", refund.FromShippingNet}, {"upto", refund.FromHere}}
	all := map[string]rule{
		"charge.tax_over_net": adding(refund.FormulaShareOver, refund.ComponentTax,
			append(overNet, origin{"total", refund.FromShippingOnTop}, origin{"before", refund.FromShippingOnTopGiven})...),
		"tax.shipping_over_net": taxing(refund.FormulaShareOver, refund.ComponentShipping,
			append(overNet, origin{"total", refund.FromShippingInside}, origin{"before", refund.FromShippingInsideGiven})...),
	}
	for _, noun := range []string{"shipping.", "shipment."} {
		for _, end := range []string{"for_reason", "whole_order", "rest", "asked_all"} {
			all[noun+end] = adding(refund.FormulaPositiveDifference, refund.ComponentShipping, part...)
		}
		all[noun+"asked"] = adding(refund.FormulaAsked, refund.ComponentShipping, part...)
	}
	return all
}

// deductionRules are what a request alone is deducted (MONEY C11), and a person's adjustments.
func deductionRules() map[string]rule {
	used := []origin{{"price", refund.FromStep}, {"used", refund.FromLineUnitsUsed}, {"free", refund.FromTerm},
		{"part", refund.FromHere}, {"whole", refund.FromLineUnitsTotal}, {"left", refund.FromTotal}}
	spent := []origin{{"each", refund.FromLineFace}, {"quantity", refund.FromLineQuantity}, {"whole", refund.FromHere}}
	days := []origin{{"price", refund.FromStep}, {"start", refund.FromLinePeriodStart}, {"end", refund.FromLinePeriodEnd}, {"on", refund.FromOccurred},
		{"part", refund.FromHere}, {"whole", refund.FromHere}, {"left", refund.FromTotal}}
	life := []origin{{"price", refund.FromStep}, {"delivered", refund.FromLineDelivered}, {"on", refund.FromOccurred}, {"days", refund.FromHere},
		{"grace", refund.FromTerm}, {"part", refund.FromHere}, {"whole", refund.FromTerm}, {"left", refund.FromTotal}}
	adjusted := []origin{{"total", refund.FromTotal}, {"shared", refund.FromDecision}, {"target", refund.FromDecision},
		{"tax", refund.FromTax}, {"on_top", refund.FromTaxOnTop}}
	inside := []origin{{"part", refund.FromTaken}, {"whole", refund.FromStep}}
	return map[string]rule{
		"usage.units":   adding(refund.FormulaLessUsedUnits, refund.ComponentUsage, used...),
		"usage.balance": adding(refund.FormulaLessUsedBalance, refund.ComponentUsage, append(spent, used...)...),
		"usage.days":    adding(refund.FormulaLessUsedDays, refund.ComponentUsage, days...),
		"depreciation":  adding(refund.FormulaLessUsedLife, refund.ComponentDepreciation, life...),
		"usage.tax": adding(refund.FormulaLessProportion, refund.ComponentTax, origin{"amount", refund.FromStep},
			origin{"part", refund.FromInput}, origin{"whole", refund.FromInput}, origin{"at_most", refund.FromTotal}),
		"restocking": adding(refund.FormulaLessRate, refund.ComponentRestocking, origin{"price", refund.FromLinePrice}, origin{"quantity", refund.FromRequest},
			origin{"list", refund.FromHere}, origin{"rate", refund.FromTerm}, origin{"at_most", refund.FromTotal}, origin{"taken", refund.FromSameRule}),
		"return_shipping": adding(refund.FormulaLessAsked, refund.ComponentReturnShipping, origin{"asked", refund.FromTerm},
			origin{"at_most", refund.FromTotal}, origin{"taken", refund.FromFees}),
		"tax.return_shipping":  {computes: refund.FormulaLessInside, adds: refund.SumDeductionTax, from: []origin{{"rate", refund.FromTerm}}},
		"tax.deduction":        {computes: refund.FormulaLessProportion, adds: refund.SumDeductionTax, from: inside},
		"tax.deduction_all":    {computes: refund.FormulaNegative, adds: refund.SumDeductionTax, from: []origin{{"amount", refund.FromTax}}},
		"tax.adjustment":       taxing(refund.FormulaLessProportion, refund.ComponentAdjustment, inside...),
		"tax.adjustment_all":   taxing(refund.FormulaNegative, refund.ComponentAdjustment, origin{"amount", refund.FromTax}),
		"tax.adjusted":         taxing(refund.FormulaAdjustedInside, refund.ComponentAdjustment, adjusted...),
		"adjustment.decided":   adding(refund.FormulaAdjusted, refund.ComponentAdjustment, adjusted...),
		"adjustment.tax":       adding(refund.FormulaAdjustedTax, refund.ComponentTax, adjusted...),
		"adjustment.line_left": working(refund.FormulaSum),
		"adjustment.goods": adding(refund.FormulaLessMinimum, refund.ComponentAdjustment, origin{"asked", refund.FromDecision}, origin{"partial", refund.FromDecision},
			origin{"left", refund.FromStep}, origin{"at_most", refund.FromTotal}),
		"adjustment.goods_tax":                    adding(refund.FormulaLessProportion, refund.ComponentTax, inside...),
		"adjustment.goods_tax_all":                adding(refund.FormulaLessMinimum, refund.ComponentTax),
		"choice." + refund.AlternativeStoreCredit: working(refund.FormulaSum, origin{"total", refund.FromTotal}, origin{"bonus", refund.FromTerm}),
		"choice." + refund.AlternativeExchange:    working(refund.FormulaSum, origin{"total", refund.FromTotal}, origin{"bonus", refund.FromTerm}),
	}
}
