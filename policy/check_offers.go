package policy

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/makegood/makegood/refund"
)

// choiceForm is how a choice is named: customers' links and people's commands name it.
var choiceForm = regexp.MustCompile(`^[a-z0-9][a-z0-9-]{0,31}$`)

// choicesMax bounds what a customer may choose from.
const choicesMax = 8

func (c *checker) offer(written fileOffer, key string) offer {
	c.need(written.Budget.present, key+".budget")
	if written.ExpirySeconds.value == 0 {
		c.say(key+".expiry_seconds", "is missing or 0")
	}
	if written.RemindSeconds.value > 0 && written.RemindSeconds.value >= written.ExpirySeconds.value {
		c.say(key+".remind_seconds", "is not before expiry_seconds")
	}
	return offer{
		choices: c.choices(written, key), budget: written.Budget.value,
		expirySeconds: written.ExpirySeconds.value, remindSeconds: written.RemindSeconds.value,
	}
}

// choices reads the list, or the one thing that an offer without a list is.
func (c *checker) choices(written fileOffer, key string) []offerChoice {
	if written.Choices == nil {
		return []offerChoice{c.choice(written.fileChoice, key)}
	}
	if written.fileChoice.written() {
		c.say(key, "says beside choices what belongs into one of them")
	}
	if len(written.Choices) == 0 || len(written.Choices) > choicesMax {
		c.say(key+".choices", "are %d; in force are 1 to %d", len(written.Choices), choicesMax)
	}
	var all []offerChoice
	for i, own := range written.Choices {
		at := fmt.Sprintf("%s.choices[%d]", key, i)
		choice := c.choice(own, at)
		if slices.ContainsFunc(all, func(o offerChoice) bool { return o.id == choice.id }) {
			c.say(at+".id", "%q is there twice", choice.id)
		}
		all = append(all, choice)
	}
	return all
}

func (c *checker) choice(written fileChoice, key string) offerChoice {
	c.only(written.Kind, key+".kind", words(refund.OfferKinds())...)
	c.need(written.Rate.present, key+".rate")
	id := written.ID.value
	if !written.ID.present {
		id = strings.ReplaceAll(strings.ToLower(written.Kind.value), "_", "-")
	}
	if id != "" && !choiceForm.MatchString(id) {
		c.say(key+".id", "is %q; an id is lower-case letters, digits and hyphens", id)
	}
	choice := offerChoice{
		id: id, kind: refund.OfferKind(written.Kind.value), promotion: written.Promotion.value, rate: written.Rate.value,
		minMinor: c.byCurrency(written.MinMinor, key+".min_minor"), maxMinor: c.byCurrency(written.MaxMinor, key+".max_minor"),
	}
	choice.programme, choice.pointsPerMinor = written.Programme.value, written.points()
	c.band(choice, key)
	c.ofKind(written, key)
	c.pointsFit(choice, key)
	return choice
}

// pointsFit holds the most points a choice may come to to 64 bits.
func (c *checker) pointsFit(choice offerChoice, key string) {
	for currency, most := range choice.maxMinor {
		if _, err := refund.ApplyRate(most, choice.pointsPerMinor[currency]); err != nil {
			c.say(key+".points_per_minor."+string(currency), "comes to more points than fit 64 bits")
		}
	}
}

// ofKind holds a choice to what its kind is issued under: a promotion, or a programme of points.
func (c *checker) ofKind(written fileChoice, key string) {
	switch refund.OfferKind(written.Kind.value) {
	case refund.OfferCoupon, refund.OfferExchange, refund.OfferRepair:
		c.need(written.Promotion.present, key+".promotion")
	case refund.OfferPoints:
		c.need(written.Programme.present, key+".programme")
		for _, currency := range slices.Sorted(maps.Keys(written.MinMinor)) {
			c.need(written.PointsPerMinor[currency].present, key+".points_per_minor."+string(currency))
		}
		return
	case refund.OfferStoreCredit:
	}
	if written.Programme.present || written.PointsPerMinor != nil {
		c.say(key, "is not of kind POINTS, and names a programme of points")
	}
}

// budget gives the offer its budget's monthly amounts; every currency of every choice needs one.
func (c *checker) budget(p *Policy, written file, name string) {
	made := p.offers[name]
	key := "budgets." + made.budget
	made.budgetMinor = c.byCurrency(written.Budgets[made.budget], key)
	needed := map[refund.Currency]int64{}
	for _, choice := range made.choices {
		maps.Copy(needed, choice.minMinor)
	}
	for _, currency := range slices.Sorted(maps.Keys(needed)) {
		_, ok := made.budgetMinor[currency]
		c.need(ok, key+"."+string(currency))
	}
	p.offers[name] = made
}

// band holds every currency of a choice to a minimum and a maximum that is not below it.
func (c *checker) band(choice offerChoice, key string) {
	for _, currency := range slices.Sorted(maps.Keys(choice.minMinor)) {
		most, ok := choice.maxMinor[currency]
		if !ok || most < choice.minMinor[currency] {
			c.say(key+".max_minor."+string(currency), "is missing or below min_minor")
		}
	}
	for _, currency := range slices.Sorted(maps.Keys(choice.maxMinor)) {
		_, ok := choice.minMinor[currency]
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
