package policy

import (
	"time"

	"github.com/makegood/makegood/refund"
)

// question is one line of a request, as the rules see it.
type question struct {
	request *refund.Cancellation
	order   *refund.Order
	line    *refund.Line
	reason  refund.Reason
	// quantity is how many of the line the request takes.
	quantity int64
	zone     *time.Location
	// result and customer are known to handling alone.
	totalMinor int64
	customer   refund.CustomerPast
	// known are answers for lines like this one; nil: none are kept.
	known *answers
}

// fact answers a condition's variable (condition.Variables).
func (q *question) fact(name string) (any, bool) {
	for _, of := range []func(string) (any, bool){q.ofLine, q.ofUse, q.ofRequest, q.ofOrder, q.ofCustomer} {
		if value, ok := of(name); ok {
			return value, true
		}
	}
	return nil, false
}

func (q *question) ofLine(name string) (any, bool) {
	switch name {
	case "line.sku":
		return q.line.SKU, true
	case "line.category":
		return q.line.Category, true
	case "line.business_model":
		return string(q.line.BusinessModel), true
	case "line.quantity":
		return q.line.Quantity, true
	case "line.custom_made":
		return q.line.CustomMade, true
	case "line.unit_price_minor":
		return q.line.UnitPriceMinor, true
	}
	return nil, false
}

func (q *question) ofUse(name string) (any, bool) {
	switch name {
	case "line.activated":
		return q.line.Activated, true
	case "line.fulfilment":
		return string(q.line.Fulfilment), true
	case "line.delivered":
		return q.deliveredAt() != nil, true
	case "line.days_since_delivery":
		return q.days(q.deliveredAt()), true
	case "line.started":
		return q.line.ServicePeriod != nil && !q.request.OccurredAt.Before(q.line.ServicePeriod.StartAt), true
	case "line.units_total":
		return orZero(q.line.UnitsTotal), true
	case "line.units_used":
		return orZero(q.line.UnitsUsed), true
	}
	return nil, false
}

func (q *question) ofRequest(name string) (any, bool) {
	switch name {
	case "request.reason":
		return string(q.reason), true
	case "request.initiator":
		return string(q.request.Initiator), true
	case "request.scope":
		return string(q.request.Scope), true
	case "request.quantity":
		return q.quantity, true
	case "request.has_evidence":
		return len(q.request.Evidence) > 0, true
	case "result.total_minor":
		return q.totalMinor, true
	}
	return nil, false
}

func (q *question) ofOrder(name string) (any, bool) {
	switch name {
	case "order.channel":
		return q.order.Channel, true
	case "order.days_since_placed":
		return q.days(&q.order.PlacedAt), true
	case "order.market":
		return q.order.Market, true
	case "order.currency_code":
		return string(q.order.Currency), true
	case "order.paid_minor":
		paid, err := q.order.PaidMinor()
		return paid, err == nil
	}
	return nil, false
}

func (q *question) ofCustomer(name string) (any, bool) {
	switch name {
	case "customer.tier":
		return q.order.Customer.Tier, true
	case "customer.account_age_days":
		return q.days(q.order.Customer.RegisteredAt), true
	case "customer.refund_count_90d":
		return q.customer.RefundCount90d, true
	case "customer.refund_minor_90d":
		return q.customer.RefundMinor90d, true
	}
	return nil, false
}

func (q *question) deliveredAt() *time.Time { return deliveredAt(q.order, q.line) }

// deliveredAt is the line's own delivery, else the order's.
func deliveredAt(order *refund.Order, line *refund.Line) *time.Time {
	if line.DeliveredAt != nil {
		return line.DeliveredAt
	}
	return order.DeliveredAt
}

// days are the calendar days from a moment to the request, in the order's time zone; 0 where the
// moment is unknown or later.
func (q *question) days(from *time.Time) int64 {
	if from == nil || from.IsZero() {
		return 0
	}
	return max(0, localDays(*from, q.request.OccurredAt, q.zone))
}

func orZero(value *int64) int64 {
	if value == nil {
		return 0
	}
	return *value
}
