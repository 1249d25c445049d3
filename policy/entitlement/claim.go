package entitlement

import (
	"github.com/makegood/makegood/policy/explain"
	"github.com/makegood/makegood/policy/rulebook"
	"github.com/makegood/makegood/refund"
)

// componentsEach and stepsEach are how many a line usually comes to.
const (
	componentsEach = 2
	stepsEach      = 3
)

// Item is what a request takes of a line, for one reason: a quantity, or an allowance without goods. A request may
// take of one line for several reasons.
type Item struct {
	Line   *refund.Line
	Index  int // of the line in the pinned sequence
	Reason refund.Reason
	Taken  refund.Taken
	// AllowanceMinor is an amount without goods; nil for goods, and for a part by measure.
	AllowanceMinor *int64
	// GoodsWaived: the units are taken, and stay with the customer.
	GoodsWaived bool
	// includesTax: AllowanceMinor has the tax on top in it. measure is a part by measure: an allowance too.
	includesTax bool
	measure     *measured
	// Grant is what the rules make of the item: whether, and by which terms. It is the policy's own:
	// read-only, and shared by all items it decides.
	Grant *rulebook.Grant
	// Statutory: the item goes back by law, which outranks the policy (MONEY C15): no window, no fee, no loss by
	// time.
	Statutory bool
	// LegalWindow: the law gives the customer time for the item that the policy cannot shorten.
	LegalWindow bool
	// worth is what the item's LINE and TAX came to; commission what of a marketplace's commission goes back.
	worth      part3
	commission commissionBack
}

// Allowance reports whether the item is money without goods (MONEY C12).
func (it *Item) Allowance() bool { return it.AllowanceMinor != nil || it.measure != nil }

// mode is what becomes of the promotions of the goods that are kept. The merchant's own fault
// always leaves them alone (MONEY C6), and so does an allowance.
func (it *Item) mode() rulebook.PromotionMode {
	if it.Reason.MerchantFault() || it.Allowance() || it.Grant.Terms.PromotionMode == "" {
		return rulebook.PromotionKeep
	}
	return it.Grant.Terms.PromotionMode
}

// ClaimLines turns the request into items, in the pinned sequence of the lines, and answers where
// quantities are not left (MONEY, check 4).
func (c *Calculation) ClaimLines() error {
	if c.request.Scope == refund.ScopeLines && !c.linesCanBeClaimed() {
		return nil
	}
	c.WholeOrder = true
	c.Items = make([]Item, 0, len(c.past.lines))
	c.Components = make([]refund.Component, 0, componentsEach*len(c.past.lines))
	c.steps.Grow(stepsEach * len(c.past.lines))
	for index := range c.past.lines {
		if !c.claimLine(index) {
			return nil
		}
	}
	if c.claimShipping(); c.Answer != (Answer{}) {
		return nil
	}
	if len(c.Items) == 0 && len(c.Shipping) == 0 && !c.ClaimReturns {
		c.steps.Say("quantities.none_left", 0)
		c.answer(refund.DispositionNothing, string(refund.CodeAlreadyRefunded))
	}
	return nil
}

// claimLine turns what the request wants of one line into items; false where too little is left.
func (c *Calculation) claimLine(index int) bool {
	s := &c.past.lines[index]
	kept := s.kept()
	for _, wanted := range c.wanted(s.line.LineID, kept) {
		it := c.itemOf(s, index, &wanted)
		it.Taken.Before = s.line.Quantity - kept
		switch {
		case wanted.Measure != nil:
			if !c.claimMeasure(s, &it, wanted.Measure) {
				return false
			}
		case it.Taken.Now > kept:
			c.steps.Say("quantities.too_few_left", 0, explain.Word("line", s.line.LineID), explain.Number("asked", wanted.Quantity), explain.Number("left", kept), explain.Number("bought", s.line.Quantity))
			c.answer(refund.DispositionReject, string(refund.CodeQuantityRefunded))
			return false
		}
		c.Items = append(c.Items, it)
		kept -= it.Taken.Now
	}
	c.WholeOrder = c.WholeOrder && kept <= 0
	return true
}

// itemOf is what a request wants of a line: units, or money without them.
func (c *Calculation) itemOf(s *lineState, index int, wanted *refund.CancelledLine) Item {
	it := Item{Line: s.line, Index: index, Reason: c.reasonFor(wanted.Reason), AllowanceMinor: wanted.AmountMinor, Grant: &c.ungranted,
		Taken: refund.Taken{Now: wanted.Quantity, Bought: s.line.Quantity}}
	if wanted.AmountMinor != nil || wanted.Measure != nil {
		it.Taken.Now, it.includesTax = 0, wanted.AmountIncludesTax && s.paid.taxOn > 0
		return it
	}
	it.GoodsWaived = wanted.GoodsWaived
	return it
}

// wanted returns what the request takes of a line: what it names, or all that is kept.
func (c *Calculation) wanted(line refund.LineID, kept int64) []refund.CancelledLine {
	if c.request.Scope == refund.ScopeWholeOrder {
		if kept <= 0 {
			return nil
		}
		return []refund.CancelledLine{{LineID: line, Quantity: kept}}
	}
	var wanted []refund.CancelledLine
	for i := range c.request.CancelledLines { // by index: a request may name as many lines as the order has
		if cancelled := &c.request.CancelledLines[i]; cancelled.LineID == line {
			wanted = append(wanted, *cancelled)
		}
	}
	return wanted
}

// linesCanBeClaimed answers requests that name nothing of the pinned order.
func (c *Calculation) linesCanBeClaimed() bool {
	for _, cancelled := range c.request.CancelledLines {
		code, quantity := refund.CodeUnknownLine, int64(0)
		if index, known := c.past.index[cancelled.LineID]; known {
			quantity = c.past.lines[index].line.Quantity
			code = wrongWith(cancelled, quantity)
		}
		if code != "" {
			c.steps.Say("quantities.not_of_the_order", 0, explain.Word("line", cancelled.LineID), explain.Word("code", code), explain.Number("asked", cancelled.Quantity), explain.Number("bought", quantity))
			c.answer(refund.DispositionAttention, string(code))
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
	case cancelled.Quantity < 0 || cancelled.Quantity == 0 && cancelled.AmountMinor == nil && cancelled.Measure == nil:
		return refund.CodeMalformed
	case cancelled.Measure != nil && (cancelled.Quantity > 0 || cancelled.AmountMinor != nil):
		return refund.CodeMalformed
	case cancelled.Quantity > bought:
		return refund.CodeQuantityExceedsLine
	}
	return ""
}

// reasonFor is why a line or a delivery is cancelled: its own reason, else the request's.
func (c *Calculation) reasonFor(own refund.Reason) refund.Reason {
	if own != "" {
		return own.Known()
	}
	return c.request.Reason.Known()
}
