package entitlement

import (
	"slices"

	"github.com/makegood/makegood/policy/rulebook"
	"github.com/makegood/makegood/refund"
)

// GoodsExpected lists the quantities that have to come back, by line.
func (c *Calculation) GoodsExpected() []refund.GoodsLine {
	var lines []refund.GoodsLine
	for i := range c.Items {
		it := &c.Items[i]
		quantity := c.GoodsOf(it)
		if quantity == 0 {
			continue
		}
		if last := len(lines) - 1; last >= 0 && lines[last].LineID == it.Line.LineID {
			lines[last].Quantity += quantity
			continue
		}
		lines = append(lines, refund.GoodsLine{LineID: it.Line.LineID, Quantity: quantity, Title: it.Line.Title})
	}
	return lines
}

// ProofSuffices reports whether all goods that have to come back do so under a law that lets the money wait for the
// proof of their sending alone.
func (c *Calculation) ProofSuffices() bool {
	for i := range c.Items {
		if it := &c.Items[i]; c.GoodsOf(it) > 0 && !it.Statutory {
			return false
		}
	}
	return true
}

// GoodsOf is how many units of an item have to come back. Of a line that was sent in part, the units
// that were never sent are taken for cancelled first: nobody can send those back.
func (c *Calculation) GoodsOf(it *Item) int64 {
	if it.Allowance() || it.GoodsWaived || !it.Grant.Terms.GoodsRequired || !c.HandedOver(it) {
		return 0
	}
	if it.Line.FulfilledQuantity == nil {
		return it.Taken.Now
	}
	unsent := it.Line.Quantity - *it.Line.FulfilledQuantity - it.Taken.Before
	return max(0, it.Taken.Now-max(0, unsent))
}

// TakesGoods reports whether the request takes units of a line.
func (c *Calculation) TakesGoods() bool {
	return slices.ContainsFunc(c.Items, func(it Item) bool { return it.Taken.Now > 0 })
}

// HandedOver reports whether the customer has the item: else there is nothing to send back.
func (c *Calculation) HandedOver(it *Item) bool {
	switch it.Line.Fulfilment {
	case refund.FulfilmentUnfulfilled:
		return false
	case refund.FulfilmentShipped, refund.FulfilmentDelivered, refund.FulfilmentConsumed:
		return true
	}
	return rulebook.DeliveredAt(c.order, it.Line) != nil
}
