package workflows

import (
	"fmt"
	"strings"
	"time"

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
			return personFor(leg) + ": " + string(leg.NeedsPerson)
		case leg.Stopped != "":
			text = fmt.Sprintf("the end of %s: leg %s goes on by itself", leg.Stopped, leg.LegID)
		case leg.Status.Undecided():
			text = providersAnswer(leg.LegID)
		}
	}
	return text
}

func providersAnswer(leg refund.LegID) string { return "the provider's answer for leg " + string(leg) }

func personFor(leg refund.LegStanding) string {
	return fmt.Sprintf("a person to act on leg %s (%s)", leg.LegID, leg.Status)
}

// waitsNow is what is waited for, with the next time that the leg's provider is asked. In the first hour of a leg its activity
// alone knows when.
func (s *story) waitsNow() string {
	for _, leg := range s.standing.Legs {
		turn, asked := s.looks[leg.LegID]
		if !asked || turn.At.IsZero() || !leg.Status.Undecided() {
			continue
		}
		again := ", whose provider is asked again at " + turn.At.UTC().Format(time.RFC3339)
		switch code, person := strings.CutPrefix(s.waitsFor, personFor(leg)); {
		case person:
			return personFor(leg) + again + code
		case s.waitsFor == providersAnswer(leg.LegID):
			return "an answer for leg " + string(leg.LegID) + again
		}
	}
	return s.waitsFor
}
