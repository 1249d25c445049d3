package workflows

import (
	"fmt"

	"go.temporal.io/sdk/workflow"

	"github.com/makegood/makegood/refund"
)

// payout moves the money of every leg, side by side: a leg that waits for its provider, a person or the end
// of a stop does not hold up the others.
type payout struct{ *story }

// pay starts a coroutine for each leg that is to be paid, and returns when the refund is no longer being paid
// out, or the story is interrupted. A leg that replaces another one meanwhile gets a coroutine as well.
func (p payout) pay() {
	started, running := map[refund.LegID]bool{}, workflow.NewWaitGroup(p.ctx)
	for p.paying() {
		for _, leg := range p.standing.Legs {
			if id := leg.LegID; !started[id] && toPay(leg) {
				started[id] = true
				running.Add(1)
				workflow.GoNamed(p.ctx, "leg "+string(id), func(ctx workflow.Context) {
					defer running.Done()
					legPayout{payout: p, ctx: ctx, id: id}.lead()
				})
			}
		}
		await(p.ctx, func() bool { return !p.paying() || p.hasNewLeg(started) || p.cancelOpen() || p.uncorrected() != "" })
		p.honourCancel()
		p.correct()
	}
	running.Wait(p.ctx)
}

// paying: the refund is being paid out in this run. An operator's cancel ends it only when the ledger takes it,
// so that no leg waits for another one's call.
func (p payout) paying() bool {
	return p.standing.Status == refund.StatusPayingOut && !p.mayContinue()
}

// hasNewLeg reports whether a leg is to be paid that has no coroutine yet.
func (p payout) hasNewLeg(started map[refund.LegID]bool) bool {
	for _, leg := range p.standing.Legs {
		if !started[leg.LegID] && toPay(leg) {
			return true
		}
	}
	return false
}

// toPay: the leg is not paid, and nobody has given it up.
func toPay(leg refund.LegStanding) bool {
	return leg.Status != refund.LegSettled && leg.Status != refund.LegReleased
}

// showPayout shows what the payout waits for. A leg that needs a person comes before all others.
func (p payout) showPayout() {
	p.waitsFor = waitsForLegs(p.standing.Legs)
	if p.attributes.needsHuman != p.standing.NeedsHuman() {
		p.index()
	}
	p.show()
}

func waitsForLegs(legs []refund.LegStanding) (text string) {
	for _, leg := range legs {
		switch {
		case leg.NeedsPerson != "":
			return fmt.Sprintf("a person to act on leg %s (%s): %s", leg.LegID, leg.Status, leg.NeedsPerson)
		case leg.Stopped != "":
			text = fmt.Sprintf("the end of %s: leg %s goes on by itself", leg.Stopped, leg.LegID)
		case leg.Status.Undecided():
			text = "the provider's answer for leg " + string(leg.LegID)
		}
	}
	return text
}
