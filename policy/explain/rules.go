package explain

import (
	"maps"
	"slices"

	"github.com/makegood/makegood/refund"
)

// rule is what a step of a key is: the formula its result follows by, the sum it is a part of, and where its
// inputs come from by name, unless they say so themselves. A new key of Say needs one here.
type rule struct {
	computes  refund.FormulaID
	adds      refund.Sum
	component refund.ComponentKind
	from      []origin
}

// origin is where an input comes from.
type origin struct {
	input string
	from  refund.Source
}

// source is where an input of a name comes from; 0: the rule does not say.
func (r *rule) source(name string) refund.Source {
	for i := range r.from {
		if r.from[i].input == name {
			return r.from[i].from
		}
	}
	return 0
}

// working is a rule whose step shows what others are computed from.
func working(computes refund.FormulaID, from ...origin) rule {
	return rule{computes: computes, from: from}
}

// adding is a rule whose step is a part of the total.
func adding(computes refund.FormulaID, to refund.ComponentKind, from ...origin) rule {
	adds := refund.SumTotal
	if to == refund.ComponentTax {
		adds = refund.SumTotalAndTax
	}
	return rule{computes: computes, adds: adds, component: to, from: from}
}

// taxing is a rule whose step is a part of the tax, inside a component of the total.
func taxing(computes refund.FormulaID, inside refund.ComponentKind, from ...origin) rule {
	return rule{computes: computes, adds: refund.SumTax, component: inside, from: from}
}

// rules are all of them by key.
func rules() map[string]rule {
	all := map[string]rule{}
	for _, key := range statements() {
		all[key] = working(refund.FormulaStatement)
	}
	for _, some := range []map[string]rule{goodsRules(), chargeRules(), promotionRules(), deductionRules(), paymentRules(), pointRules(), sellerRules()} {
		for key, r := range some {
			all[key] = r
		}
	}
	return all
}

// Keys lists the keys of all rules, sorted.
func Keys() []string { return slices.Sorted(maps.Keys(rules())) }

// statements are the keys of steps that compute nothing.
func statements() []string {
	return []string{
		"captured.none", "captured.authorised_stays", "zone.unknown",
		"eligible.no", "eligible.before_delivery", "eligible.appealed", "law.withdrawal",
		"eligible.shipping_no", "eligible.shipping_kept", "eligible.shipping_before_delivery", "eligible.shipping_appealed",
		"law.window", "shipment.unknown", "shipping.too_much", "shipping.none_left", "quantities.measure",
		"quantities.none_left", "quantities.too_few_left", "quantities.not_of_the_order", "allowance.too_much",
		"goods.found", "goods.required", "goods.waived", "legs.too_many", "coupon.restored", "policy.superseded", "promotion.forfeited",
		"tenders.owe_less", "payment.void", "payment.stopped", "payment.too_little",
		"approval.ORDER_SNAPSHOT_DIFFERS", "approval.POLICY_DIFFERS", "approval.AMOUNTS_DO_NOT_ADD_UP",
		"approval.CURRENCY_WITHOUT_LIMIT", "approval.OVER_LIMIT", "approval.CUSTOMER_DAY_OVER_LIMIT",
		"approval.POLICY_HANDLING", "approval.GOODS_WAIVED_ABOVE_LIMIT", "approval.INSTRUMENT_EXPIRED", "approval.USE_NOT_PRICED", "approval." + refund.ReasonAppealed,
	}
}

// goodsRules are what goods are worth.
func goodsRules() map[string]rule {
	share := []origin{{"total", refund.FromLineNet}, {"now", refund.FromRequest}, {"before", refund.FromLineTaken},
		{"bought", refund.FromLineQuantity}, {"upto", refund.FromHere}, {"given", refund.FromLineGiven}}
	tax := []origin{{"total", refund.FromLineTaxOnTop}, {"now", refund.FromRequest}, {"before", refund.FromLineTaken},
		{"bought", refund.FromLineQuantity}, {"upto", refund.FromHere}, {"given", refund.FromLineOnTopGiven}}
	overNet := []origin{{"back", refund.FromLineGiven}, {"net", refund.FromLineNet}, {"upto", refund.FromHere}}
	window := []origin{{"delivered", refund.FromLineDelivered}, {"on", refund.FromOccurred}, {"grace", refund.FromTerm},
		{"day", refund.FromHere}, {"window", refund.FromTerm}}
	shippingWindow := append([]origin{{"delivered", refund.FromShipmentDelivered}}, window[1:]...)
	measured := []origin{{"total", refund.FromLineNet}, {"now", refund.FromRequest}, {"before", refund.FromLineMeasured}, {"whole", refund.FromLineMeasure},
		{"upto", refund.FromHere}, {"share_before", refund.FromHere}, {"given", refund.FromLineGiven}, {"at_most", refund.FromHere}}
	gross := []origin{{"gross", refund.FromRequest}, {"total", refund.FromLineNet}, {"tax", refund.FromLineTaxOnTop}, {"given", refund.FromLineGiven},
		{"tax_given", refund.FromLineOnTopGiven}, {"upto", refund.FromHere}}
	return map[string]rule{
		"eligible.shipping_window":       working(refund.FormulaWindow, shippingWindow...),
		"eligible.shipping_window_grace": working(refund.FormulaWindow, shippingWindow...),
		"line.share_measured":            adding(refund.FormulaShare, refund.ComponentLine, share...),
		"line.allowance_measured":        adding(refund.FormulaShareMeasured, refund.ComponentLine, measured...),
		"line.allowance_gross":           adding(refund.FormulaNetOfGross, refund.ComponentLine, gross...),
		"line.tax_of_gross":              adding(refund.FormulaDifference, refund.ComponentTax),
		"eligible.window":                working(refund.FormulaWindow, window...),
		"eligible.window_grace":          working(refund.FormulaWindow, window...),
		"tax.differs": working(refund.FormulaRecordedTax, origin{"recorded", refund.FromLineTax}, origin{"price", refund.FromLineNet},
			origin{"rate", refund.FromLineTax}, origin{"computed", refund.FromHere}),
		"discount.shared":            working(refund.FormulaSpread, origin{"amount", refund.FromDiscount}),
		"discount.net":               working(refund.FormulaNets),
		"line.share":                 adding(refund.FormulaShare, refund.ComponentLine, share...),
		"line.share_less_allowances": adding(refund.FormulaShare, refund.ComponentLine, share...),
		"line.allowance_left": working(refund.FormulaUnspent, origin{"allowance", refund.FromAllowance},
			origin{"returned", refund.FromAllowance}, origin{"units", refund.FromAllowance}),
		"line.allowance": adding(refund.FormulaAsked, refund.ComponentLine, origin{"asked", refund.FromRequest},
			origin{"total", refund.FromLineNet}, origin{"given", refund.FromLineGiven}),
		"line.tax":          adding(refund.FormulaShare, refund.ComponentTax, tax...),
		"line.tax_over_net": adding(refund.FormulaShareOver, refund.ComponentTax, append(overNet, origin{"total", refund.FromLineTaxOnTop}, origin{"before", refund.FromLineOnTopGiven})...),
		"tax.lines":         taxing(refund.FormulaShares, refund.ComponentLine),
		"tax.line_over_net": taxing(refund.FormulaShareOver, refund.ComponentLine, append(overNet, origin{"total", refund.FromLineTaxInside}, origin{"before", refund.FromLineInsideGiven})...),
	}
}
