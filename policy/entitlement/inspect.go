package entitlement

import (
	"slices"

	"github.com/makegood/makegood/policy/explain"
	"github.com/makegood/makegood/refund"
)

// TakeInspected leaves of the request what was taken back of the goods that were expected. What needed
// no goods stays. Nothing taken of anything refuses the request. The error is a Problem BAD_INSPECTION.
func (c *Calculation) TakeInspected(inspection refund.Inspection, expected []refund.GoodsLine) error {
	if problem, bad := inspection.Check(expected); bad {
		return problem
	}
	arrived := false
	for _, line := range expected {
		found, _ := inspection.Line(line.LineID)
		arrived = arrived || found.TakenQuantity()+found.RefusedQuantity > 0
		c.steps.Say("goods.found", 0, explain.Word("line", line.LineID), explain.Number("expected", line.Quantity), explain.Number("accepted", found.AcceptedQuantity),
			explain.Number("partial", found.PartialQuantity), explain.Number("refused", found.RefusedQuantity))
		missing := line.Quantity - found.TakenQuantity()
		missing -= c.leaveOut(line.LineID, missing, func(it *Item) int64 { return c.GoodsOf(it) })
		c.leaveOut(line.LineID, missing, func(it *Item) int64 {
			if it.GoodsWaived {
				return 0
			}
			return it.Taken.Now
		})
	}
	c.Items = slices.DeleteFunc(c.Items, func(it Item) bool { return !it.Allowance() && it.Taken.Now == 0 })
	if len(c.Items) == 0 {
		reason := ReasonGoodsNotReceived
		if arrived {
			reason = ReasonGoodsNotAccepted
		}
		c.answer(refund.DispositionReject, reason)
	}
	return nil
}

// leaveOut takes units of a line out of the request again, from its last item, and returns how many.
func (c *Calculation) leaveOut(line refund.LineID, missing int64, most func(*Item) int64) int64 {
	var left int64
	for i := len(c.Items) - 1; i >= 0 && left < missing; i-- {
		it := &c.Items[i]
		if it.Line.LineID != line || it.Allowance() {
			continue
		}
		units := min(missing-left, most(it))
		if units == 0 {
			continue
		}
		it.Taken.Now -= units
		left += units
		c.WholeOrder = false
		for later := i + 1; later < len(c.Items) && c.Items[later].Line == it.Line; later++ {
			c.Items[later].Taken.Before -= units
		}
	}
	return left
}
