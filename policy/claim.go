package policy

import (
	"fmt"

	"github.com/makegood/makegood/refund"
)

// item is a quantity of a line that this request takes, for one reason.
type item struct {
	line   refund.Line
	index  int // of the line in the pinned sequence
	reason refund.Reason
	taken  refund.Taken
}

// claimLines turns the request into items, in the pinned sequence of the lines, and answers where
// quantities are not left (MONEY, check 4).
func (w *work) claimLines() error {
	if w.request.Scope == refund.ScopeLines && !w.linesCanBeClaimed() {
		return nil
	}
	w.whole = true
	for index, line := range w.order.Lines {
		before, err := w.claimedBefore(line.LineID)
		if err != nil {
			return err
		}
		kept := line.Quantity - before
		for _, wanted := range w.wanted(line, kept) {
			if wanted.Quantity > kept {
				w.explain("Line "+string(line.LineID), fmt.Sprintf("%d asked for, %d of %d left", wanted.Quantity, kept, line.Quantity), 0)
				w.answer(refund.DispositionReject, string(refund.CodeQuantityRefunded))
				return nil
			}
			w.items = append(w.items, item{line: line, index: index, reason: w.reasonOf(wanted),
				taken: refund.Taken{Before: line.Quantity - kept, Now: wanted.Quantity, Bought: line.Quantity}})
			kept -= wanted.Quantity
		}
		w.whole = w.whole && kept <= 0
	}
	if len(w.items) == 0 {
		w.explain("Quantities", "everything of this order was refunded before", 0)
		w.answer(refund.DispositionNothing, string(refund.CodeAlreadyRefunded))
	}
	return nil
}

// wanted returns what the request takes of a line: what it names, or all that is kept.
func (w *work) wanted(line refund.Line, kept int64) []refund.CancelledLine {
	if w.request.Scope == refund.ScopeWholeOrder {
		if kept <= 0 {
			return nil
		}
		return []refund.CancelledLine{{LineID: line.LineID, Quantity: kept}}
	}
	var wanted []refund.CancelledLine
	for _, cancelled := range w.request.CancelledLines {
		if cancelled.LineID == line.LineID {
			wanted = append(wanted, cancelled)
		}
	}
	return wanted
}

// linesCanBeClaimed answers requests that name no goods of the pinned order. An allowance without
// goods is not computed by this version: a person looks.
func (w *work) linesCanBeClaimed() bool {
	bought := map[refund.LineID]int64{}
	for _, line := range w.order.Lines {
		bought[line.LineID] = line.Quantity
	}
	for _, cancelled := range w.request.CancelledLines {
		code, ok := refund.CodeUnknownLine, false
		quantity, known := bought[cancelled.LineID]
		switch {
		case !known:
		case cancelled.AmountMinor != nil:
			code = refund.CodeNotSupported
		case cancelled.Quantity < 1:
			code = refund.CodeMalformed
		case cancelled.Quantity > quantity:
			code = refund.CodeQuantityExceedsLine
		default:
			ok = true
		}
		if !ok {
			w.explain("Line "+string(cancelled.LineID), fmt.Sprintf("%s: %d asked for of %d bought", code, cancelled.Quantity, quantity), 0)
			w.answer(refund.DispositionAttention, string(code))
			return false
		}
	}
	return true
}

// claimedBefore sums what earlier requests took of a line.
func (w *work) claimedBefore(line refund.LineID) (int64, error) {
	var claimed int64
	for _, earlier := range w.history.Earlier {
		for _, component := range earlier.Components {
			if component.Kind != refund.ComponentLine || component.LineID != line {
				continue
			}
			var err error
			if claimed, err = refund.AddMinor(claimed, component.Quantity); err != nil {
				return 0, err
			}
		}
	}
	return claimed, nil
}

// reasonOf is why a line is cancelled: its own reason, else the request's.
func (w *work) reasonOf(cancelled refund.CancelledLine) refund.Reason {
	if cancelled.Reason != "" {
		return cancelled.Reason.Known()
	}
	return w.request.Reason.Known()
}

// voidAuthorised answers an order of which nothing was captured but something authorised: once
// nothing of the order is kept, the authorisations are cancelled, and no money moves. While
// something is kept they stay, for the merchant to capture less.
func (w *work) voidAuthorised() error {
	if w.captured() {
		return nil
	}
	if !w.whole {
		w.explain("Captured", "nothing was captured; the authorisation stays for what is kept", 0)
		w.answer(refund.DispositionNothing, string(refund.CodeNothingCaptured))
		return nil
	}
	w.answer(refund.DispositionPay, ReasonAuthorisedOnly)
	for _, it := range w.items {
		w.out.Components = append(w.out.Components, refund.Component{Kind: refund.ComponentLine, LineID: it.line.LineID, Quantity: it.taken.Now})
	}
	w.addVoids()
	w.askForSnapshot()
	return nil
}

// addVoids plans the cancellation of every authorisation that was never captured.
func (w *work) addVoids() {
	for _, payment := range w.authorisedOnly() {
		w.addLeg(refund.PlannedLeg{PaymentID: payment.PaymentID, Void: true})
		w.explain("Authorisation "+string(payment.PaymentID),
			fmt.Sprintf("%s authorised, never captured: cancelled, no money moves", w.money(*payment.AuthorizedMinor)), 0)
	}
}

// authorisedOnly returns the payments that were authorised and never captured.
func (w *work) authorisedOnly() []refund.Payment {
	var only []refund.Payment
	for _, balance := range w.history.Payments {
		payment := w.payment(balance.PaymentID)
		if balance.CapturedMinor == 0 && payment.AuthorizedMinor != nil && *payment.AuthorizedMinor > 0 {
			only = append(only, payment)
		}
	}
	return only
}
