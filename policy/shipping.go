package policy

import (
	"fmt"
	"time"

	"github.com/makegood/makegood/policy/entitlement"
	"github.com/makegood/makegood/policy/explain"
	"github.com/makegood/makegood/policy/rulebook"
	"github.com/makegood/makegood/refund"
)

// This file answers what a request names of deliveries, beside its lines or alone: by the reason's rule, as a
// line is, without goods, quantities or promotions.

// chooseShippingTerms asks the rules about each delivery that the request names. Rules about goods say nothing of it.
func (w *work) chooseShippingTerms() error {
	for i := range w.entitlement.Shipping {
		claim := &w.entitlement.Shipping[i]
		w.asked = w.shippingQuestion(claim)
		var err error
		if claim.Grant, err = w.policy.GrantFor(&w.asked); err != nil {
			return fmt.Errorf("shipping %q: %w", claim.ShipmentID, err)
		}
		w.out.Rules = appendRule(w.out.Rules, refund.AppliedRule{Reason: claim.Reason, Rule: claim.Grant.Rule})
	}
	return nil
}

func (w *work) shippingQuestion(claim *entitlement.ShippingClaim) rulebook.Question {
	return rulebook.Question{Request: &w.request, Order: &w.order, Reason: claim.Reason, WithoutGoods: true, Zone: w.entitlement.Zone,
		TotalMinor: w.out.TotalMinor, Customer: w.history.Customer, Known: &w.answers}
}

// grantShipping says whether a delivery is granted, and why or why not.
func (w *work) grantShipping(claim *entitlement.ShippingClaim) (string, bool) {
	reason, ok := w.shippingGrantedAs(claim)
	if !ok && w.changes.appeal() {
		w.steps.Say("eligible.shipping_appealed", 0, explain.Word("shipment", claim.ShipmentID))
		return refund.ReasonAppealed, true
	}
	return reason, ok
}

func (w *work) shippingGrantedAs(claim *entitlement.ShippingClaim) (string, bool) {
	shipment, reason := explain.Word("shipment", claim.ShipmentID), explain.Word("reason", claim.Reason)
	terms := &claim.Grant.Terms
	switch {
	case !claim.Grant.Eligible:
		w.steps.Say("eligible.shipping_no", 0, shipment, reason, explain.Word("policy", w.policy.Ref().String()), explain.Word("because", claim.Grant.Because))
		return claim.Grant.Because, false
	case terms.Shipping == rulebook.ShippingNever || terms.Shipping == rulebook.ShippingWholeOrder && !w.entitlement.WholeOrder:
		w.steps.Say("eligible.shipping_kept", 0, shipment, reason, explain.Word("term", terms.Shipping))
		return ReasonShippingNotGranted, false
	}
	arrived := w.arrivedWith(claim)
	if arrived.IsZero() {
		w.steps.Say("eligible.shipping_before_delivery", 0, shipment, reason)
		return ReasonBeforeDelivery, true
	}
	days := max(0, rulebook.LocalDays(arrived, w.request.OccurredAt, w.entitlement.Zone)-terms.GraceDays)
	w.steps.Say("eligible.shipping_window", 0, shipment, reason, explain.Number("day", days), explain.Number("window", terms.WindowDays), explain.Word("zone", w.entitlement.Zone.String()))
	if days > terms.WindowDays {
		return ReasonOutsideWindow, false
	}
	return ReasonWithinWindow, true
}

// arrivedWith is when the last of the goods of a delivery arrived, as far as the order says; zero before.
func (w *work) arrivedWith(claim *entitlement.ShippingClaim) time.Time {
	var last time.Time
	for _, line := range w.entitlement.SentLines(claim) {
		if at := rulebook.DeliveredAt(&w.order, &w.order.Lines[line]); at != nil && at.After(last) {
			last = *at
		}
	}
	if last.IsZero() && w.order.DeliveredAt != nil {
		return *w.order.DeliveredAt
	}
	return last
}
