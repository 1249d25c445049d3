package rulebook

import (
	"strings"
	"time"

	"github.com/makegood/makegood/refund"
)

// Question is one line of a request, or a delivery's cost, as the rules see it.
type Question struct {
	Request *refund.Cancellation
	Order   *refund.Order
	// Line is nil where it is about a delivery: a rule about goods says nothing of that.
	Line   *refund.Line
	Reason refund.Reason
	// Quantity is how many of the line the request takes.
	Quantity int64
	// GoodsWaived: they stay with the customer. WithoutGoods: none are taken, it is money for the line.
	GoodsWaived, WithoutGoods bool
	// Zone is whose calendar the order lives by.
	Zone *time.Location
	// TotalMinor and Customer are known to handling and offers alone.
	TotalMinor int64
	Customer   refund.CustomerPast
	// Known are answers for lines like this one; nil: none are kept.
	Known *Answers
}

// fact answers a condition's variable (condition.Variables).
func (q *Question) fact(name string) (any, bool) {
	about, _, _ := strings.Cut(name, ".")
	switch about {
	case "line":
		if value, ok := q.ofLine(name); ok {
			return value, true
		}
		return q.ofUse(name)
	case "request", "result":
		return q.ofRequest(name)
	case "order":
		return q.ofOrder(name)
	case "customer":
		return q.ofCustomer(name)
	}
	return nil, false
}

func (q *Question) ofLine(name string) (any, bool) {
	switch name {
	case "line.sku":
		return q.Line.SKU, true
	case "line.category":
		return q.Line.Category, true
	case "line.business_model":
		return string(q.Line.BusinessModel), true
	case "line.quantity":
		return q.Line.Quantity, true
	case "line.custom_made":
		return q.Line.CustomMade, true
	case "line.unit_price_minor":
		return q.Line.UnitPriceMinor, true
	}
	return nil, false
}

func (q *Question) ofUse(name string) (any, bool) {
	switch name {
	case "line.activated":
		return q.Line.Activated, true
	case "line.fulfilment":
		return string(q.Line.Fulfilment), true
	case "line.delivered":
		return q.deliveredAt() != nil, true
	case "line.days_since_delivery":
		return q.days(q.deliveredAt()), true
	case "line.started":
		return q.Line.ServicePeriod != nil && !q.Request.OccurredAt.Before(q.Line.ServicePeriod.StartAt), true
	case "line.units_total":
		return orZero(q.Line.UnitsTotal), true
	case "line.units_used":
		return orZero(q.Line.UnitsUsed), true
	}
	return nil, false
}

func (q *Question) ofRequest(name string) (any, bool) {
	switch name {
	case "request.reason":
		return string(q.Reason), true
	case "request.initiator":
		return string(q.Request.Initiator), true
	case "request.scope":
		return string(q.Request.Scope), true
	case "request.quantity":
		return q.Quantity, true
	case "request.goods_waived":
		return q.GoodsWaived, true
	case "request.without_goods":
		return q.WithoutGoods, true
	case "request.has_evidence":
		return len(q.Request.Evidence) > 0, true
	case "result.total_minor":
		return q.TotalMinor, true
	}
	return nil, false
}

func (q *Question) ofOrder(name string) (any, bool) {
	switch name {
	case "order.channel":
		return q.Order.Channel, true
	case "order.days_since_placed":
		return q.days(&q.Order.PlacedAt), true
	case "order.market":
		return q.Order.Market, true
	case "order.currency_code":
		return string(q.Order.Currency), true
	case "order.paid_minor":
		paid, err := q.Order.PaidMinor()
		return paid, err == nil
	}
	return nil, false
}

func (q *Question) ofCustomer(name string) (any, bool) {
	switch name {
	case "customer.tier":
		return q.Order.Customer.Tier, true
	case "customer.account_age_days":
		return q.days(q.Order.Customer.RegisteredAt), true
	case "customer.refund_count_90d":
		return q.Customer.RefundCount90d, true
	case "customer.refund_minor_90d":
		return q.Customer.RefundMinor90d, true
	case "customer.waived_count_90d":
		return q.Customer.Window(90).WaivedCount, true
	case "customer.waived_minor_90d":
		return q.Customer.Window(90).WaivedMinor, true
	}
	return nil, false
}

func (q *Question) deliveredAt() *time.Time { return DeliveredAt(q.Order, q.Line) }

// DeliveredAt is the line's own delivery, else the order's.
func DeliveredAt(order *refund.Order, line *refund.Line) *time.Time {
	if line.DeliveredAt != nil {
		return line.DeliveredAt
	}
	return order.DeliveredAt
}

// days are the calendar days from a moment to the request, in the order's time zone; 0 where the
// moment is unknown or later.
func (q *Question) days(from *time.Time) int64 {
	if from == nil || from.IsZero() {
		return 0
	}
	return max(0, LocalDays(*from, q.Request.OccurredAt, q.Zone))
}

func orZero(value *int64) int64 {
	if value == nil {
		return 0
	}
	return *value
}
