package policy

import (
	"fmt"
	"slices"

	"github.com/makegood/makegood/refund"
)

// takeInspected leaves of the request what was taken back of the goods that had to come. What needed
// no goods stays. Nothing taken of anything refuses the request.
func (w *work) takeInspected() error {
	if w.again == nil || w.again.Inspection == nil {
		return nil
	}
	expected := w.goodsExpected()
	if goods := w.again.Stored.Assessment.Goods; goods != nil {
		expected = goods.Lines
	}
	if err := checkInspection(*w.again.Inspection, expected); err != nil {
		return err
	}
	arrived := false
	for _, line := range expected {
		found, _ := w.again.Inspection.Line(line.LineID)
		arrived = arrived || found.TakenQuantity()+found.RefusedQuantity > 0
		w.say("goods.found", 0, in("line", line.LineID), number("expected", line.Quantity), number("accepted", found.AcceptedQuantity),
			number("partial", found.PartialQuantity), number("refused", found.RefusedQuantity))
		missing := line.Quantity - found.TakenQuantity()
		missing -= w.leaveOut(line.LineID, missing, func(it *item) int64 { return w.goodsOf(it) })
		w.leaveOut(line.LineID, missing, func(it *item) int64 { return it.taken.Now })
	}
	w.items = slices.DeleteFunc(w.items, func(it item) bool { return it.allowance == nil && it.taken.Now == 0 })
	if len(w.items) == 0 {
		reason := ReasonGoodsNotReceived
		if arrived {
			reason = ReasonGoodsNotAccepted
		}
		w.answer(refund.DispositionReject, reason)
	}
	return nil
}

// leaveOut takes units of a line out of the request again, from its last item, and returns how many.
func (w *work) leaveOut(line refund.LineID, missing int64, most func(*item) int64) int64 {
	var left int64
	for i := len(w.items) - 1; i >= 0 && left < missing; i-- {
		it := &w.items[i]
		if it.line.LineID != line || it.allowance != nil {
			continue
		}
		units := min(missing-left, most(it))
		if units == 0 {
			continue
		}
		it.taken.Now -= units
		left += units
		w.whole = false
		for later := i + 1; later < len(w.items) && w.items[later].line == it.line; later++ {
			w.items[later].taken.Before -= units
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
