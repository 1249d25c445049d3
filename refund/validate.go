package refund

import (
	"cmp"
	"time"
)

// ClockSkewMax is how far ahead of our clock a fact may lie: the senders' clocks are not ours.
const ClockSkewMax = 5 * time.Minute

// Validate returns the first Problem of c, or nil. The order of the checks is stable, so that the
// same event is always refused for the same reason: identity, currency, request, times, lines,
// shipping, shipments, fees, promotions, payments, earned points, invoice, cancelled lines and shipping, sums.
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
		c.Order.validateShipments(),
		each("fees", c.Order.Fees, Fee.validate),
		unique("fees", c.Order.Fees, func(f Fee) string { return f.FeeID }),
		each("order_discounts", c.Order.OrderDiscounts, DiscountShare.validate),
		c.Order.validatePromotions(),
		c.Order.validatePayments(),
		c.Order.validateEarnedPoints(),
		in("invoice", c.Order.Invoice.validate(now.Add(ClockSkewMax))),
		c.validateCancelledLines(),
		c.validateCancelledShipping(),
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
		notBefore("ship_by", c.Order.ShipBy, c.Order.PlacedAt, "placed_at"),
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
