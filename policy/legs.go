package policy

import (
	"fmt"

	"github.com/makegood/makegood/refund"
)

// planLegs turns shares into legs in the pinned sequence, and says what is kept back or restored.
func (w *work) planLegs(shares []int64, restored []bool) error {
	for i := range w.history.Payments {
		balance := &w.history.Payments[i]
		payment, amount := w.payment(balance.PaymentID), shares[i]
		switch {
		case restored[i]:
			if err := w.keepBack(balance.PaymentID, -balance.KeptBackMinor); err != nil {
				return err
			}
			amount += balance.KeptBackMinor
		case payment.Indivisible():
			if err := w.keepBack(balance.PaymentID, amount); err != nil {
				return err
			}
			amount = 0
		}
		if err := w.planLeg(i, amount); err != nil {
			return err
		}
	}
	if w.whole {
		w.addVoids()
	}
	return nil
}

// planLeg plans the leg against a payment, in money and, of a payment in points, in units.
func (w *work) planLeg(i int, amount int64) error {
	if amount == 0 {
		return nil
	}
	balance := &w.history.Payments[i]
	units, err := unitsOf(w.payment(balance.PaymentID), balance, amount)
	if err != nil {
		return err
	}
	w.addLeg(refund.PlannedLeg{PaymentID: balance.PaymentID, AmountMinor: amount, Units: units})
	w.say("payment.leg", amount, in("payment", balance.PaymentID), w.amount("owed", balance.OwedMinor))
	return nil
}

// keepBack keeps an indivisible instrument's share back, or (negative) restores what was kept
// back before. It changes the total, not the tax: it is about how was paid, not the price.
func (w *work) keepBack(payment refund.PaymentID, minor int64) error {
	if minor == 0 {
		return nil
	}
	w.out.KeptBack = append(w.out.KeptBack, refund.KeptBack{PaymentID: payment, AmountMinor: minor})
	if err := w.add(refund.Component{Kind: refund.ComponentTenderNotRestored, PaymentID: payment, AmountMinor: -minor}); err != nil {
		return err
	}
	key := "payment.kept_back"
	if minor < 0 {
		key = "payment.restored"
	}
	w.say(key, -minor, in("payment", payment))
	return nil
}

// unitsOf is how many units (points) go back with an amount: cumulative over what the payment has
// given back, so that all of it gives back all units (POSTINGS P14).
func unitsOf(payment *refund.Payment, balance *refund.PaymentBalance, amount int64) (*refund.Units, error) {
	if payment.Units == nil {
		return nil, nil
	}
	before := max(0, balance.CapturedMinor-balance.OwedMinor)
	units, err := refund.Cumulative(payment.Units.Amount, refund.Taken{Before: before, Now: amount, Bought: balance.CapturedMinor})
	if err != nil {
		return nil, fmt.Errorf("units of payment %s: %w", payment.PaymentID, err)
	}
	return &refund.Units{Asset: payment.Units.Asset, Amount: units}, nil
}

// checkStops answers where a payment may not be sent against, or has less headroom than its share
// (MONEY, checks 9 and 10): only a dispute does that, and its share moves to no other tender.
func (w *work) checkStops() error {
	for _, leg := range w.out.Legs[len(w.again.settledLegs()):] {
		balance := w.balance(leg.PaymentID)
		if balance.Stop != "" {
			w.say("payment.stopped", 0, in("payment", leg.PaymentID), in("stop", balance.Stop))
			w.answer(refund.DispositionAttention, ReasonPaymentStopped)
			return nil
		}
		if leg.AmountMinor > balance.RemainingMinor()+w.restoredOf(leg.PaymentID) {
			w.say("payment.too_little", 0, in("payment", leg.PaymentID), w.amount("share", leg.AmountMinor), w.amount("remains", balance.RemainingMinor()))
			w.answer(refund.DispositionAttention, string(refund.CodeCapExceeded))
			return nil
		}
	}
	return nil
}

func (w *work) balance(id refund.PaymentID) *refund.PaymentBalance {
	for i := range w.history.Payments {
		if w.history.Payments[i].PaymentID == id {
			return &w.history.Payments[i]
		}
	}
	return &refund.PaymentBalance{PaymentID: id}
}

// restoredOf is what this request takes out of what was kept back of a payment.
func (w *work) restoredOf(id refund.PaymentID) int64 {
	for _, kept := range w.out.KeptBack {
		if kept.PaymentID == id && kept.AmountMinor < 0 {
			return -kept.AmountMinor
		}
	}
	return 0
}
