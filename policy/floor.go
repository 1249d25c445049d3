package policy

import (
	"github.com/makegood/makegood/refund"
)

// floor keeps a request from going below zero (MONEY C10): what kept goods lost may be more than
// what comes back. A positive WAIVER makes up for it, and comes back negative when a later request
// has room. Its tax is such that a request below zero has no tax in it, and that all requests
// together have the tax that left the kept goods.
func (w *work) floor() error {
	waiver := -min(w.out.TotalMinor, w.past.waived)
	if waiver == 0 {
		return nil
	}
	taxMinor := -w.past.waivedTax
	if w.out.TotalMinor < w.past.waived { // the floor binds
		taxMinor = -w.out.TaxMinor
	}
	if err := w.add(refund.Component{Kind: refund.ComponentWaiver, AmountMinor: waiver, TaxMinor: taxMinor}); err != nil {
		return err
	}
	key := "waiver.granted"
	if waiver < 0 {
		key = "waiver.returned"
	}
	w.say(key, waiver, w.amount("open", w.past.waived+waiver))
	return nil
}
