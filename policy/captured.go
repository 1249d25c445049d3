package policy

import (
	"github.com/makegood/makegood/policy/entitlement"
	"github.com/makegood/makegood/refund"
)

// uncapturedOf is what of an order may still be captured: its total less what was captured, as far as it is
// authorised (MONEY C13).
func (w *work) uncapturedOf() (u entitlement.Uncaptured, err error) {
	if u.CostMinor, err = w.order.PaidMinor(); err != nil {
		return u, err
	}
	if u.CapturedMinor, err = w.capturedMinor(); err != nil {
		return u, err
	}
	u.AuthorisedMinor, err = w.plan.AuthorisedMinor()
	return u, err
}

// capturedMinor is what was captured for the order.
func (w *work) capturedMinor() (int64, error) {
	captured := make([]int64, len(w.history.Payments))
	for i := range w.history.Payments {
		balance := &w.history.Payments[i]
		captured[i] = balance.CapturedMinor
		if ofOrder := w.plan.Payment(balance.PaymentID).OrderShareMinor; ofOrder != nil {
			captured[i] = *ofOrder
		}
	}
	return refund.SumMinor(captured...)
}

// readVoids learns what earlier requests voided, and whether a capture brought some of it back.
func (w *work) readVoids() error {
	var err error
	if w.claim, err = w.uncapturedOf(); err != nil {
		return err
	}
	w.claim.VoidedMinor, err = refund.VoidedMinor(w.earlier)
	w.uncaptured = w.claim.OpenMinor()
	w.entitlement.ClaimReturns = w.claim.LeftMinor() < 0
	return err
}

// voidUncaptured takes what was never captured out of the request: the claim of it is cancelled, and no money
// moves. A capture that came after a void brings the claim back (MONEY C13).
func (w *work) voidUncaptured() error {
	left := w.claim.LeftMinor()
	if left < 0 {
		w.uncaptured = 0
		return w.entitlement.BringBack(w.claim)
	}
	w.endedBefore = w.claim.VoidedMinor > 0 && left == 0 && !w.entitlement.WasToBeSent()
	void, err := w.entitlement.VoidUncaptured(w.claim)
	w.uncaptured = left - void
	if void > 0 {
		w.out.Reasons = append(w.out.Reasons, ReasonNeverCaptured)
	}
	return err
}

// endsAuthorisations reports whether no line is left that must still be captured: only then is the provider's
// authorisation cancelled, since a void ends later captures at some providers. It is cancelled once, and by shipping alone never.
func (w *work) endsAuthorisations() bool {
	if w.endedBefore || len(w.entitlement.Items) == 0 && len(w.entitlement.Shipping) > 0 {
		return false
	}
	return w.entitlement.WholeOrder || w.uncaptured == 0 && !w.entitlement.ToBeSent()
}
