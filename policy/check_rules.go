package policy

import (
	"fmt"
	"slices"

	"github.com/makegood/makegood/policy/condition"
	"github.com/makegood/makegood/refund"
)

func (c *checker) rules(written file, reasons map[refund.Reason]*grant) []rule {
	var rules []rule
	names := map[string]bool{}
	for i, own := range written.Rules {
		key := fmt.Sprintf("rules[%d]", i)
		c.need(own.Name.present, key+".name")
		if names[own.Name.value] && own.Name.present {
			c.say(key+".name", "%q is there twice", own.Name.value)
		}
		names[own.Name.value] = true
		c.when(own.When, key+".when")
		c.termValues(own.Terms, key+".terms")
		rules = append(rules, rule{
			name: own.Name.value, line: c.lines.of(key), when: own.When.plain(), overrides: own.Overrides, law: own.Law.value,
			condition: c.entitling(own, key), grants: c.grants(own, key, written, reasons),
		})
	}
	c.overrides(written.Rules)
	return rules
}

// overrides holds the names a rule goes before on purpose to later rules.
func (c *checker) overrides(written []fileRule) {
	for i, own := range written {
		for _, name := range own.Overrides {
			later := slices.ContainsFunc(written[i+1:], func(r fileRule) bool { return r.Name.value == name })
			if !later {
				c.say(fmt.Sprintf("rules[%d].overrides", i), "names %q, which is no later rule", name)
			}
		}
	}
}

// grants is what a rule comes to for each reason it may be about.
func (c *checker) grants(own fileRule, key string, written file, reasons map[refund.Reason]*grant) map[refund.Reason]*grant {
	all := map[refund.Reason]*grant{}
	for _, reason := range refund.Reasons() {
		if !anyOr(own.When.Reasons, reason) {
			continue
		}
		var g grant
		if own := reasons[reason]; own != nil { // nil: a mistake that was noted
			g = *own
		}
		g.rule, g.terms = own.Name.value, own.Terms.over(g.terms)
		if own.Eligible != nil {
			g.eligible = *own.Eligible
		}
		if own.Because.present {
			g.because = own.Because.value
		}
		if own.Offer.present {
			g.offer = own.Offer.value
			c.offerName(offerUse{name: g.offer, key: key + ".offer", reason: reason}, written)
		}
		g.evidence = own.EvidenceRequired != nil && *own.EvidenceRequired
		all[reason] = &g
	}
	return all
}

// when holds the closed vocabularies of a rule's place.
func (c *checker) when(written fileWhen, key string) {
	for _, reason := range written.Reasons {
		if reason.Known() != reason {
			c.say(key+".reasons", "names the unknown reason %q", reason)
		}
	}
	for _, model := range written.BusinessModels {
		if !slices.Contains(BusinessModels(), model) {
			c.say(key+".business_models", "names %q; in force are: %v", model, BusinessModels())
		}
	}
	for _, initiator := range written.Initiators {
		if !slices.Contains(Initiators(), initiator) {
			c.say(key+".initiators", "names %q; in force are: %v", initiator, Initiators())
		}
	}
	for _, market := range written.Markets {
		if !marketForm.MatchString(market) {
			c.say(key+".markets", "names %q, which is no ISO 3166 alpha-2 code", market)
		}
	}
}

func (f fileWhen) plain() When { return When(f) }

// entitling compiles the condition of a rule that decides what a customer gets, and refuses what
// may not decide it (promise 11): tier and history, amounts, and region without a law.
func (c *checker) entitling(own fileRule, key string) *condition.Condition {
	compiled := c.compile(own.If, key+".if")
	if len(own.When.Markets) > 0 && !own.Law.present {
		c.note(MistakeByRegion, key+".when.markets", "changes what a customer gets by region: name the market's law, or leave it out")
	}
	if compiled == nil {
		return nil
	}
	for _, name := range compiled.Reads() {
		variable, _ := condition.Lookup(name)
		switch variable.Kind {
		case condition.Fact:
		case condition.Region:
			if !own.Law.present {
				c.note(MistakeByRegion, key+".if", "changes what a customer gets by "+name+": name the market's law, or leave it out")
			}
		case condition.Amount:
			c.note(MistakeByAmount, key+".if", "changes what a customer gets by "+name+": only handling may depend on it")
		case condition.Customer:
			c.note(MistakeByCustomer, key+".if", "changes what a customer gets by "+name+": only handling may depend on it")
		}
	}
	return compiled
}

// compile compiles a condition; an absent one is nil, and always holds.
func (c *checker) compile(written text, key string) *condition.Condition {
	if !written.present {
		return nil
	}
	compiled, err := condition.Compile(written.value)
	if err != nil {
		c.say(key, "is no condition: %v", err)
		return nil
	}
	return compiled
}
