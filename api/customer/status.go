package customer

import (
	"slices"

	"github.com/makegood/makegood/refund"
)

// Status is where a refund stands, as a customer is told it. Text is a text's id; Tone is one of the pages' classes.
type Status struct {
	Text string
	Tone Tone
	// Icon is beside the words.
	Icon string
}

// Tone is how something looks.
type Tone string

// The tones.
const (
	Good    Tone = "good"
	Bad     Tone = "bad"
	Warn    Tone = "warn"
	Unknown Tone = "unknown"
	Plain   Tone = ""
)

// Step is one of the few steps of a refund.
type Step struct {
	Text  string
	State StepState
}

// StepState is how far a step is.
type StepState string

// The states of a step.
const (
	StepDone    StepState = "done"
	StepNow     StepState = "now"
	StepNext    StepState = "next"
	StepUnknown StepState = "unknown"
	StepBad     StepState = "bad"
)

// StatusOf says where a refund stands. "Refunded" is said only after settlement; what nobody knows is being asked about, and
// has not failed.
func StatusOf(now refund.Standing) Status {
	switch now.Status {
	case refund.StatusReceived, refund.StatusAssessing:
		return Status{"page.status.looking", Plain, "waiting"}
	case refund.StatusAwaitingGoods:
		return Status{"page.status.goods", Warn, "attention"}
	case refund.StatusInspected:
		return Status{"page.status.inspected", Plain, "waiting"}
	case refund.StatusAwaitingApproval:
		return Status{"page.status.review", Plain, "person"}
	case refund.StatusNeedsInfo:
		return Status{"page.status.question", Warn, "attention"}
	case refund.StatusPayingOut:
		return payingOut(now)
	case refund.StatusNeedsAttention:
		return Status{"page.status.delayed", Warn, "waiting"}
	case refund.StatusRefunded, refund.StatusPartlyRefunded:
		return refunded(now)
	case refund.StatusRejected:
		return Status{"page.status.rejected", Bad, "bad"}
	case refund.StatusWithdrawn:
		return Status{"page.status.withdrawn", Plain, "done"}
	case refund.StatusNothingToRefund:
		return Status{"page.status.nothing", Plain, "done"}
	}
	return Status{"page.status.looking", Plain, "waiting"}
}

// hasLeg reports whether a leg is in one of some states.
func hasLeg(now refund.Standing, states ...refund.LegStatus) bool {
	return slices.ContainsFunc(now.Legs, func(l refund.LegStanding) bool { return slices.Contains(states, l.Status) })
}

// payingOut is by the leg that is worst off.
func payingOut(now refund.Standing) Status {
	switch {
	case hasLeg(now, refund.LegUnknown, refund.LegAbnormal):
		return Status{"page.status.unknown", Unknown, "unknown"}
	case hasLeg(now, refund.LegLateFailed):
		return Status{"page.status.returned", Warn, "attention"}
	case hasLeg(now, refund.LegDeclined, refund.LegFailed, refund.LegNotSent, refund.LegHeld, refund.LegRequiresAction),
		slices.ContainsFunc(now.Legs, func(l refund.LegStanding) bool { return l.Stopped != "" || l.NeedsPerson != "" }):
		return Status{"page.status.delayed", Warn, "waiting"}
	case hasLeg(now, refund.LegPending):
		return Status{"page.status.sent", Plain, "money"}
	}
	return Status{"page.status.paying", Plain, "money"}
}

func refunded(now refund.Standing) Status {
	switch {
	case hasLeg(now, refund.LegLateFailed):
		return Status{"page.status.returned", Warn, "attention"}
	case now.PaidMinor == 0:
		return Status{"page.status.complete", Good, "done"}
	case now.Status == refund.StatusPartlyRefunded:
		return Status{"page.status.partly", Good, "done"}
	}
	return Status{"page.status.refunded", Good, "done"}
}

// stepsOf is the way of a refund: asked, the goods where they have to come back, checked, sent, refunded.
func stepsOf(now refund.Standing) []Step {
	names := []string{"page.step.asked", "page.step.checked", "page.step.sent", "page.step.refunded"}
	if now.Goods != nil {
		names = slices.Insert(names, 1, "page.step.goods")
	}
	at, state := placeOf(now)
	if now.Goods != nil && at > 0 && at != placeGoods {
		at++
	}
	if at == placeGoods {
		at = 1
	}
	steps := make([]Step, len(names))
	for i, name := range names {
		steps[i] = Step{name, StepNext}
		switch {
		case i < at:
			steps[i].State = StepDone
		case i == at:
			steps[i].State = state
		}
	}
	if state == StepBad { // nothing comes after an end without money
		return steps[:at+1]
	}
	return steps
}

// placeGoods is the step of goods, which only some refunds have.
const placeGoods = 100

// placeOf is at which step a refund is (0 asked, 1 checked, 2 sent, 3 refunded, placeGoods), and how that step stands.
func placeOf(now refund.Standing) (int, StepState) {
	switch now.Status {
	case refund.StatusReceived, refund.StatusAssessing:
		return 1, StepNow
	case refund.StatusAwaitingGoods, refund.StatusInspected:
		if now.Goods == nil {
			return 1, StepNow
		}
		return placeGoods, StepNow
	case refund.StatusAwaitingApproval, refund.StatusNeedsInfo:
		return 1, StepNow
	case refund.StatusPayingOut, refund.StatusNeedsAttention:
		return sending(now)
	case refund.StatusRefunded, refund.StatusPartlyRefunded:
		if hasLeg(now, refund.LegLateFailed) {
			return 2, StepNow
		}
		return 3, StepDone
	case refund.StatusRejected, refund.StatusWithdrawn, refund.StatusNothingToRefund:
		return 1, StepBad
	}
	return 1, StepNow
}

func sending(now refund.Standing) (int, StepState) {
	switch {
	case hasLeg(now, refund.LegUnknown, refund.LegAbnormal):
		return 2, StepUnknown
	case hasLeg(now, refund.LegPending, refund.LegSettled):
		return 3, StepNow
	case now.Status == refund.StatusNeedsAttention && !now.Begun():
		return 1, StepNow
	}
	return 2, StepNow
}
