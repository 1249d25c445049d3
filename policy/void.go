package policy

import "github.com/makegood/makegood/refund"

// checkCaptured answers an order that was neither captured nor authorised. The claim stays open
// to a capture that is learned later.
func (w *work) checkCaptured() error {
	if !w.captured() && len(w.authorisedOnly()) == 0 {
		w.say("captured.none", 0)
		w.answer(refund.DispositionNothing, string(refund.CodeNothingCaptured))
	}
	return nil
}

func (w *work) captured() bool {
	for i := range w.history.Payments {
		if w.history.Payments[i].CapturedMinor > 0 {
			return true
		}
	}
	return false
}

// voidAuthorised answers an order of which nothing was captured but something authorised: once
// nothing of the order is kept, the authorisations are cancelled, and no money moves. While
// something is kept they stay, for the merchant to capture less.
func (w *work) voidAuthorised() error {
	if w.captured() {
		return nil
	}
	if !w.whole {
		w.say("captured.authorised_stays", 0)
		w.answer(refund.DispositionNothing, string(refund.CodeNothingCaptured))
		return nil
	}
	w.answer(refund.DispositionPay, ReasonAuthorisedOnly)
	for _, it := range w.items {
		w.out.Components = append(w.out.Components, refund.Component{Kind: refund.ComponentLine, LineID: it.line.LineID, Quantity: it.taken.Now})
	}
	w.addVoids()
	w.askForAppeal()
	w.askForSnapshot()
	return nil
}

// addVoids plans the cancellation of every authorisation that was never captured.
func (w *work) addVoids() {
	for _, payment := range w.authorisedOnly() {
		w.addLeg(refund.PlannedLeg{PaymentID: payment.PaymentID, Void: true})
		w.say("payment.void", 0, in("payment", payment.PaymentID), w.amount("authorised", *payment.AuthorizedMinor))
	}
}

// authorisedOnly returns the payments that were authorised and never captured.
func (w *work) authorisedOnly() []*refund.Payment {
	var only []*refund.Payment
	for i := range w.history.Payments {
		balance := &w.history.Payments[i]
		if balance.CapturedMinor != 0 {
			continue
		}
		payment := w.payment(balance.PaymentID)
		if payment.AuthorizedMinor != nil && *payment.AuthorizedMinor > 0 {
			only = append(only, payment)
		}
	}
	return only
}

// payment returns a payment's facts: the pinned ones, or this request's for one learned later.
func (w *work) payment(id refund.PaymentID) *refund.Payment {
	for _, payments := range [][]refund.Payment{w.order.Payments, w.request.Order.Payments} {
		for i := range payments {
			if payments[i].PaymentID == id {
				return &payments[i]
			}
		}
	}
	return &refund.Payment{PaymentID: id}
}
