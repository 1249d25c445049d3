package rulebook

import (
	"github.com/makegood/makegood/policy/condition"
	"github.com/makegood/makegood/refund"
	"github.com/shopspring/decimal"
)

// Offer is goodwill on top of a refund: the customer takes one of its choices, or none.
type Offer struct {
	Choices []Choice
	Budget  string
	// BudgetMinor is what the budget is granted per merchant and calendar month.
	BudgetMinor   map[refund.Currency]int64
	ExpirySeconds int64
	// RemindSeconds is when the customer is reminded, after the offer was made; 0: never.
	RemindSeconds int64
}

// Choice is one thing a customer may take: a rate of the refund within a band by currency.
type Choice struct {
	ID        string
	Kind      refund.OfferKind
	Promotion string
	Rate      decimal.Decimal
	MinMinor  map[refund.Currency]int64
	MaxMinor  map[refund.Currency]int64
	// Programme and PointsPerMinor say what a choice of points is paid in.
	Programme      string
	PointsPerMinor map[refund.Currency]decimal.Decimal
}

// OfferRule gives some customers another offer than their reason earns. It changes nothing else.
type OfferRule struct {
	Name      string
	Line      int
	When      When
	Condition *condition.Condition
	// Offer names what is offered; NoOffer: nothing.
	Offer string
}

// Matches reports whether the rule is about a line of a request. The error is a refund.Problem
// POLICY_CONDITION_FAILED.
func (r *OfferRule) Matches(q *Question) (bool, error) {
	matched, err := r.When.matches(r.Condition, q)
	if err != nil {
		return false, failed("offer rule "+r.Name, err)
	}
	return matched, nil
}

// NoOffer is what an offer rule names where nothing is offered.
const NoOffer = "none"

// For returns what the customer may choose from on a refund; nil where nothing is left: a
// currency without a band, or goods that are not with the customer.
func (o Offer) For(totalMinor int64, currency refund.Currency, inHand bool) (*refund.OfferTerms, error) {
	terms := refund.OfferTerms{Budget: o.Budget, BudgetMonthlyMinor: o.BudgetMinor[currency], ExpirySeconds: o.ExpirySeconds, RemindSeconds: o.RemindSeconds}
	for _, c := range o.Choices {
		if !inHand && (c.Kind == refund.OfferExchange || c.Kind == refund.OfferRepair) {
			continue
		}
		choice, there, err := c.amount(totalMinor, currency)
		if err != nil {
			return nil, err
		}
		if there {
			terms.Choices = append(terms.Choices, choice)
		}
	}
	if len(terms.Choices) == 0 {
		return nil, nil
	}
	return &terms, nil
}

// amount returns the choice for a refund: the rate of its total, within the currency's band.
func (c Choice) amount(totalMinor int64, currency refund.Currency) (refund.OfferChoice, bool, error) {
	least, ok := c.MinMinor[currency]
	if !ok {
		return refund.OfferChoice{}, false, nil
	}
	amount, err := refund.ApplyRate(totalMinor, c.Rate)
	if err != nil {
		return refund.OfferChoice{}, false, err
	}
	choice := refund.OfferChoice{ID: c.ID, Kind: c.Kind, AmountMinor: min(max(amount, least), c.MaxMinor[currency]), Promotion: c.Promotion}
	if c.Kind == refund.OfferPoints {
		points, err := refund.ApplyRate(choice.AmountMinor, c.PointsPerMinor[currency])
		if err != nil {
			return choice, false, err
		}
		choice.Units = &refund.Units{Asset: "PTS:" + c.Programme, Amount: points}
		return choice, min(points, choice.AmountMinor) > 0, nil
	}
	return choice, choice.AmountMinor > 0, nil
}
