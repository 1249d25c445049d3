package entitlement

import (
	"github.com/makegood/makegood/policy/explain"
	"github.com/makegood/makegood/policy/rulebook"
	"github.com/makegood/makegood/refund"
)

// stepsEach is how many steps a line usually comes to, stepsBeside how many an order has beside, and
// componentsBeside how many components.
const (
	stepsEach        = 2
	stepsBeside      = 16
	componentsBeside = 8
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
	// overNet: the line had an allowance by then, so that its taxes follow the net given back (MONEY C12).
	overNet bool
	// said are the places of the item's steps.
	said saidItem
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
	c.WholeOrder, c.asked = true, c.askedOf()
	c.Items = make([]Item, 0, len(c.past.lines))
	c.Components = make([]refund.Component, 0, c.componentsOfLines()+componentsBeside)
	c.steps.Grow(stepsEach*len(c.past.lines) + stepsBeside)
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

// componentsOfLines is how many components the goods of the whole order come to.
func (c *Calculation) componentsOfLines() int {
	count := len(c.past.lines)
	for i := range c.past.lines {
		if c.past.lines[i].paid.taxOn != 0 {
			count++
		}
	}
	return count
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
	for at := c.asked.first[c.past.index[line]]; at > 0; at = c.asked.next[at-1] {
		wanted = append(wanted, c.request.CancelledLines[at-1])
	}
	return wanted
}

// askedLines are the cancelled lines of the request by line: the place of the first of a line, and after each the
// place of the next of the same line. Places are counted from 1, and 0 is none.
type askedLines struct{ first, next []int32 }

// askedOf reads them: a request may name as many lines as the order has, and one line more than once.
func (c *Calculation) askedOf() askedLines {
	cancelled := c.request.CancelledLines
	asked := askedLines{first: make([]int32, len(c.past.lines)), next: make([]int32, len(cancelled))}
	for i := len(cancelled) - 1; i >= 0; i-- {
		if l, known := c.past.index[cancelled[i].LineID]; known {
			asked.next[i], asked.first[l] = asked.first[l], int32(i+1)
		}
	}
	return asked
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
