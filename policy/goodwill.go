package policy

import (
	"github.com/makegood/makegood/policy/rulebook"
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
	earned, ok := w.policy.Offers[w.offerEarned()]
	if !ok {
		return nil
	}
	var err error
	w.out.Offer, err = earned.For(w.out.TotalMinor, w.order.Currency, w.goodsInHand())
	return err
}

// offerEarned names the offer of the first offer rule that matches an item taken for the request's
// own reason, else that reason's.
func (w *work) offerEarned() string {
	subjects := w.subjects()
	for i := range w.policy.OfferRules {
		r := &w.policy.OfferRules[i]
		for _, s := range subjects {
			if w.ownReason(s) && w.offeredBy(r, s) {
				return r.Offer
			}
		}
	}
	for _, s := range subjects {
		if w.ownReason(s) {
			return s.grant().Offer
		}
	}
	return ""
}

func (w *work) ownReason(s subject) bool { return s.reason() == w.request.Reason.Known() }

// offeredBy asks an offer rule about an item. A rule that cannot be answered (a division by zero) is
// passed over: goodwill never stands in the way of a refund.
func (w *work) offeredBy(r *rulebook.OfferRule, s subject) bool {
	w.asked = w.questionOf(s)
	matched, err := r.Matches(&w.asked)
	return err == nil && matched
}

// goodsInHand reports whether all that the request is about are goods the customer has: what is not
// there, or stays with the customer for good, can be neither repaired nor exchanged.
func (w *work) goodsInHand() bool {
	for i := range w.entitlement.Items {
		it := &w.entitlement.Items[i]
		switch it.Line.BusinessModel {
		case refund.ModelPhysicalGoods, refund.ModelEquipment:
		case refund.ModelFreshGoods, refund.ModelDigitalGoods, refund.ModelSubscription, refund.ModelCourse, refund.ModelPrepaidCard:
			return false
		}
		if it.GoodsWaived || it.Reason == refund.ReasonOutOfStock || it.Reason == refund.ReasonNotDelivered || !w.entitlement.HandedOver(it) {
			return false
		}
	}
	return len(w.entitlement.Items) > 0
}

func (w *work) fraudSuspected() bool {
	suspected := w.request.Reason == refund.ReasonFraudSuspected
	for _, s := range w.subjects() {
		suspected = suspected || s.reason() == refund.ReasonFraudSuspected
	}
	return suspected
}
