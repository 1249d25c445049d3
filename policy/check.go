package policy

import (
	"fmt"
	"maps"
	"slices"

	"github.com/makegood/makegood/refund"
)

// checker turns a written policy into a checked one, and collects every mistake on the way.
type checker struct{ mistakes []string }

func (c *checker) say(format string, operands ...any) {
	c.mistakes = append(c.mistakes, fmt.Sprintf(format, operands...))
}

// need says so when a key that must be there is missing.
func (c *checker) need(present bool, key string) {
	if !present {
		c.say("%s is missing", key)
	}
}

// only says so when a key has another value than the ones in force.
func (c *checker) only(word text, key string, allowed ...string) {
	c.need(word.present, key)
	if word.value != "" && !slices.Contains(allowed, word.value) {
		c.say("%s is %q; in force are: %v", key, word.value, allowed)
	}
}

func (c *checker) policy(written file) *Policy {
	c.need(written.Name.present, "name")
	c.need(written.Version.present, "version")
	p := &Policy{
		terms:         c.terms(written.Terms),
		autoMaxMinor:  c.byCurrency(written.Approval.AutoMaxMinor, "approval.auto_max_minor"),
		reviewSeconds: written.Approval.ReviewSeconds.value,
		offers:        map[string]offerRule{},
		risk:          c.risk(written.Risk),
	}
	if p.reviewSeconds == 0 {
		c.say("approval.review_seconds is missing or 0")
	}
	for _, name := range slices.Sorted(maps.Keys(written.Offers)) {
		p.offers[name] = c.offer(written.Offers[name], "offers."+name)
		c.budget(p, written, name)
	}
	p.reasons = c.reasons(written)
	return p
}

func (c *checker) terms(written fileTerms) terms {
	c.only(written.PromotionMode, "terms.promotion_mode", "KEEP")
	c.only(written.TenderOrder, "terms.tender_order", "PROPORTIONAL")
	c.only(written.Shipping, "terms.shipping", string(shippingAlways), string(shippingWholeOrder), string(shippingNever))
	c.need(written.RestockingRate.present, "terms.restocking_rate")
	c.need(written.RestockingReasons != nil, "terms.restocking_reasons")
	c.need(written.GraceDays.present, "terms.grace_days")
	c.need(written.WindowDays.present, "terms.window_days")
	c.need(written.GoodsRequired != nil, "terms.goods_required")
	c.need(written.StoreCreditBonusRate.present, "terms.store_credit_bonus_rate")
	c.notInForce(written)
	return terms{
		graceDays:         written.GraceDays.value,
		restockingRate:    written.RestockingRate.value,
		restockingReasons: c.restockingReasons(written.RestockingReasons),
		storeCreditBonus:  written.StoreCreditBonusRate.value,
	}
}

// notInForce refuses terms that are named already but not applied yet: a term that is read and
// ignored would be a promise nobody keeps.
func (c *checker) notInForce(written fileTerms) {
	c.need(written.TrialUnits.present, "terms.trial_units")
	c.need(written.LifeDays.present, "terms.life_days")
	if written.TrialUnits.value != 0 {
		c.say("terms.trial_units must be 0: use is not priced yet")
	}
	if written.LifeDays.value != 0 {
		c.say("terms.life_days must be 0: depreciation is not priced yet")
	}
	if written.GoodsRequired != nil && *written.GoodsRequired {
		c.say("terms.goods_required must be false: returned goods are not awaited yet")
	}
}

func (c *checker) restockingReasons(written []refund.Reason) map[refund.Reason]bool {
	reasons := map[refund.Reason]bool{}
	for _, reason := range written {
		reasons[reason] = true
		if reason.Known() != reason {
			c.say("terms.restocking_reasons names the unknown reason %q", reason)
		}
		if reason.MerchantFault() {
			c.say("terms.restocking_reasons names %s: the merchant's own fault never costs the customer", reason)
		}
	}
	return reasons
}

