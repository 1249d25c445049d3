package policy

import (
	"slices"

	"github.com/makegood/makegood/policy/explain"
	"github.com/makegood/makegood/refund"
)

// restoreCoupons gives back the coupons that took something off the order, once nothing of it is kept
// (MONEY C9): those that have not expired at the customer's act. They are worth no money here; a coupon
// that was a tender goes back over its payment.
func (w *work) restoreCoupons() {
	if w.out.Disposition != refund.DispositionPay || !w.entitlement.WholeOrder || !w.entitlement.TakesGoods() {
		return
	}
	for i := range w.order.Promotions {
		rule := &w.order.Promotions[i]
		over := rule.ExpiresAt != nil && !w.request.OccurredAt.Before(*rule.ExpiresAt)
		if rule.Kind != refund.PromotionCoupon || over || !w.tookOff(rule.PromotionID) {
			continue
		}
		w.out.RestoredCoupons = append(w.out.RestoredCoupons,
			refund.RestoredCoupon{PromotionID: rule.PromotionID, CustomerID: w.order.Customer.CustomerID})
		w.steps.Say("coupon.restored", 0, explain.Word("promotion", rule.PromotionID))
	}
}

// tookOff reports whether a promotion took something off the order, its lines or its shipping.
func (w *work) tookOff(id refund.PromotionID) bool {
	by := func(d refund.DiscountShare) bool { return d.PromotionID == id && d.AmountMinor > 0 }
	if slices.ContainsFunc(w.order.OrderDiscounts, by) ||
		slices.ContainsFunc(w.order.Deliveries(), func(s refund.Shipment) bool { return slices.ContainsFunc(s.Discounts, by) }) {
		return true
	}
	return slices.ContainsFunc(w.order.Lines, func(l refund.Line) bool { return slices.ContainsFunc(l.Discounts, by) })
}
