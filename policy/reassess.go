package policy

import (
	"fmt"
	"slices"
	"strings"

	"github.com/makegood/makegood/policy/tender"
	"github.com/makegood/makegood/refund"
)

// CodeAdjustImpossible: no division over the order's payments comes to the amount a person decided on,
// or nothing is paid at all.
const CodeAdjustImpossible = tender.CodeAdjustImpossible

// Reassess assesses a refund that has a proposal. What changes is applied in this sequence:
// an appeal (eligibility is not checked again), what arrived of the goods, a person's lower amount, the
// alternative the customer chose. The history is without the refund's own reservation. Legs that
// settled stay as they are; every other leg gets an id the refund has not used.
//
// An appeal stays one: later reassessments leave eligibility out as well. So does a choice of store
// credit. Errors are those of Assess, and a refund.Problem BAD_INSPECTION, BAD_DECISION (an amount that
// is not between 0 and the total), ADJUST_IMPOSSIBLE, ALREADY_SENT (more is paid than it comes to),
// ASSESSMENT_MOVED or UNKNOWN_ALTERNATIVE.
func (p *Policy) Reassess(in refund.Reassessment, h refund.OrderHistory) (refund.Assessment, error) {
	a, err := p.assess(in.Cancellation, h, &changes{in})
	if err != nil {
		return a, err
	}
	if in.AdjustToMinor != nil && !a.Eligible() {
		return refund.Assessment{Policy: p.Ref()}, refund.Problem{Code: CodeAdjustImpossible,
			Detail: fmt.Sprintf("%d cannot be paid: %s", *in.AdjustToMinor, strings.Join(a.Reasons, ", "))}
	}
	return choose(in, a, h.Order)
}

// changes are what a reassessment changes; nil: the request is assessed for the first time.
type changes struct{ refund.Reassessment }

// appeal reports whether the refund was appealed, now or before: then eligibility is not checked again.
func (c *changes) appeal() bool {
	return c != nil && (c.Appealed || slices.Contains(c.Stored.Assessment.ApprovalReasons, refund.ReasonAppealed))
}

// progress is what the refund has planned and paid by now.
func (c *changes) progress() tender.Progress {
	if c == nil {
		return tender.Progress{}
	}
	return tender.ProgressOf(c.Reassessment)
}

// goodsSettled reports whether the refund no longer waits for goods: they were inspected, or a person decides
// because they never came.
func (c *changes) goodsSettled() bool {
	if c == nil {
		return false
	}
	stored := c.Stored.Assessment.Reasons
	return c.Inspection != nil || slices.Contains(stored, ReasonGoodsNotReceived) || slices.Contains(stored, ReasonGoodsNotAccepted)
}

// askForAppeal asks for another person to decide an appeal.
func (w *work) askForAppeal() {
	if w.changes.appeal() {
		w.ask(refund.ReasonAppealed)
	}
}
