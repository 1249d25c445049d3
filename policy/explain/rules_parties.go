package explain

import "github.com/makegood/makegood/refund"

// pointRules are the points that the purchase had earned: units, no money.
func pointRules() map[string]rule {
	return map[string]rule{
		"points.due":   working(refund.FormulaPointsDue, origin{"earned", refund.FromEarnedPoints}, origin{"due", refund.FromHere}),
		"points.taken": working(refund.FormulaPointsTaken, origin{"before", refund.FromPointsTaken}, origin{"units", refund.FromHere}),
	}
}

// sellerRules are whose a refund is on a marketplace (POSTINGS P18).
func sellerRules() map[string]rule {
	over := []origin{{"before", refund.FromLineCommissioned}, {"upto", refund.FromHere}}
	party := func(computes refund.FormulaID, from ...origin) rule {
		return rule{computes: computes, adds: refund.SumParties, from: from}
	}
	return map[string]rule{
		"commission.rate":        working(refund.FormulaRate, origin{"net", refund.FromLineNet}, origin{"rate", refund.FromLineCommission}),
		"commission.share":       working(refund.FormulaShareOver, append(over, origin{"back", refund.FromLineTaken}, origin{"net", refund.FromLineQuantity})...),
		"commission.over_net":    working(refund.FormulaShareOver, append(over, origin{"back", refund.FromLineGiven}, origin{"net", refund.FromLineNet})...),
		"commission.kept":        working(refund.FormulaLessProportion, origin{"at_most", refund.FromCommissionLeft}),
		"seller.promotion":       working(refund.FormulaNets),
		"seller.proportion":      working(refund.FormulaParties),
		"seller.commission_part": working(refund.FormulaPortions),
		"seller.back":            working(refund.FormulaSum, origin{"sold", refund.FromSellerSold}),
		"seller.commission":      party(refund.FormulaSum, origin{"lines", refund.FromSellerLines}),
		"seller.share":           party(refund.FormulaDifference),
		"seller.platform":        party(refund.FormulaDifference, origin{"total", refund.FromTotal}),
	}
}
