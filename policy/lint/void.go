package lint

import (
	"fmt"
	"slices"

	"github.com/makegood/makegood/policy/law"
	"github.com/makegood/makegood/policy/rulebook"
	"github.com/makegood/makegood/refund"
)

// voidByLaw finds terms of a change of mind that a market's law voids (MONEY C15): in the member states of the EU a
// restocking fee and delivery that is never given back, there and in China a window that is shorter than the law's and
// a refusal of everything. Fees are held against all states, one of which stands for those that nothing names; windows
// against the markets that the policy names: elsewhere the law's days hold without it.
func voidByLaw(v *rulebook.Version, p situations) []Finding {
	var findings []Finding
	told := map[string]bool{}
	named := p.markets
	p.markets = append(membersOf(named), china)
	p.all(func(at situation) bool {
		goods := at.model == refund.ModelPhysicalGoods || at.model == refund.ModelEquipment
		if !goods || at.reason != refund.ReasonCustomerChangedMind {
			return true
		}
		right := rightsOf(at.market)
		for _, words := range decidingAt(v, at) {
			void := right.voided(words)
			if slices.Contains(named, at.market) && v.Markets[at.market].MinimumWindowDays < right.days {
				void = append(void, right.tooShort(words)...)
			}
			for _, term := range void {
				if key := words.name + term; !told[key] {
					told[key] = true
					findings = append(findings, Finding{Code: CodeVoid, Line: words.line, Rule: words.rule,
						Detail: fmt.Sprintf("%s: %s is void in %s (%s)", words.name, term, at.market, right.statute)})
				}
			}
		}
		return true
	})
	return findings
}

const china = "CN"

// rights are what a market's law gives who changes their mind.
type rights struct {
	statute law.Statute
	days    int64
	// terms says what of a grant's terms it voids, as the policy writes it.
	terms func(*rulebook.Terms) []string
}

func rightsOf(market string) rights {
	if market == china {
		return rights{statute: law.CN, days: law.NoReasonDays, terms: func(*rulebook.Terms) []string { return nil }}
	}
	return rights{statute: law.EU, days: law.WithdrawalDays, terms: voidInTheUnion}
}

// voided lists the terms of a grant that are void.
func (r rights) voided(words deciding) []string {
	if !words.granted.Eligible {
		return nil
	}
	return r.terms(&words.granted.Terms)
}

// tooShort is a window, or a refusal of everything, that gives less than the law. Where the policy's own minimum for
// the market is the law's, windows finds it.
func (r rights) tooShort(words deciding) []string {
	days, short := tooShort(words, rulebook.Market{MinimumWindowDays: r.days})
	switch {
	case !short:
		return nil
	case !words.granted.Eligible:
		return []string{"eligible false"}
	}
	return []string{fmt.Sprintf("window_days %d", days)}
}

// voidInTheUnion are the terms of which Directive 2011/83/EU leaves nothing: only what goods lost by handling beyond
// what is needed may be kept.
func voidInTheUnion(terms *rulebook.Terms) []string {
	var void []string
	if !terms.RestockingRate.IsZero() && slices.Contains(terms.RestockingReasons, refund.ReasonCustomerChangedMind) {
		void = append(void, "restocking_rate "+terms.RestockingRate.String())
	}
	if len(terms.ReturnShipping) > 0 && slices.Contains(terms.ReturnShippingReasons, refund.ReasonCustomerChangedMind) {
		void = append(void, "return_shipping")
	}
	if terms.Shipping == rulebook.ShippingNever {
		void = append(void, "shipping NEVER")
	}
	return void
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
