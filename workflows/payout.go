package workflows

import (
	"fmt"
	"time"

	"go.temporal.io/sdk/workflow"

	"github.com/makegood/makegood/refund"
)

// payout moves the money of every leg, side by side: one that waits for its provider, a person or the end
// of a stop does not hold up the others.
type payout struct{ *story }

// pay leads the legs on until the ledger says that the refund is no longer being paid out. A leg that takes
// another one's place meanwhile is led on as well.
func (p payout) pay() {
	led, open := map[refund.LegID]bool{}, workflow.NewWaitGroup(p.ctx)
	for p.paying() {
		for _, leg := range p.standing.Legs {
			if id := leg.LegID; !led[id] && toPay(leg) {
				led[id] = true
				open.Add(1)
				workflow.GoNamed(p.ctx, "leg "+string(id), func(ctx workflow.Context) {
					defer open.Done()
					legPayout{payout: p, ctx: ctx, id: id}.lead()
				})
			}
		}
		await(p.ctx, func() bool { return !p.paying() || p.hasNewLeg(led) })
	}
	open.Wait(p.ctx)
}

// paying: there is something to do for the payout.
func (p payout) paying() bool {
	return p.standing.Status == refund.StatusPayingOut && !p.interrupted()
}

func (p payout) hasNewLeg(led map[refund.LegID]bool) bool {
	for _, leg := range p.standing.Legs {
		if !led[leg.LegID] && toPay(leg) {
			return true
		}
	}
	return false
}

// toPay: the leg is not paid, and nobody has given it up.
func toPay(leg refund.LegStanding) bool {
	return leg.Status != refund.LegSettled && leg.Status != refund.LegReleased
}

// lookNow lets the leg, or all of them, be asked about at once.
func (s *story) lookNow(only refund.LegID) {
	for _, leg := range s.standing.Legs {
		if only == "" || only == leg.LegID {
			turn := s.looks[leg.LegID]
			turn.At = s.now()
			s.looks[leg.LegID] = turn
		}
	}
}

// showPayout says what the payout waits for: first of all what a person has to act on.
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

// The pauses of the workflow's own timers. The first hour of a leg without an answer belongs to the
// activity's retries; after it the provider is asked from unansweredDelay on, doubling up to lookDelayMax. It
// never ends: an unanswered leg stays so until a fact settles it. A stopped leg asks the gate from stopDelay
// on, doubling up to stopDelayMax: operators lift a stop within minutes.
const (
	unansweredDelay = 15 * time.Minute
	lookDelayMax    = 6 * time.Hour
	stopDelay       = 15 * time.Second
	stopDelayMax    = 10 * time.Minute
	// delayedAfter is how long a stop may last before the customer hears of it.
	delayedAfter = time.Hour
)

// doubled is a pause after so many turns.
func doubled(first time.Duration, turns int, most time.Duration) time.Duration {
	for range min(turns, 16) {
		first = min(2*first, most)
	}
	return min(first, most)
}
