package policy

import (
	"github.com/makegood/makegood/policy/condition"
	"github.com/makegood/makegood/refund"
)

// OfferWords is a goodwill offer. RemindSeconds is 0 where nobody is reminded.
type OfferWords struct {
	Name          string
	Choices       []ChoiceWords
	Budget        string
	ExpirySeconds int64
	RemindSeconds int64
}

// ChoiceWords is one thing a customer may take of an offer.
type ChoiceWords struct {
	ID        string
	Kind      refund.OfferKind
	Rate      string
	MinMinor  map[refund.Currency]int64
	MaxMinor  map[refund.Currency]int64
	Promotion string
	// Programme is set for points.
	Programme string
}

// OfferRuleWords is a rule that gives some customers another offer; Offer may be NoOffer.
type OfferRuleWords struct {
	Name      string
	Line      int
	When      When
	Condition *condition.Condition
	Offer     string
}

func (o offer) open(name string) OfferWords {
	words := OfferWords{Name: name, Budget: o.budget, ExpirySeconds: o.expirySeconds, RemindSeconds: o.remindSeconds}
	for _, c := range o.choices {
		words.Choices = append(words.Choices, ChoiceWords{ID: c.id, Kind: c.kind, Rate: c.rate.FloatString(rateDecimals),
			MinMinor: c.minMinor, MaxMinor: c.maxMinor, Promotion: c.promotion, Programme: c.programme})
	}
	return words
}