func (c *checker) reasons(written file) map[refund.Reason]reasonRule {
	rules := map[refund.Reason]reasonRule{}
	for _, reason := range slices.Sorted(maps.Keys(written.Reasons)) {
		if reason.Known() != reason {
			c.say("reasons names the unknown reason %q", reason)
		}
		rules[reason] = c.reason(reason, written)
	}
	for _, reason := range refund.Reasons() {
		_, ok := rules[reason]
		c.need(ok, "reasons."+string(reason))
	}
	return rules
}

func (c *checker) reason(reason refund.Reason, written file) reasonRule {
	own, key := written.Reasons[reason], "reasons."+string(reason)
	rule := reasonRule{
		shipping: shippingTerm(written.Terms.Shipping.value), windowDays: written.Terms.WindowDays.value, offer: own.Offer.value,
	}
	c.need(own.Eligible != nil, key+".eligible")
	rule.eligible = own.Eligible != nil && *own.Eligible
	if own.Shipping.present {
		c.only(own.Shipping, key+".shipping", string(shippingAlways), string(shippingWholeOrder), string(shippingNever))
		rule.shipping = shippingTerm(own.Shipping.value)
	}
	if own.WindowDays.present {
		rule.windowDays = own.WindowDays.value
	}
	if _, ok := written.Offers[rule.offer]; rule.offer != "" && !ok {
		c.say("%s.offer names %q, which offers does not have", key, rule.offer)
	}
	if reason == refund.ReasonFraudSuspected && rule.offer != "" {
		c.say("%s.offer: a suspicion of fraud earns no offer", key)
	}
	return rule
}

func (c *checker) offer(written fileOffer, key string) offerRule {
	c.only(written.Kind, key+".kind", string(refund.OfferCoupon), string(refund.OfferStoreCredit))
	c.need(written.Rate.present, key+".rate")
	c.need(written.Budget.present, key+".budget")
	if written.Kind.value == string(refund.OfferCoupon) {
		c.need(written.Promotion.present, key+".promotion")
	}
	if written.ExpirySeconds.value == 0 {
		c.say("%s.expiry_seconds is missing or 0", key)
	}
	rule := offerRule{
		kind: refund.OfferKind(written.Kind.value), promotion: written.Promotion.value,
		rate: written.Rate.value, budget: written.Budget.value, expirySeconds: written.ExpirySeconds.value,
		minMinor: c.byCurrency(written.MinMinor, key+".min_minor"),
		maxMinor: c.byCurrency(written.MaxMinor, key+".max_minor"),
	}
	c.band(rule, key)
	return rule
}

// budget gives the offer its budget's monthly amounts; every currency of the offer needs one.
func (c *checker) budget(p *Policy, written file, offer string) {
	rule, key := p.offers[offer], "budgets."+p.offers[offer].budget
	rule.budgetMinor = c.byCurrency(written.Budgets[rule.budget], key)
	for _, currency := range slices.Sorted(maps.Keys(rule.minMinor)) {
		_, ok := rule.budgetMinor[currency]
		c.need(ok, key+"."+string(currency))
	}
	p.offers[offer] = rule
}

// band holds every currency of an offer to a minimum and a maximum that is not below it.
func (c *checker) band(rule offerRule, key string) {
	for _, currency := range slices.Sorted(maps.Keys(rule.minMinor)) {
		most, ok := rule.maxMinor[currency]
		if !ok || most < rule.minMinor[currency] {
			c.say("%s: max_minor of %s is missing or below min_minor", key, currency)
		}
	}
	for _, currency := range slices.Sorted(maps.Keys(rule.maxMinor)) {
		_, ok := rule.minMinor[currency]
		c.need(ok, fmt.Sprintf("%s.min_minor.%s", key, currency))
	}
}

func (c *checker) byCurrency(written map[refund.Currency]count, key string) map[refund.Currency]int64 {
	c.need(len(written) > 0, key)
	amounts := map[refund.Currency]int64{}
	for _, currency := range slices.Sorted(maps.Keys(written)) {
		if !currency.Valid() {
			c.say("%s names %q, which is no ISO 4217 currency in use", key, currency)
		}
		if !written[currency].present { // a key without a value never reaches the scalar
			c.say("%s.%s has no amount", key, currency)
		}
		amounts[currency] = written[currency].value
	}
	return amounts
}
