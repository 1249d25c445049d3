package policy

import (
	"fmt"
	"maps"
	"slices"

	"github.com/makegood/makegood/refund"
)

// checker turns a written policy into a checked one, and collects every mistake on the way.
type checker struct {
	mistakes []Mistake
	lines    lines
}

// say notes a mistake at a key of the file.
func (c *checker) say(key, format string, operands ...any) {
	c.note(MistakeInvalid, key, fmt.Sprintf(format, operands...))
}

func (c *checker) note(code MistakeCode, key, detail string) {
	c.mistakes = append(c.mistakes, Mistake{Line: c.lines.of(key), Code: code, Detail: key + " " + detail})
}

// need says so when a key that must be there is missing.
func (c *checker) need(present bool, key string) {
	if !present {
		c.say(key, "is missing")
	}
}

// only says so when a key has another value than the ones in force.
func (c *checker) only(word text, key string, allowed ...string) {
	c.need(word.present, key)
	if word.value != "" && !slices.Contains(allowed, word.value) {
		c.say(key, "is %q; in force are: %v", word.value, allowed)
	}
}

func (c *checker) policy(written file) *Policy {
	c.need(written.Name.present, "name")
	c.need(written.Version.present, "version")
	p := &Policy{
		zones:              newZones(),
		effectiveFrom:      written.EffectiveFrom.value,
		supersedesIfBetter: written.SupersedesIfBetter,
		approval:           c.approval(*written.Approval),
		autoMaxMinor:       map[refund.Currency]int64{},
		review:             c.review(*written.Approval),
		goods:              c.goods(*written.Goods),
		appealSeconds:      written.AppealSeconds.value,
		surveySeconds:      written.SurveySeconds.value,
		offers:             map[string]offer{},
		offerRules:         c.offerRules(written),
	}
	for currency, bands := range p.approval.bands {
		p.autoMaxMinor[currency] = autoMaxMinor(bands)
	}
	p.handling = c.handlings(written.Handling, p.approval)
	for _, name := range slices.Sorted(maps.Keys(written.Offers)) {
		p.offers[name] = c.offer(written.Offers[name], "offers."+name)
		c.budget(p, written, name)
	}
	if !written.Risk.IsZero() {
		c.say("risk", "is no part of a policy any more: risk rules are a file of their own (`makegood risk rules` shows the shipped one)")
	}
	p.alternatives = c.alternatives(written)
	p.entitlement = c.entitlement(written)
	return p
}

func (c *checker) entitlement(written file) entitlement {
	c.allTerms(written.Terms)
	c.termValues(written.Terms, "terms")
	e := entitlement{terms: written.Terms.over(Terms{}), markets: c.markets(written.Markets)}
	e.reasons = c.reasons(written, e.terms)
	e.rules = c.rules(written, e.reasons)
	return e
}

// alternatives holds the budget of the bonus to the budgets there are.
func (c *checker) alternatives(written file) alternativeRules {
	own := written.Alternatives
	if budget := own.StoreCreditBudget; budget.present && written.Budgets[budget.value] == nil {
		c.say("alternatives.store_credit_budget", "names %q, which budgets does not have", budget.value)
	}
	made := alternativeRules{storeCreditBudget: own.StoreCreditBudget.value, exchange: own.Exchange != nil && *own.Exchange}
	if budget := written.Budgets[made.storeCreditBudget]; budget != nil {
		made.monthlyMinor = c.byCurrency(budget, "budgets."+made.storeCreditBudget)
	}
	return made
}

func (c *checker) markets(written map[string]fileMarket) map[string]market {
	all := map[string]market{}
	for _, code := range slices.Sorted(maps.Keys(written)) {
		key := "markets." + code
		if !marketForm.MatchString(code) {
			c.say(key, "is no ISO 3166 alpha-2 code")
		}
		c.need(written[code].MinimumWindowDays.present, key+".minimum_window_days")
		c.need(written[code].Law.present, key+".law")
		all[code] = market{minimumWindowDays: written[code].MinimumWindowDays.value, law: written[code].Law.value}
	}
	return all
}

func (c *checker) reasons(written file, terms Terms) map[refund.Reason]*grant {
	grants := map[refund.Reason]*grant{}
	for _, reason := range slices.Sorted(maps.Keys(written.Reasons)) {
		if reason.Known() != reason {
			c.say("reasons."+string(reason), "names the unknown reason %q", reason)
		}
		granted := c.reason(reason, written, terms)
		grants[reason] = &granted
	}
	for _, reason := range refund.Reasons() {
		if _, ok := grants[reason]; !ok {
			c.note(MistakeReasonWithoutRule, "reasons."+string(reason), "is missing")
		}
	}
	return grants
}

func (c *checker) reason(reason refund.Reason, written file, terms Terms) grant {
	own, key := written.Reasons[reason], "reasons."+string(reason)
	c.need(own.Eligible != nil, key+".eligible")
	c.termValues(own.fileTerms, key)
	c.offerName(offerUse{name: own.Offer.value, key: key + ".offer", reason: reason}, written)
	return grant{
		eligible: own.Eligible != nil && *own.Eligible, because: ReasonNotEligible,
		offer: own.Offer.value, terms: own.fileTerms.over(terms),
	}
}

// offerUse is an offer that a reason or a rule names.
type offerUse struct {
	name, key string
	reason    refund.Reason
}

// offerName holds a named offer to the offers there are; a suspicion of fraud earns none.
func (c *checker) offerName(use offerUse, written file) {
	if use.name == "" {
		return
	}
	if _, ok := written.Offers[use.name]; !ok {
		c.say(use.key, "names %q, which offers does not have", use.name)
	}
	if use.reason == refund.ReasonFraudSuspected {
		c.say(use.key, "is set: a suspicion of fraud earns no offer")
	}
}
