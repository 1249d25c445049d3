package policy

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/makegood/makegood/refund"
)

// CodeAdjustImpossible: no division over the order's payments comes to the amount a person decided
// on. An instrument that goes back whole or not at all, a provider's step or a stop is in the way.
const CodeAdjustImpossible refund.Code = "ADJUST_IMPOSSIBLE"

// Reassess answers again about a refund that has a proposal. What changes is applied in this sequence:
// an appeal (eligibility is not judged again), what arrived of the goods, a person's lower amount, the
// alternative the customer chose. The history is without the refund's own reservation. Legs that
// settled stay as they are; every other leg gets an id the refund has not used.
//
// An appeal stays one: what is reassessed after it is judged the same way. So does a choice of store
// credit. Errors are those of Assess, and a refund.Problem BAD_INSPECTION, BAD_DECISION (an amount that
// is not between 0 and the total), ADJUST_IMPOSSIBLE, ALREADY_SENT (more is paid than it comes to),
// ASSESSMENT_MOVED or UNKNOWN_ALTERNATIVE.
func (p *Policy) Reassess(in refund.Reassessment, h refund.OrderHistory) (refund.Assessment, error) {
	a, err := p.assess(in.Cancellation, h, &again{Reassessment: in})
	if err != nil {
		return a, err
	}
	if in.AdjustToMinor != nil && !a.Eligible() {
		return refund.Assessment{Policy: p.ref}, refund.Problem{Code: CodeAdjustImpossible,
			Detail: fmt.Sprintf("%d cannot be paid: %s", *in.AdjustToMinor, strings.Join(a.Reasons, ", "))}
	}
	return choose(in, a, h.Order)
}

// Reassess answers by the version that the stored proposal was assessed by; one that is not here any
// more gives way to what Assess would choose. See Policy.Reassess.
func (s *Set) Reassess(in refund.Reassessment, h refund.OrderHistory) (refund.Assessment, error) {
	agreed, known := s.agreed(h.Order)
	version := agreed
	for _, p := range s.versions {
		if stored := in.Stored.Assessment.Policy; p.ref.Name == stored.Name && p.ref.Version == stored.Version {
			version = p
		}
	}
	a, err := version.handledBy(s.inForce(in.Cancellation.OccurredAt), known).Reassess(in, h)
	said := slices.ContainsFunc(a.Steps, func(step refund.Step) bool { return step.Key == "policy.superseded" })
	if err == nil && version != agreed && !said {
		a = superseding(a, agreed.ref)
	}
	return a, err
}

// again is what a reassessment changes; nil: the request is assessed for the first time.
type again struct {
	refund.Reassessment
	// balances are the payments as the history has them; the assessment computes as if nothing had
	// settled.
	balances []refund.PaymentBalance
}

// appeal reports whether eligibility is not judged again.
func (a *again) appeal() bool {
	return a != nil && (a.Appealed || slices.Contains(a.Stored.Assessment.ApprovalReasons, refund.ReasonAppealed))
}

// settledLegs are paid already.
func (a *again) settledLegs() []refund.Leg {
	if a == nil {
		return nil
	}
	return a.Settled
}

// goodsSettled reports whether nothing is waited for any more: the goods were looked at, or never came
// and a person decides on that.
func (a *again) goodsSettled() bool {
	if a == nil {
		return false
	}
	stored := a.Stored.Assessment.Reasons
	return a.Inspection != nil || slices.Contains(stored, ReasonGoodsNotReceived) || slices.Contains(stored, ReasonGoodsNotAccepted)
}

// askForAppeal asks for another person to decide an appeal.
func (w *work) askForAppeal() {
	if w.again.appeal() {
		w.ask(refund.ReasonAppealed)
	}
}

// lastLeg is the highest number a leg of the refund has by now: no leg, and so no provider's key, is
// used twice.
func (a *again) lastLeg() int {
	if a == nil {
		return 0
	}
	last := 0
	for _, leg := range a.Stored.Assessment.Legs {
		last = max(last, legNumber(leg.LegID))
	}
	for _, leg := range a.Settled {
		last = max(last, legNumber(leg.LegID))
	}
	for _, id := range a.UsedLegs {
		last = max(last, legNumber(id))
	}
	return last
}

// legNumber is the number a leg's id begins with; 0 without one.
func legNumber(id refund.LegID) int {
	digits := 0
	for digits < len(id) && id[digits] >= '0' && id[digits] <= '9' {
		digits++
	}
	number, err := strconv.Atoi(string(id[:digits]))
	if err != nil {
		return 0
	}
	return number
}
