package policy

import (
	"github.com/makegood/makegood/policy/entitlement"
	"github.com/makegood/makegood/refund"
)

// uncapturedMinor is what of an order may still be captured: its total less what was captured, as far as it is
// authorised (MONEY C13).
func (w *work) uncapturedMinor() (int64, error) {
	cost, err := w.order.PaidMinor()
	if err != nil {
		return 0, err
	}
	captured, err := w.capturedMinor()
	if err != nil {
		return 0, err
	}
	authorised, err := w.plan.AuthorisedMinor()
	if err != nil {
		return 0, err
	}
	return max(0, min(cost-captured, authorised)), nil
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
	if w.voided, err = refund.VoidedMinor(w.earlier); err != nil {
		return err
	}
	w.uncaptured, err = w.uncapturedMinor()
	w.entitlement.ClaimReturns = w.voided > w.uncaptured
	return err
}

// voidUncaptured takes what was never captured out of the request: the claim of it is cancelled, and no money
// moves. A capture that came after a void brings the claim back (MONEY C13).
func (w *work) voidUncaptured() error {
	left := w.uncaptured - w.voided
	if left < 0 {
		w.uncaptured = 0
		return w.entitlement.BringBack(entitlement.Part{Minor: -left, OfMinor: w.voided})
	}
	w.endedBefore = w.voided > 0 && left == 0 && !w.entitlement.WasToBeSent()
	void := min(left, w.entitlement.TotalMinor)
	w.uncaptured = left - void
	if void <= 0 {
		return nil
	}
	w.out.Reasons = append(w.out.Reasons, ReasonNeverCaptured)
	return w.entitlement.Void(void)
}

// endsAuthorisations reports whether no line is left that must still be captured: only then is the provider's
// authorisation cancelled, since a void ends later captures at some providers. It is cancelled once, and by shipping alone never.
func (w *work) endsAuthorisations() bool {
	if w.endedBefore || len(w.entitlement.Items) == 0 && len(w.entitlement.Shipping) > 0 {
		return false
	}
	return w.entitlement.WholeOrder || w.uncaptured == 0 && !w.entitlement.ToBeSent()
}
