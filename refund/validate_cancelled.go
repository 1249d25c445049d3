package refund

import (
	"cmp"
	"fmt"
	"strconv"
)

// This file ties a request to its order: what is named must be there, and no more of it than was bought.

// validateCancelledLines: with LINES something must be named, with WHOLE_ORDER nothing may be. Delivery alone is
// something.
func (c Cancellation) validateCancelledLines() error {
	if c.Scope == ScopeLines && len(c.CancelledLines)+len(c.CancelledShipping) == 0 {
		return problem(CodeMissingField, "cancelled_lines", "names nothing, and scope is LINES")
	}
	if c.Scope == ScopeWholeOrder && len(c.CancelledLines) > 0 {
		return problem(CodeMalformed, "cancelled_lines", "names lines, and scope is WHOLE_ORDER")
	}
	left := newLeft(c.Order.Lines)
	return cmp.Or(
		each("cancelled_lines", c.CancelledLines, func(l CancelledLine) error { return l.validate(left) }),
		unique("cancelled_lines", c.CancelledLines, c.lineAndReason),
	)
}

// lineAndReason is what a request may name once: a line may be named again for another reason.
func (c Cancellation) lineAndReason(l CancelledLine) string {
	return string(l.LineID) + " for " + string(cmp.Or(l.Reason, c.Reason))
}

// validateCancelledShipping holds what goes back of a delivery to what was paid for it.
func (c Cancellation) validateCancelledShipping() error {
	if c.Scope == ScopeWholeOrder && len(c.CancelledShipping) > 0 {
		return problem(CodeMalformed, "cancelled_shipping", "names deliveries, and scope is WHOLE_ORDER")
	}
	return cmp.Or(
		each("cancelled_shipping", c.CancelledShipping, func(s CancelledShipping) error { return s.validate(c.Order) }),
		unique("cancelled_shipping", c.CancelledShipping, func(s CancelledShipping) string { return string(s.ShipmentID) }),
	)
}

func (s CancelledShipping) validate(o Order) error {
	if err := cmp.Or(countedPtr("amount_minor", s.AmountMinor), short("reason", string(s.Reason))); err != nil {
		return err
	}
	delivery, known := o.Delivery(s.ShipmentID)
	if !known {
		return problem(CodeUnknownShipment, "shipment_id", fmt.Sprintf("the order has no shipment %q", s.ShipmentID))
	}
	net, err := delivery.NetMinor()
	if err != nil {
		return at("amount_minor", err)
	}
	return atMost("amount_minor", s.AmountMinor, net)
}

// atMost refuses an amount of a line or a delivery that is more than was paid for it.
func atMost(path string, amountMinor *int64, netMinor int64) error {
	if amountMinor == nil || *amountMinor <= netMinor {
		return nil
	}
	return problem(CodeAmountExceedsLine, path, fmt.Sprintf("is %d, and %d were paid, without exclusive tax", *amountMinor, netMinor))
}

func (l CancelledLine) validate(left map[LineID]*leftOfLine) error {
	if err := cmp.Or(
		required("line_id", string(l.LineID)),
		counted("quantity", l.Quantity),
		countedPtr("amount_minor", l.AmountMinor),
		short("reason", string(l.Reason)),
		in("measure", l.Measure.validate()),
		l.validateForm(),
	); err != nil {
		return err
	}
	line, ok := left[l.LineID]
	if !ok {
		return noLine("line_id", l.LineID)
	}
	return line.take(l)
}

// validateForm holds a cancelled line to one form: a quantity, an amount, or a measure.
func (l CancelledLine) validateForm() error {
	switch {
	case l.Measure != nil && (l.Quantity != 0 || l.AmountMinor != nil):
		return problem(CodeMalformed, "measure", "is there beside a quantity or an amount_minor")
	case l.Quantity == 0 && l.AmountMinor == nil && l.Measure == nil:
		return problem(CodeMissingField, "quantity", "is 0, and no amount_minor and no measure is given")
	case l.GoodsWaived && (l.Quantity == 0 || l.AmountMinor != nil):
		return problem(CodeMalformed, "goods_waived", "is said of no quantity")
	case l.AmountIncludesTax && l.AmountMinor == nil:
		return problem(CodeMalformed, "amount_includes_tax", "is said of no amount_minor")
	}
	return nil
}

// leftOfLine is what a request has not named yet of a line that was bought.
type leftOfLine struct {
	bought   int64
	quantity int64
	measure  leftOfMeasure
}

func newLeft(lines []Line) map[LineID]*leftOfLine {
	left := make(map[LineID]*leftOfLine, len(lines))
	for _, l := range lines {
		left[l.LineID] = &leftOfLine{bought: l.Quantity, quantity: l.Quantity, measure: newLeftOfMeasure(l.Measure)}
	}
	return left
}

// take refuses more than is left, over all that the request names of the line.
func (left *leftOfLine) take(l CancelledLine) error {
	if l.Quantity > left.quantity {
		detail := fmt.Sprintf("is %d, and %d were bought", l.Quantity, left.bought)
		if left.quantity < left.bought {
			detail += ", of which the request names " + strconv.FormatInt(left.bought-left.quantity, 10) + " already"
		}
		return problem(CodeQuantityExceedsLine, "quantity", detail)
	}
	left.quantity -= l.Quantity
	return left.measure.take(l.Measure)
}
