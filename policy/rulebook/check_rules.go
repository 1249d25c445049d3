package rulebook

import (
	"fmt"
	"slices"

	"github.com/makegood/makegood/policy/condition"
	"github.com/makegood/makegood/policy/sheet"
	"github.com/makegood/makegood/refund"
)

func (c *checker) rules(written file, reasons map[refund.Reason]*Grant) []Rule {
	var rules []Rule
	names := map[string]bool{}
	for i, own := range written.Rules {
		key := fmt.Sprintf("rules[%d]", i)
		c.Need(own.Name.Present, key+".name")
		if names[own.Name.Value] && own.Name.Present {
			c.Say(key+".name", "%q is there twice", own.Name.Value)
		}
		names[own.Name.Value] = true
		c.when(own.When, key+".when")
		c.termValues(own.Terms, key+".terms")
		rules = append(rules, Rule{
			Name: own.Name.Value, Line: c.Lines.Of(key), When: own.When.plain(), Overrides: own.Overrides, Law: own.Law.Value,
			Condition: c.entitling(own, key), Grants: c.grants(own, key, written, reasons),
		})
	}
	c.overrides(written.Rules)
	return rules
}

// overrides holds the names a rule goes before on purpose to later rules.
func (c *checker) overrides(written []fileRule) {
	for i, own := range written {
		for _, name := range own.Overrides {
			later := slices.ContainsFunc(written[i+1:], func(r fileRule) bool { return r.Name.Value == name })
			if !later {
				c.Say(fmt.Sprintf("rules[%d].overrides", i), "names %q, which is no later rule", name)
			}
		}
	}
}

// grants is what a rule comes to for each reason it may be about.
func (c *checker) grants(own fileRule, key string, written file, reasons map[refund.Reason]*Grant) map[refund.Reason]*Grant {
	all := map[refund.Reason]*Grant{}
	for _, reason := range refund.Reasons() {
		if !anyOr(own.When.Reasons, reason) {
			continue
		}
		var g Grant
		if own := reasons[reason]; own != nil { // nil: a mistake that was noted
			g = *own
		}
		g.Rule, g.Terms = own.Name.Value, own.Terms.over(g.Terms)
		if own.Eligible != nil {
			g.Eligible = *own.Eligible
		}
		if own.Because.Present {
			g.Because = own.Because.Value
		}
		if own.Offer.Present {
			g.Offer = own.Offer.Value
			c.offerName(offerUse{name: g.Offer, key: key + ".offer", reason: reason}, written)
		}
		g.EvidenceRequired = own.EvidenceRequired != nil && *own.EvidenceRequired
		all[reason] = &g
	}
	return all
}

// when holds the closed vocabularies of a rule's place.
func (c *checker) when(written fileWhen, key string) {
	for _, reason := range written.Reasons {
		if reason.Known() != reason {
			c.Say(key+".reasons", "names the unknown reason %q", reason)
		}
	}
	for _, model := range written.BusinessModels {
		if !slices.Contains(BusinessModels(), model) {
			c.Say(key+".business_models", "names %q; in force are: %v", model, BusinessModels())
		}
	}
	for _, initiator := range written.Initiators {
		if !slices.Contains(Initiators(), initiator) {
			c.Say(key+".initiators", "names %q; in force are: %v", initiator, Initiators())
		}
	}
	for _, market := range written.Markets {
		if !marketForm.MatchString(market) {
			c.Say(key+".markets", "names %q, which is no ISO 3166 alpha-2 code", market)
		}
	}
}

func (f fileWhen) plain() When { return When(f) }

// entitling compiles the condition of a rule that decides what a customer gets, and refuses what
// may not decide it (promise 11): tier and history, amounts, and region without a law.
func (c *checker) entitling(own fileRule, key string) *condition.Condition {
	compiled := c.compile(own.If, key+".if")
	if len(own.When.Markets) > 0 && !own.Law.Present {
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
			if !own.Law.Present {
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
func (c *checker) compile(written sheet.Text, key string) *condition.Condition {
	if !written.Present {
		return nil
	}
	compiled, err := condition.Compile(written.Value)
	if err != nil {
		c.Say(key, "is no condition: %v", err)
		return nil
	}
	return compiled
}
