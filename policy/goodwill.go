package policy

import (
	"github.com/makegood/makegood/refund"
)

// offerGoodwill adds the offer that the request's reason earns, and the alternatives. Both come
// on top: they change nothing of what is refunded. A suspicion of fraud gets neither.
func (w *work) offerGoodwill() error {
	if w.out.TotalMinor <= 0 || w.fraudSuspected() {
		return nil
	}
	if err := w.addAlternatives(); err != nil {
		return err
	}
	offer, ok := w.policy.offers[w.offerEarned()]
	if !ok {
		return nil
	}
	var err error
	w.out.Offer, err = offer.terms(w.out.TotalMinor, w.order.Currency)
	return err
}

// offerEarned is the offer of the first item taken for the request's own reason.
func (w *work) offerEarned() string {
	for _, it := range w.items {
		if it.reason == w.request.Reason.Known() {
			return it.grant.offer
		}
	}
	return ""
}

func (w *work) fraudSuspected() bool {
	suspected := w.request.Reason == refund.ReasonFraudSuspected
	for _, it := range w.items {
		suspected = suspected || it.reason == refund.ReasonFraudSuspected
	}
	return suspected
}

// terms returns the offer for a refund: the rate of its total, within the currency's band. A
// currency without a band gets no offer.
func (o offerRule) terms(totalMinor int64, currency refund.Currency) (*refund.OfferTerms, error) {
	least, ok := o.minMinor[currency]
	if !ok {
		return nil, nil
	}
	amount, err := refund.ApplyRate(totalMinor, o.rate)
	if err != nil {
		return nil, err
	}
	amount = min(max(amount, least), o.maxMinor[currency])
	if amount == 0 {
		return nil, nil
	}
	return &refund.OfferTerms{
		Choices:       []refund.OfferChoice{{ID: string(o.kind), Kind: o.kind, AmountMinor: amount, Promotion: o.promotion}},
		ExpirySeconds: o.expirySeconds,
		Budget:        o.budget, BudgetMonthlyMinor: o.budgetMinor[currency],
	}, nil
}
