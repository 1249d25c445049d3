package refund

import (
	"cmp"
	"fmt"
	"time"
)

// ClockSkewMax is how far ahead of our clock a fact may lie: the senders' clocks are not ours.
const ClockSkewMax = 5 * time.Minute

// Validate returns the first Problem of c, or nil. The order of the checks is stable, so that the
// same event is always refused for the same reason: identity, currency, request, times, lines,
// shipping, fees, promotions, payments, cancelled lines, sums.
//
// It judges only what can be seen in the event itself (the event contract). What needs judgement,
// such as amounts that do not add up, is the policy's; an order that was never captured is valid.
func (c Cancellation) Validate(now time.Time) error {
	return cmp.Or(
		c.Key.validate(),
		c.Order.validateCurrency(),
		c.validateRequest(),
		c.validateTimes(now),
		c.Order.validateLines(),
		in("shipping", c.Order.Shipping.validate()),
		each("fees", c.Order.Fees, Fee.validate),
		unique("fees", c.Order.Fees, func(f Fee) string { return f.FeeID }),
		each("order_discounts", c.Order.OrderDiscounts, DiscountShare.validate),
		c.Order.validatePromotions(),
		c.Order.validatePayments(),
		c.validateCancelledLines(),
		c.Order.validateSums(),
	)
}

func (k Key) validate() error {
	return cmp.Or(
		businessKey("merchant_id", string(k.Merchant)),
		businessKey("order_id", string(k.Order)),
		businessKey("cancellation_id", string(k.Request)),
	)
}

func (o Order) validateCurrency() error {
	return currency("currency_code", o.Currency)
}

func (c Cancellation) validateRequest() error {
	return cmp.Or(
		required("scope", string(c.Scope)),
		known("scope", c.Scope, ScopeLines, ScopeWholeOrder),
		required("reason", string(c.Reason)),
		short("reason", string(c.Reason)),
		known("initiator", c.Initiator, InitiatorCustomer, InitiatorMerchant, InitiatorSupport, InitiatorSystem),
		opaqueID("requested_by", string(c.RequestedBy)),
		opaqueID("customer.customer_id", string(c.Order.Customer.CustomerID)),
		each("evidence", c.Evidence, func(e Evidence) error { return required("uri", e.URI) }),
	)
}

func (c Cancellation) validateTimes(now time.Time) error {
	latest := now.Add(ClockSkewMax)
	return cmp.Or(
		requiredTime("occurred_at", c.OccurredAt),
		requiredTime("placed_at", c.Order.PlacedAt),
		notAfter("occurred_at", &c.OccurredAt, latest),
		notAfter("placed_at", &c.Order.PlacedAt, latest),
		c.Order.validateDeliveries(latest),
		notBefore("occurred_at", &c.OccurredAt, c.Order.PlacedAt, "placed_at"),
		timeZone("time_zone", c.Order.TimeZone),
	)
}

// validateDeliveries holds deliveries to after the order was placed and before now. A delivery may come after
// the customer's act.
func (o Order) validateDeliveries(latest time.Time) error {
	return cmp.Or(
		notAfter("delivered_at", o.DeliveredAt, latest),
		notBefore("delivered_at", o.DeliveredAt, o.PlacedAt, "placed_at"),
		each("lines", o.Lines, func(l Line) error {
			return cmp.Or(notAfter("delivered_at", l.DeliveredAt, latest), notBefore("delivered_at", l.DeliveredAt, o.PlacedAt, "placed_at"))
		}),
	)
}

// validateCancelledLines ties the request to the order: with LINES something must be named, with
// WHOLE_ORDER nothing may be.
func (c Cancellation) validateCancelledLines() error {
	if c.Scope == ScopeLines && len(c.CancelledLines) == 0 {
		return problem(CodeMissingField, "cancelled_lines", "names nothing, and scope is LINES")
	}
	if c.Scope == ScopeWholeOrder && len(c.CancelledLines) > 0 {
		return problem(CodeMalformed, "cancelled_lines", "names lines, and scope is WHOLE_ORDER")
	}
	bought := make(map[LineID]int64, len(c.Order.Lines))
	for _, l := range c.Order.Lines {
		bought[l.LineID] = l.Quantity
	}
	return cmp.Or(
		each("cancelled_lines", c.CancelledLines, func(l CancelledLine) error { return l.validate(bought) }),
		unique("cancelled_lines", c.CancelledLines, func(l CancelledLine) string { return string(l.LineID) }),
	)
}

func (l CancelledLine) validate(bought map[LineID]int64) error {
	if err := cmp.Or(
		required("line_id", string(l.LineID)),
		counted("quantity", l.Quantity),
		countedPtr("amount_minor", l.AmountMinor),
		short("reason", string(l.Reason)),
	); err != nil {
		return err
	}
	quantity, ok := bought[l.LineID]
	switch {
	case !ok:
		return noLine("line_id", l.LineID)
	case l.Quantity == 0 && l.AmountMinor == nil:
		return problem(CodeMissingField, "quantity", "is 0, and no amount_minor is given")
	case l.Quantity > quantity:
		return problem(CodeQuantityExceedsLine, "quantity", fmt.Sprintf("is %d, and %d were bought", l.Quantity, quantity))
	}
	return nil
}
