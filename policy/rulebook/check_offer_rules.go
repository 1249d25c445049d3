package rulebook

import (
	"fmt"
	"slices"

	"github.com/makegood/makegood/refund"
)

// offerRules reads the rules that personalise offers. They may ask everything handling may: an offer
// is no entitlement.
func (c *checker) offerRules(written file) []OfferRule {
	var all []OfferRule
	for i, own := range written.OfferRules {
		key := fmt.Sprintf("offer_rules[%d]", i)
		c.Need(own.Name.Present, key+".name")
		if slices.ContainsFunc(all, func(r OfferRule) bool { return r.Name == own.Name.Value && own.Name.Present }) {
			c.Say(key+".name", "%q is there twice", own.Name.Value)
		}
		c.when(own.When, key+".when")
		c.Need(own.Offer.Present, key+".offer")
		if own.Offer.Value != NoOffer {
			c.offerOfRule(own, key, written)
		}
		all = append(all, OfferRule{
			Name: own.Name.Value, Line: c.Lines.Of(key), When: own.When.plain(), Condition: c.compile(own.If, key+".if"), Offer: own.Offer.Value,
		})
	}
	return all
}

// offerOfRule holds a rule's offer to the offers there are. A rule that says no reasons is about all
// but a suspicion of fraud, which earns no offer whatever rules say.
func (c *checker) offerOfRule(own fileOfferRule, key string, written file) {
	use := offerUse{name: own.Offer.Value, key: key + ".offer"}
	if slices.Contains(own.When.Reasons, refund.ReasonFraudSuspected) {
		use.reason = refund.ReasonFraudSuspected
	}
	c.offerName(use, written)
}
