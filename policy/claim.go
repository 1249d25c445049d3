package policy

import (
	"slices"

	"github.com/makegood/makegood/refund"
)

// componentsEach and stepsEach are how many a line usually comes to.
const (
	componentsEach = 2
	stepsEach      = 3
)

// item is what this request takes of a line, for one reason: a quantity, or an allowance without
// goods.
type item struct {
	line   *refund.Line
	index  int // of the line in the pinned sequence
	reason refund.Reason
	taken  refund.Taken
	// allowance is an amount without goods; nil for goods.
	allowance *int64
	// grant is what the rules make of the item: whether, and by which terms. It is the policy's own:
	// read-only, and shared by all items it decides.
	grant *grant
	// worth is what the item's LINE and TAX came to.
	worth part3
}

// mode is what becomes of the promotions of the goods that are kept. The merchant's own fault
// always leaves them alone (MONEY C6), and so does an allowance.
func (it *item) mode() PromotionMode {
	if it.reason.MerchantFault() || it.allowance != nil || it.grant.terms.PromotionMode == "" {
		return PromotionKeep
	}
	return it.grant.terms.PromotionMode
}

// claimLines turns the request into items, in the pinned sequence of the lines, and answers where
// quantities are not left (MONEY, check 4).
func (w *work) claimLines() error {
	if w.request.Scope == refund.ScopeLines && !w.linesCanBeClaimed() {
		return nil
	}
	w.whole = true
	w.items = make([]item, 0, len(w.past.lines))
	w.out.Components = make([]refund.Component, 0, componentsEach*len(w.past.lines))
	w.out.Steps = slices.Grow(w.out.Steps, stepsEach*len(w.past.lines))
	for index := range w.past.lines {
		if !w.claimLine(index) {
			return nil
		}
	}
	if len(w.items) == 0 {
		w.say("quantities.none_left", 0)
		w.answer(refund.DispositionNothing, string(refund.CodeAlreadyRefunded))
	}
	return nil
}

// claimLine turns what the request wants of one line into items; false where too little is left.
func (w *work) claimLine(index int) bool {
	s := &w.past.lines[index]
	line, kept := s.line, s.kept()
	for _, wanted := range w.wanted(line.LineID, kept) {
		it := item{line: line, index: index, reason: w.reasonOf(wanted), allowance: wanted.AmountMinor, grant: &w.ungranted,
			taken: refund.Taken{Before: line.Quantity - kept, Now: wanted.Quantity, Bought: line.Quantity}}
		if it.allowance != nil {
			it.taken.Now = 0
		}
		if it.taken.Now > kept {
			w.say("quantities.too_few_left", 0, in("line", line.LineID), number("asked", wanted.Quantity), number("left", kept), number("bought", line.Quantity))
			w.answer(refund.DispositionReject, string(refund.CodeQuantityRefunded))
			return false
		}
		w.items = append(w.items, it)
		kept -= it.taken.Now
	}
	w.whole = w.whole && kept <= 0
	return true
}

// wanted returns what the request takes of a line: what it names, or all that is kept.
func (w *work) wanted(line refund.LineID, kept int64) []refund.CancelledLine {
	if w.request.Scope == refund.ScopeWholeOrder {
		if kept <= 0 {
			return nil
		}
		return []refund.CancelledLine{{LineID: line, Quantity: kept}}
	}
	var wanted []refund.CancelledLine
	for i := range w.request.CancelledLines { // by index: a request may name as many lines as the order has
		if cancelled := &w.request.CancelledLines[i]; cancelled.LineID == line {
			wanted = append(wanted, *cancelled)
		}
	}
	return wanted
}

// linesCanBeClaimed answers requests that name nothing of the pinned order.
func (w *work) linesCanBeClaimed() bool {
	for _, cancelled := range w.request.CancelledLines {
		code, quantity := refund.CodeUnknownLine, int64(0)
		if index, known := w.past.index[cancelled.LineID]; known {
			quantity = w.past.lines[index].line.Quantity
			code = wrongWith(cancelled, quantity)
		}
		if code != "" {
			w.say("quantities.not_of_the_order", 0, in("line", cancelled.LineID), in("code", code), number("asked", cancelled.Quantity), number("bought", quantity))
			w.answer(refund.DispositionAttention, string(code))
			return false
		}
	}
	return true
}

// wrongWith says what is wrong with a request for a line of the order; empty: nothing.
func wrongWith(cancelled refund.CancelledLine, bought int64) refund.Code {
	switch {
	case cancelled.AmountMinor != nil && *cancelled.AmountMinor < 0:
		return refund.CodeNegativeAmount
	case cancelled.Quantity < 0 || cancelled.Quantity == 0 && cancelled.AmountMinor == nil:
		return refund.CodeMalformed
	case cancelled.Quantity > bought:
		return refund.CodeQuantityExceedsLine
	}
	return ""
}

// reasonOf is why a line is cancelled: its own reason, else the request's.
func (w *work) reasonOf(cancelled refund.CancelledLine) refund.Reason {
	if cancelled.Reason != "" {
		return cancelled.Reason.Known()
	}
	return w.request.Reason.Known()
}
