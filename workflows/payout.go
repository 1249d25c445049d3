package workflows

import (
	"slices"
	"strings"

	"go.temporal.io/sdk/workflow"

	"github.com/makegood/makegood/refund"
)

// payOut moves the money of every leg and ends the refund when all are settled. What a provider
// refuses goes to a person, who tries again or gives up; nothing is silently paid less.
func (s *story) payOut() {
	if s.ended {
		return
	}
	if why, asked := s.withdrawn(); asked && !s.begun() && s.release(refund.StatusWithdrawn, why) {
		return
	}
	s.sending = true
	s.enter(refund.StatusPayingOut, cause("pay "+refund.FormatAmount(s.proposal.Assessment.TotalMinor, s.proposal.Assessment.Currency)))
	for {
		s.payLegs()
		s.view.WaitsFor, s.attention = "", ""
		unpaid := s.unpaid()
		if len(unpaid) == 0 {
			s.markNothingPaid()
			s.end(refund.StatusRefunded, cause("every leg is settled"))
			return
		}
		for s.needPerson(s.payoutRefused(), strings.Join(unpaid, "; ")) == wayGiveUp {
			if s.giveUp() {
				return
			}
		}
		s.enter(refund.StatusPayingOut, refund.Cause{Actor: s.resolution.By, Reason: string(s.resolution.Action) + ": " + s.resolution.Note})
	}
}

// markNothingPaid: a refund becomes Refunded in the ledger with its last leg's settlement; one whose
// deductions took everything has no leg.
func (s *story) markNothingPaid() {
	if len(s.view.Legs) == 0 {
		s.mark("nothing to pay/"+s.assessmentHash, refund.StatusRefunded, cause("nothing is left to pay"))
	}
}

// begun: something of what is to be paid now was sent, or paid another way; a run that was reset knows
// by its legs. What an appeal found paid is not.
func (s *story) begun() bool {
	return s.paidMinor() > s.paidBefore || slices.ContainsFunc(s.view.Legs, func(l refund.Leg) bool {
		return open(l) && l.Status != refund.LegReserved
	})
}

// payLegs pays every leg that is not settled, side by side: one that waits for its provider does
// not hold up the others.
func (s *story) payLegs() {
	wait := workflow.NewWaitGroup(s.ctx)
	for i := range s.view.Legs {
		leg := &s.view.Legs[i]
		if !open(*leg) {
			continue
		}
		wait.Add(1)
		workflow.GoNamed(s.ctx, "leg "+string(leg.LegID), func(ctx workflow.Context) {
			defer wait.Done()
			s.payLeg(ctx, leg)
		})
	}
	wait.Wait(s.ctx)
}

// open: the leg is to be paid yet. One that was released had another put in its place, or was given
// up.
func open(leg refund.Leg) bool {
	return leg.Status != refund.LegSettled && leg.Status != refund.LegReleased
}

// unpaid says of each leg that is not settled why.
func (s *story) unpaid() []string {
	var out []string
	for _, leg := range s.view.Legs {
		if open(leg) {
			out = append(out, "leg "+string(leg.LegID)+" "+string(leg.Status)+": "+reasonOf(leg))
		}
	}
	return out
}

func reasonOf(leg refund.Leg) string {
	if leg.Outcome == nil {
		return "stopped"
	}
	return strings.TrimSpace(string(leg.Outcome.Class) + " " + leg.Outcome.Reason)
}

// payoutRefused is the code of what stands in the way, for the runbook: that of the first leg that is
// not paid.
func (s *story) payoutRefused() refund.Code {
	for _, leg := range s.view.Legs {
		switch {
		case !open(leg):
		case leg.Status == refund.LegLateFailed:
			return refund.CodeLateFailed
		case refund.Runbook(leg.RefusalCode()) != refund.RunbookIndex:
			return leg.RefusalCode()
		default:
			return refund.CodePayoutRefused // the gate's own words are no code
		}
	}
	return refund.CodePayoutRefused
}

// givenUp begins the reason of what a person gave up: nothing was judged, so nothing can be appealed.
const givenUp = "GIVEN_UP"

// giveUp ends the refund with what was paid. It reports false when the ledger refuses, because
// something is undecided after all; then it is parked again, and nothing is sent.
func (s *story) giveUp() bool {
	return s.release(refund.StatusRejected, refund.Cause{Actor: s.resolution.By, Reason: givenUp + ": " + s.resolution.Note})
}
