package policy

import (
	"fmt"
	"slices"

	"github.com/makegood/makegood/refund"
)

// asIfUnsettled puts what the refund has paid back into the balances: the total and what is kept back
// of it are computed as they were, and only then it is asked what is left to pay.
func (a *again) asIfUnsettled(h refund.OrderHistory) refund.OrderHistory {
	if a == nil || len(a.Settled) == 0 {
		return h
	}
	a.balances = h.Payments
	h.Payments = slices.Clone(h.Payments)
	for i := range h.Payments {
		a.unsettle(&h.Payments[i])
	}
	return h
}

func (a *again) unsettle(balance *refund.PaymentBalance) {
	var paid int64
	for _, leg := range a.Settled {
		if leg.PaymentID == balance.PaymentID {
			paid += leg.AmountMinor // at most what was captured, which fits
		}
	}
	restored := min(paid, a.restoredOf(balance.PaymentID))
	balance.OwedMinor += paid - restored
	balance.OpenMinor += paid - restored
	balance.KeptBackMinor += restored
	balance.ReturnedMinor -= paid
}

// restoredOf is what a settled leg took out of what was kept back of its payment.
func (a *again) restoredOf(id refund.PaymentID) int64 {
	for _, kept := range a.Stored.Assessment.KeptBack {
		if kept.PaymentID == id && kept.AmountMinor < 0 {
			return -kept.AmountMinor
		}
	}
	return 0
}

// keepSettled lets the legs that are paid stay as they are, and shares the rest over what the tenders
// still owe back (MONEY C8). More paid than the refund comes to is a Problem ALREADY_SENT: money that
// is gone is not taken back by an assessment.
func (w *work) keepSettled() error {
	if len(w.again.settledLegs()) == 0 {
		return nil
	}
	planned, rest := w.out.Legs, w.out.TotalMinor
	w.history.Payments, w.out.Legs, w.lastLeg = w.again.balances, nil, w.again.lastLeg()
	w.out.Steps = slices.DeleteFunc(w.out.Steps, func(s refund.Step) bool { return s.Key == "payment.leg" })
	for _, leg := range w.again.Settled {
		w.out.Legs = append(w.out.Legs, leg.PlannedLeg)
		rest -= leg.AmountMinor
		w.say("payment.settled", leg.AmountMinor, in("payment", leg.PaymentID))
	}
	for _, leg := range planned { // what goes back whole, or is cancelled, cannot be shared
		if whole := w.payment(leg.PaymentID).Indivisible(); (whole || leg.Void) && !w.settledOf(leg) {
			rest -= leg.AmountMinor
			w.addLeg(leg)
		}
	}
	if rest < 0 {
		return refund.Problem{Code: refund.CodeAlreadySent, Detail: fmt.Sprintf("%d more is paid, or goes back whole, than the %s it comes to", -rest, w.money(w.out.TotalMinor))}
	}
	return w.shareRest(rest)
}

// settledOf reports whether a settled leg is against the same payment.
func (w *work) settledOf(leg refund.PlannedLeg) bool {
	return slices.ContainsFunc(w.again.settledLegs(), func(s refund.Leg) bool { return s.PaymentID == leg.PaymentID })
}

// shareRest adds legs for what is left to pay, over payments that can be shared.
func (w *work) shareRest(rest int64) error {
	owed, none := w.owed(), make([]bool, len(w.history.Payments))
	for i := range owed {
		if w.payment(w.history.Payments[i].PaymentID).Indivisible() {
			owed[i] = 0
		}
	}
	shares, err := w.sharesOf(rest, owed, none)
	if problem, ok := refund.ProblemIn(err); ok && problem.Code == refund.CodeCapExceeded {
		w.say("tenders.owe_less", 0, w.amount("due", rest))
		w.answer(refund.DispositionAttention, string(refund.CodeCapExceeded))
		return nil
	}
	if err != nil || !w.keepSteps(shares, owed, none) {
		return err
	}
	for i, share := range shares {
		if err := w.planLeg(i, share); err != nil {
			return err
		}
	}
	return nil
}
