package policy

import (
	"math/big"

	"github.com/makegood/makegood/policy/condition"
	"github.com/makegood/makegood/refund"
)

// offer is goodwill on top of a refund: the customer takes one of its choices, or none.
type offer struct {
	choices []offerChoice
	budget  string
	// budgetMinor is what the budget is granted per merchant and calendar month.
	budgetMinor   map[refund.Currency]int64
	expirySeconds int64
	// remindSeconds is when the customer is reminded, after the offer was made; 0: never.
	remindSeconds int64
}

// offerChoice is one thing a customer may take: a rate of the refund within a band by currency.
type offerChoice struct {
	id        string
	kind      refund.OfferKind
	promotion string
	rate      *big.Rat
	minMinor  map[refund.Currency]int64
	maxMinor  map[refund.Currency]int64
	// programme and pointsPerMinor say what a choice of points is paid in.
	programme      string
	pointsPerMinor map[refund.Currency]*big.Rat
}

// offerRule gives some customers another offer than their reason earns. It changes nothing else.
type offerRule struct {
	name      string
	line      int
	when      When
	condition *condition.Condition
	// offer names what is offered; NoOffer: nothing.
	offer string
}

// NoOffer is what an offer rule names where nothing is offered.
const NoOffer = "none"

// terms returns what the customer may choose from on a refund; nil where nothing is left: a
// currency without a band, or goods that are not with the customer.
func (o offer) terms(totalMinor int64, currency refund.Currency, inHand bool) (*refund.OfferTerms, error) {
	terms := refund.OfferTerms{Budget: o.budget, BudgetMonthlyMinor: o.budgetMinor[currency], ExpirySeconds: o.expirySeconds, RemindSeconds: o.remindSeconds}
	for _, c := range o.choices {
		if !inHand && (c.kind == refund.OfferExchange || c.kind == refund.OfferRepair) {
			continue
		}
		choice, there, err := c.terms(totalMinor, currency)
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

// terms returns the choice for a refund: the rate of its total, within the currency's band.
func (c offerChoice) terms(totalMinor int64, currency refund.Currency) (refund.OfferChoice, bool, error) {
	least, ok := c.minMinor[currency]
	if !ok {
		return refund.OfferChoice{}, false, nil
	}
	amount, err := refund.ApplyRate(totalMinor, c.rate)
	if err != nil {
		return refund.OfferChoice{}, false, err
	}
	choice := refund.OfferChoice{ID: c.id, Kind: c.kind, AmountMinor: min(max(amount, least), c.maxMinor[currency]), Promotion: c.promotion}
	if c.kind == refund.OfferPoints {
		points, err := refund.ApplyRate(choice.AmountMinor, c.pointsPerMinor[currency])
		if err != nil {
			return choice, false, err
		}
		choice.Units = &refund.Units{Asset: "PTS:" + c.programme, Amount: points}
		return choice, min(points, choice.AmountMinor) > 0, nil
	}
	return choice, choice.AmountMinor > 0, nil
}
