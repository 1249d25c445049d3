package entitlement

import (
	"fmt"
	"slices"

	"github.com/makegood/makegood/policy/explain"
	"github.com/makegood/makegood/refund"
)

// TakeInspected leaves of the request what was taken back of the goods that were expected. What needed
// no goods stays. Nothing taken of anything refuses the request. The error is a Problem BAD_INSPECTION.
func (c *Calculation) TakeInspected(inspection refund.Inspection, expected []refund.GoodsLine) error {
	if err := checkInspection(inspection, expected); err != nil {
		return err
	}
	arrived := false
	for _, line := range expected {
		found, _ := inspection.Line(line.LineID)
		arrived = arrived || found.TakenQuantity()+found.RefusedQuantity > 0
		c.steps.Say("goods.found", 0, explain.Word("line", line.LineID), explain.Number("expected", line.Quantity), explain.Number("accepted", found.AcceptedQuantity),
			explain.Number("partial", found.PartialQuantity), explain.Number("refused", found.RefusedQuantity))
		missing := line.Quantity - found.TakenQuantity()
		missing -= c.leaveOut(line.LineID, missing, func(it *Item) int64 { return c.goodsOf(it) })
		c.leaveOut(line.LineID, missing, func(it *Item) int64 { return it.Taken.Now })
	}
	c.Items = slices.DeleteFunc(c.Items, func(it Item) bool { return it.AllowanceMinor == nil && it.Taken.Now == 0 })
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
		if it.Line.LineID != line || it.AllowanceMinor != nil {
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

// checkInspection holds an inspection to the goods that were expected: a Problem BAD_INSPECTION.
func checkInspection(found refund.Inspection, expected []refund.GoodsLine) error {
	seen := map[refund.LineID]bool{}
	for _, line := range found.Lines {
		at := slices.IndexFunc(expected, func(goods refund.GoodsLine) bool { return goods.LineID == line.LineID })
		switch {
		case at < 0:
			return badInspection("line %s was not expected back", line.LineID)
		case seen[line.LineID]:
			return badInspection("line %s is there twice", line.LineID)
		case !fits(line, expected[at].Quantity):
			return badInspection("line %s: %d accepted, %d for less, %d refused of %d expected",
				line.LineID, line.AcceptedQuantity, line.PartialQuantity, line.RefusedQuantity, expected[at].Quantity)
		case line.DeductMinor < 0 || line.DeductMinor > 0 && line.PartialQuantity == 0:
			return badInspection("line %s: %d to deduct of %d units taken for less", line.LineID, line.DeductMinor, line.PartialQuantity)
		}
		seen[line.LineID] = true
	}
	return nil
}

// fits reports whether quantities are at least 0 and at most what was expected, together.
func fits(line refund.InspectedLine, left int64) bool {
	for _, quantity := range []int64{line.AcceptedQuantity, line.PartialQuantity, line.RefusedQuantity} {
		if quantity < 0 || quantity > left {
			return false
		}
		left -= quantity
	}
	return true
}

func badInspection(format string, operands ...any) error {
	return refund.Problem{Code: refund.CodeBadInspection, Detail: fmt.Sprintf(format, operands...)}
}
