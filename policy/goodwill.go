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
	earned, ok := w.policy.offers[w.offerEarned()]
	if !ok {
		return nil
	}
	var err error
	w.out.Offer, err = earned.terms(w.out.TotalMinor, w.order.Currency, w.goodsInHand())
	return err
}

// offerEarned names the offer of the first offer rule that matches an item taken for the request's
// own reason, else that reason's.
func (w *work) offerEarned() string {
	for i := range w.policy.offerRules {
		r := &w.policy.offerRules[i]
		for j := range w.items {
			if w.ownReason(j) && w.offeredBy(r, j) {
				return r.offer
			}
		}
	}
	for i := range w.items {
		if w.ownReason(i) {
			return w.items[i].grant.offer
		}
	}
	return ""
}

func (w *work) ownReason(item int) bool { return w.items[item].reason == w.request.Reason.Known() }

// offeredBy asks an offer rule about an item. A rule that cannot be answered (a division by zero) is
// passed over: goodwill never stands in the way of a refund.
func (w *work) offeredBy(r *offerRule, item int) bool {
	w.asked = w.question(&w.items[item])
	matched, err := matches(&r.when, r.condition, &w.asked)
	return err == nil && matched
}

// goodsInHand reports whether all that the request is about are goods the customer has: what is not
// there can be neither repaired nor exchanged.
func (w *work) goodsInHand() bool {
	for i := range w.items {
		it := &w.items[i]
		switch it.line.BusinessModel {
		case refund.ModelPhysicalGoods, refund.ModelEquipment:
		case refund.ModelFreshGoods, refund.ModelDigitalGoods, refund.ModelSubscription, refund.ModelCourse, refund.ModelPrepaidCard:
			return false
		}
		if it.reason == refund.ReasonOutOfStock || it.reason == refund.ReasonNotDelivered || !w.handedOver(it) {
			return false
		}
	}
	return len(w.items) > 0
}

func (w *work) fraudSuspected() bool {
	suspected := w.request.Reason == refund.ReasonFraudSuspected
	for _, it := range w.items {
		suspected = suspected || it.reason == refund.ReasonFraudSuspected
	}
	return suspected
}
