package policy

import (
	"fmt"
	"slices"

	"github.com/makegood/makegood/refund"
)

// offerRules reads the rules that personalise offers. They may ask everything handling may: an offer
// is no entitlement.
func (c *checker) offerRules(written file) []offerRule {
	var all []offerRule
	for i, own := range written.OfferRules {
		key := fmt.Sprintf("offer_rules[%d]", i)
		c.need(own.Name.present, key+".name")
		if slices.ContainsFunc(all, func(r offerRule) bool { return r.name == own.Name.value && own.Name.present }) {
			c.say(key+".name", "%q is there twice", own.Name.value)
		}
		c.when(own.When, key+".when")
		c.need(own.Offer.present, key+".offer")
		if own.Offer.value != NoOffer {
			c.offerOfRule(own, key, written)
		}
		all = append(all, offerRule{
			name: own.Name.value, line: c.lines.of(key), when: own.When.plain(), condition: c.compile(own.If, key+".if"), offer: own.Offer.value,
		})
	}
	return all
}

// offerOfRule holds a rule's offer to the offers there are. A rule that says no reasons is about all
// but a suspicion of fraud, which earns no offer whatever rules say.
func (c *checker) offerOfRule(own fileOfferRule, key string, written file) {
	use := offerUse{name: own.Offer.value, key: key + ".offer"}
	if slices.Contains(own.When.Reasons, refund.ReasonFraudSuspected) {
		use.reason = refund.ReasonFraudSuspected
	}
	c.offerName(use, written)
}
