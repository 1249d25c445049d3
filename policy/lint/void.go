package lint

import (
	"fmt"
	"slices"

	"github.com/makegood/makegood/policy/law"
	"github.com/makegood/makegood/policy/rulebook"
	"github.com/makegood/makegood/refund"
)

// voidByLaw finds terms of a change of mind that the law of a member state of the EU voids (MONEY C15): a
// restocking fee, and delivery that is never given back. One state stands for those that no rule names.
func voidByLaw(v *rulebook.Version, p situations) []Finding {
	var findings []Finding
	told := map[string]bool{}
	p.markets = membersOf(p.markets)
	p.all(func(at situation) bool {
		goods := at.model == refund.ModelPhysicalGoods || at.model == refund.ModelEquipment
		if !goods || at.reason != refund.ReasonCustomerChangedMind {
			return true
		}
		for _, words := range decidingAt(v, at) {
			for _, term := range voidTerms(words.granted) {
				if key := words.name + term; !told[key] {
					told[key] = true
					findings = append(findings, Finding{Code: CodeVoid, Line: words.line, Rule: words.rule,
						Detail: fmt.Sprintf("%s: %s is void in %s (%s)", words.name, term, at.market, law.EU)})
				}
			}
		}
		return true
	})
	return findings
}

// membersOf are the member states among the markets, and one of those that are not.
func membersOf(markets []string) []string {
	var members []string
	for _, state := range law.MemberStates() {
		if slices.Contains(markets, state) {
			members = append(members, state)
		}
	}
	for _, state := range law.MemberStates() {
		if !slices.Contains(members, state) {
			return append(members, state)
		}
	}
	return members
}

func voidTerms(granted *rulebook.Grant) []string {
	var void []string
	terms := &granted.Terms
	if granted.Eligible && !terms.RestockingRate.IsZero() && slices.Contains(terms.RestockingReasons, refund.ReasonCustomerChangedMind) {
		void = append(void, "restocking_rate "+terms.RestockingRate.String())
	}
	if granted.Eligible && len(terms.ReturnShipping) > 0 && slices.Contains(terms.ReturnShippingReasons, refund.ReasonCustomerChangedMind) {
		void = append(void, "return_shipping")
	}
	if granted.Eligible && terms.Shipping == rulebook.ShippingNever {
		void = append(void, "shipping NEVER")
	}
	return void
}
