package entitlement

import (
	"slices"

	"github.com/makegood/makegood/refund"
)

// WithUse is the pinned order with what this request's own snapshot says of delivery and use: what
// was bought and paid never changes, what became of it does.
func WithUse(pinned, seen refund.Order) refund.Order {
	order := pinned
	if seen.DeliveredAt != nil {
		order.DeliveredAt = seen.DeliveredAt
	}
	for i := range pinned.Lines {
		now := lineAt(seen.Lines, i, pinned.Lines[i].LineID)
		if now == nil || sameUse(&pinned.Lines[i], now) {
			continue
		}
		if &order.Lines[0] == &pinned.Lines[0] { // the pinned order stays as it is
			order.Lines = slices.Clone(pinned.Lines)
		}
		lineWithUse(&order.Lines[i], now)
	}
	return order
}

// sameUse reports whether a line says nothing new; what it points to is compared by place alone.
func sameUse(line, now *refund.Line) bool {
	return line.Activated == now.Activated && line.Fulfilment == now.Fulfilment && line.UnitsUsed == now.UnitsUsed &&
		line.FulfilledQuantity == now.FulfilledQuantity && line.DeliveredAt == now.DeliveredAt && line.ServicePeriod == now.ServicePeriod
}

// lineAt finds a line, usually in its place.
func lineAt(lines []refund.Line, place int, id refund.LineID) *refund.Line {
	if place < len(lines) && lines[place].LineID == id {
		return &lines[place]
	}
	for i := range lines {
		if lines[i].LineID == id {
			return &lines[i]
		}
	}
	return nil
}

func lineWithUse(line, now *refund.Line) {
	line.Activated = line.Activated || now.Activated
	if now.Fulfilment != "" {
		line.Fulfilment = now.Fulfilment
	}
	for _, fact := range []struct{ of, is **int64 }{{&line.UnitsUsed, &now.UnitsUsed}, {&line.FulfilledQuantity, &now.FulfilledQuantity}} {
		if *fact.is != nil {
			*fact.of = *fact.is
		}
	}
	if now.DeliveredAt != nil {
		line.DeliveredAt = now.DeliveredAt
	}
	if now.ServicePeriod != nil {
		line.ServicePeriod = now.ServicePeriod
	}
}
