package rulebook

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/makegood/makegood/policy/sheet"
	"github.com/makegood/makegood/refund"
)

// choiceForm is how a choice is named: customers' links and people's commands name it.
var choiceForm = regexp.MustCompile(`^[a-z0-9][a-z0-9-]{0,31}$`)

// choicesMax bounds what a customer may choose from.
const choicesMax = 8

func (c *checker) offer(written fileOffer, key string) Offer {
	c.Need(written.Budget.Present, key+".budget")
	if written.ExpirySeconds.Value == 0 {
		c.Say(key+".expiry_seconds", "is missing or 0")
	}
	if written.RemindSeconds.Value > 0 && written.RemindSeconds.Value >= written.ExpirySeconds.Value {
		c.Say(key+".remind_seconds", "is not before expiry_seconds")
	}
	return Offer{
		Choices: c.choices(written, key), Budget: written.Budget.Value,
		ExpirySeconds: written.ExpirySeconds.Value, RemindSeconds: written.RemindSeconds.Value,
	}
}

// choices reads the list, or the one thing that an offer without a list is.
func (c *checker) choices(written fileOffer, key string) []Choice {
	if written.Choices == nil {
		return []Choice{c.choice(written.fileChoice, key)}
	}
	if written.fileChoice.written() {
		c.Say(key, "says beside choices what belongs into one of them")
	}
	if len(written.Choices) == 0 || len(written.Choices) > choicesMax {
		c.Say(key+".choices", "are %d; in force are 1 to %d", len(written.Choices), choicesMax)
	}
	var all []Choice
	for i, own := range written.Choices {
		at := fmt.Sprintf("%s.choices[%d]", key, i)
		choice := c.choice(own, at)
		if slices.ContainsFunc(all, func(o Choice) bool { return o.ID == choice.ID }) {
			c.Say(at+".id", "%q is there twice", choice.ID)
		}
		all = append(all, choice)
	}
	return all
}

func (c *checker) choice(written fileChoice, key string) Choice {
	c.only(written.Kind, key+".kind", words(refund.OfferKinds())...)
	c.Need(written.Rate.Present, key+".rate")
	id := written.ID.Value
	if !written.ID.Present {
		id = strings.ReplaceAll(strings.ToLower(written.Kind.Value), "_", "-")
	}
	if id != "" && !choiceForm.MatchString(id) {
		c.Say(key+".id", "is %q; an id is lower-case letters, digits and hyphens", id)
	}
	choice := Choice{
		ID: id, Kind: refund.OfferKind(written.Kind.Value), Promotion: written.Promotion.Value, Rate: written.Rate.Value,
		MinMinor: c.byCurrency(written.MinMinor, key+".min_minor"), MaxMinor: c.byCurrency(written.MaxMinor, key+".max_minor"),
	}
	choice.Programme, choice.PointsPerMinor = written.Programme.Value, written.points()
	c.band(choice, key)
	c.ofKind(written, key)
	c.pointsFit(choice, key)
	return choice
}

// pointsFit holds the most points a choice may come to to 64 bits.
func (c *checker) pointsFit(choice Choice, key string) {
	for currency, most := range choice.MaxMinor {
		if _, err := refund.ApplyRate(most, choice.PointsPerMinor[currency]); err != nil {
			c.Say(key+".points_per_minor."+string(currency), "comes to more points than fit 64 bits")
		}
	}
}

// ofKind holds a choice to what its kind is issued under: a promotion, or a programme of points.
func (c *checker) ofKind(written fileChoice, key string) {
	switch refund.OfferKind(written.Kind.Value) {
	case refund.OfferCoupon, refund.OfferExchange, refund.OfferRepair:
		c.Need(written.Promotion.Present, key+".promotion")
	case refund.OfferPoints:
		c.Need(written.Programme.Present, key+".programme")
		for _, currency := range slices.Sorted(maps.Keys(written.MinMinor)) {
			c.Need(written.PointsPerMinor[currency].Present, key+".points_per_minor."+string(currency))
		}
		return
	case refund.OfferStoreCredit:
	}
	if written.Programme.Present || written.PointsPerMinor != nil {
		c.Say(key, "is not of kind POINTS, and names a programme of points")
	}
}

// withBudget gives an offer its budget's monthly amounts; every currency of every choice needs one.
func (c *checker) withBudget(made Offer, written file) Offer {
	key := "budgets." + made.Budget
	made.BudgetMinor = c.byCurrency(written.Budgets[made.Budget], key)
	needed := map[refund.Currency]int64{}
	for _, choice := range made.Choices {
		maps.Copy(needed, choice.MinMinor)
	}
	for _, currency := range slices.Sorted(maps.Keys(needed)) {
		_, ok := made.BudgetMinor[currency]
		c.Need(ok, key+"."+string(currency))
	}
	return made
}

// band holds every currency of a choice to a minimum and a maximum that is not below it.
func (c *checker) band(choice Choice, key string) {
	for _, currency := range slices.Sorted(maps.Keys(choice.MinMinor)) {
		most, ok := choice.MaxMinor[currency]
		if !ok || most < choice.MinMinor[currency] {
			c.Say(key+".max_minor."+string(currency), "is missing or below min_minor")
		}
	}
	for _, currency := range slices.Sorted(maps.Keys(choice.MaxMinor)) {
		_, ok := choice.MinMinor[currency]
		c.Need(ok, key+".min_minor."+string(currency))
	}
}

func (c *checker) inUse(named refund.Currency, key string) {
	if !named.Valid() {
		c.Say(key, "names %q, which is no ISO 4217 currency in use", named)
	}
}

func (c *checker) byCurrency(written map[refund.Currency]sheet.Count, key string) map[refund.Currency]int64 {
	c.Need(len(written) > 0, key)
	amounts := map[refund.Currency]int64{}
	for _, currency := range slices.Sorted(maps.Keys(written)) {
		c.inUse(currency, key)
		if !written[currency].Present { // a key without a value never reaches the scalar
			c.Say(key+"."+string(currency), "has no amount")
		}
		amounts[currency] = written[currency].Value
	}
	return amounts
}
