package policy

import (
	"maps"
	"slices"

	"github.com/makegood/makegood/refund"
)

func (c *checker) offer(written fileOffer, key string) offerRule {
	c.only(written.Kind, key+".kind", string(refund.OfferCoupon), string(refund.OfferStoreCredit))
	c.need(written.Rate.present, key+".rate")
	c.need(written.Budget.present, key+".budget")
	if written.Kind.value == string(refund.OfferCoupon) {
		c.need(written.Promotion.present, key+".promotion")
	}
	if written.ExpirySeconds.value == 0 {
		c.say(key+".expiry_seconds", "is missing or 0")
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
			c.say(key+".max_minor."+string(currency), "is missing or below min_minor")
		}
	}
	for _, currency := range slices.Sorted(maps.Keys(rule.maxMinor)) {
		_, ok := rule.minMinor[currency]
		c.need(ok, key+".min_minor."+string(currency))
	}
}

func (c *checker) byCurrency(written map[refund.Currency]count, key string) map[refund.Currency]int64 {
	c.need(len(written) > 0, key)
	amounts := map[refund.Currency]int64{}
	for _, currency := range slices.Sorted(maps.Keys(written)) {
		if !currency.Valid() {
			c.say(key, "names %q, which is no ISO 4217 currency in use", currency)
		}
		if !written[currency].present { // a key without a value never reaches the scalar
			c.say(key+"."+string(currency), "has no amount")
		}
		amounts[currency] = written[currency].value
	}
	return amounts
}
