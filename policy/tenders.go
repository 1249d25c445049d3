package policy

import (
	"fmt"
	"strconv"

	"github.com/makegood/makegood/refund"
)

// shareTenders divides the request over the payments by what each still owes back (MONEY C8, check
// 8). An indivisible instrument goes back whole, once nothing of the order is kept and while it is
// unexpired; otherwise its share is kept back, and never turned into cash.
func (w *work) shareTenders() error {
	entitled := w.out.TotalMinor
	owed := make([]int64, len(w.history.Payments))
	for i, balance := range w.history.Payments {
		owed[i] = max(0, balance.OwedMinor)
	}
	shares, err := refund.ShareTenders(entitled, owed)
	if problem, ok := refund.ProblemIn(err); ok && problem.Code == refund.CodeCapExceeded {
		w.explain("Still owed back", fmt.Sprintf("%s is due: %s", w.money(entitled), problem.Detail), 0)
		w.answer(refund.DispositionAttention, string(refund.CodeCapExceeded))
		return nil
	}
	if err != nil {
		return err
	}
	if restored := w.restorable(entitled); len(restored) > 0 {
		if shares, err = shareAround(entitled, owed, restored); err != nil {
			return err
		}
		return w.planLegs(shares, restored)
	}
	return w.planLegs(shares, nil)
}

// restorable returns the indices of the instruments that go back whole with this request. One
// that is worth more than what is left of the entitlement (deductions took it) is not.
func (w *work) restorable(entitled int64) map[int]bool {
	restored := map[int]bool{}
	if !w.whole {
		return restored
	}
	for i, balance := range w.history.Payments {
		payment := w.payment(balance.PaymentID)
		expired := payment.ExpiresAt != nil && !w.request.OccurredAt.Before(*payment.ExpiresAt)
		if !payment.Indivisible() || expired || balance.OwedMinor > entitled {
			continue
		}
		restored[i] = true
		entitled -= max(0, balance.OwedMinor)
	}
	return restored
}

// shareAround gives the restored instruments all they owe, and shares the rest over the others.
func shareAround(entitled int64, owed []int64, restored map[int]bool) ([]int64, error) {
	rest, others := entitled, make([]int64, len(owed))
	for i := range owed {
		if restored[i] {
			rest -= owed[i]
		} else {
			others[i] = owed[i]
		}
	}
	shares, err := refund.ShareTenders(rest, others)
	if err != nil {
		return nil, err
	}
	for i := range restored {
		shares[i] = owed[i]
	}
	return shares, nil
}

// planLegs turns shares into legs in the pinned sequence, and says what is kept back or restored.
func (w *work) planLegs(shares []int64, restored map[int]bool) error {
	for i, balance := range w.history.Payments {
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
		if amount == 0 {
			continue
		}
		units, err := unitsOf(payment, balance, amount)
		if err != nil {
			return err
		}
		w.addLeg(refund.PlannedLeg{PaymentID: balance.PaymentID, AmountMinor: amount, Units: units})
		w.explain("Back to payment "+string(balance.PaymentID),
			fmt.Sprintf("by what it still owes back, %s", w.money(balance.OwedMinor)), amount)
	}
	if w.whole {
		w.addVoids()
	}
	return nil
}

// keepBack keeps an indivisible instrument's share back, or (negative) restores what was kept
// back before. It changes the total, not the tax: it is about how was paid, not the price.
func (w *work) keepBack(payment refund.PaymentID, minor int64) error {
	if minor == 0 {
		return nil
	}
	w.out.KeptBack = append(w.out.KeptBack, refund.KeptBack{PaymentID: payment, AmountMinor: minor})
	formula := "the instrument is indivisible: its share is not restored, and never turned into cash"
	if minor < 0 {
		formula = "nothing of the order is kept: the whole instrument goes back, with what was kept back before"
	}
	return w.add(refund.Component{Kind: refund.ComponentTenderNotRestored, PaymentID: payment, AmountMinor: -minor}, formula)
}

// addLeg numbers and plans a leg.
func (w *work) addLeg(leg refund.PlannedLeg) {
	leg.LegID = refund.LegID(strconv.Itoa(len(w.out.Legs) + 1))
	w.out.Legs = append(w.out.Legs, leg)
}

// unitsOf is how many units (points) go back with an amount: cumulative over what the payment has
// given back, so that all of it gives back all units (POSTINGS P14).
func unitsOf(payment refund.Payment, balance refund.PaymentBalance, amount int64) (*refund.Units, error) {
	if payment.Units == nil {
		return nil, nil
	}
	before := balance.CapturedMinor - balance.OwedMinor
	units, err := refund.Cumulative(payment.Units.Amount, refund.Taken{Before: before, Now: amount, Bought: balance.CapturedMinor})
	if err != nil {
		return nil, fmt.Errorf("units of payment %s: %w", payment.PaymentID, err)
	}
	return &refund.Units{Asset: payment.Units.Asset, Amount: units}, nil
}

// checkStops answers where a payment may not be sent against, or has less headroom than its share
// (MONEY, checks 9 and 10): only a dispute does that, and its share moves to no other tender.
func (w *work) checkStops() error {
	for _, leg := range w.out.Legs {
		balance := w.balance(leg.PaymentID)
		if balance.Stop != "" {
			w.explain("Payment "+string(leg.PaymentID), "stopped: "+balance.Stop, 0)
			w.answer(refund.DispositionAttention, ReasonPaymentStopped)
			return nil
		}
		if leg.AmountMinor > balance.RemainingMinor()+w.restoredOf(leg.PaymentID) {
			w.explain("Payment "+string(leg.PaymentID), fmt.Sprintf("%s is its share, only %s remains", w.money(leg.AmountMinor), w.money(balance.RemainingMinor())), 0)
			w.answer(refund.DispositionAttention, string(refund.CodeCapExceeded))
			return nil
		}
	}
	return nil
}

func (w *work) balance(id refund.PaymentID) refund.PaymentBalance {
	for _, balance := range w.history.Payments {
		if balance.PaymentID == id {
			return balance
		}
	}
	return refund.PaymentBalance{PaymentID: id}
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
