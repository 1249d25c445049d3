package ledgertest

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// The size of a walk: few orders and requests, so that its steps collide.
const (
	walkSeeds   = 10
	walkSteps   = 150
	walkOrders  = 3
	walkClaims  = 4
	walkBonus   = 700
	outcomesMax = 8
)

// randomWalks calls everything in any sequence, twice, with outcomes that contradict each other,
// and lets the audit judge. Refusals are fine; a broken promise is not.
func randomWalks(t *testing.T, open Open) {
	for seed := range uint64(walkSeeds) {
		t.Run(fmt.Sprintf("seed %d", seed), func(t *testing.T) {
			w := walk{Desk: NewDesk(t, open), rand: rand.New(rand.NewPCG(seed, 1))}
			w.Granted("o9")
			for step := range walkSteps {
				w.step()
				w.BooksAgree()
				if t.Failed() {
					t.Fatalf("seed %d failed at step %d", seed, step)
				}
			}
		})
	}
}

type walk struct {
	*Desk
	rand *rand.Rand
}

func (w walk) step() {
	quantity := 1 + w.rand.Int64N(2)
	c := Request(fmt.Sprintf("o%d", w.rand.IntN(walkOrders)), fmt.Sprintf("c%d", w.rand.IntN(walkClaims)), quantity)
	id := c.ID()
	w.Open(c)
	w.Clock.Advance(settlingDelay)
	switch w.rand.IntN(12) {
	case 0, 1:
		w.Reserve(id, w.proposal(id, quantity))
	case 2, 3:
		w.tryBegin(id)
	case 4, 5, 6:
		w.tryRecord(id)
	case 7:
		w.tryEnd(id)
	case 8:
		w.tryDecide(id)
	case 9:
		w.tryReplace(id, quantity)
	case 10, 11:
		w.tryResolve(id)
	}
}

// proposal is any of what may be proposed: to money or to store credit with a bonus, with or
// without people.
func (w walk) proposal(id refund.ID, quantity int64) refund.Proposal {
	p := Units(quantity, w.History(id).Version)
	if w.rand.IntN(3) == 0 {
		p = Credit(w.rand.Int64N(2)*walkBonus, p.Assessment.HistoryVersion, "1")
	}
	if w.rand.IntN(4) == 0 {
		p = asking(p, "lead", "finance")
	}
	return p
}

// leg is any of a refund's legs; ok is false without one.
func (w walk) leg(id refund.ID) (refund.Leg, bool) {
	legs := w.Case(id).Legs
	if len(legs) == 0 {
		return refund.Leg{}, false
	}
	return legs[w.rand.IntN(len(legs))], true
}

func (w walk) hash(id refund.ID) string {
	if p := w.Case(id).Proposal; p != nil {
		return ledger.AssessmentHash(*p)
	}
	return ""
}

func (w walk) tryBegin(id refund.ID) {
	leg, ok := w.leg(id)
	if !ok {
		return
	}
	w.BeginLeg(id, leg.LegID, w.hash(id))
	if w.rand.IntN(2) == 0 {
		_, err := w.Store.ResendLeg(w.ctx, refund.Resend{Refund: id, Leg: leg.LegID, Generation: leg.Generation, SettlingDelay: settlingDelay})
		w.no(err)
	}
}

// tryRecord books any outcome of any generation so far, twice.
func (w walk) tryRecord(id refund.ID) {
	leg, ok := w.leg(id)
	if !ok {
		return
	}
	kinds := [outcomesMax]refund.OutcomeKind{
		refund.OutcomeSettled, refund.OutcomePending, refund.OutcomeDeclined, refund.OutcomeNotSent,
		refund.OutcomeUnknown, refund.OutcomeFailed, refund.OutcomeRequiresAction, refund.OutcomeAbnormal,
	}
	in := refund.Record{
		Refund: id, Leg: leg.LegID, Generation: 1 + w.rand.IntN(leg.Generation),
		Outcome: refund.Outcome{Kind: kinds[w.rand.IntN(outcomesMax)]}, Cause: workflow,
	}
	for range 2 {
		_, err := w.Store.RecordOutcome(w.ctx, in)
		w.refusable(err)
	}
}

func (w walk) tryEnd(id refund.ID) {
	statuses := []refund.Status{
		refund.StatusWithdrawn, refund.StatusRejected, refund.StatusRefunded, refund.StatusNothingToRefund, refund.StatusPartlyRefunded,
	}
	status := statuses[w.rand.IntN(len(statuses))]
	w.refusable(w.Release(id, status))
	if w.rand.IntN(2) == 0 {
		w.refusable(w.Close(id, status))
	}
}

// tryDecide lets anybody say anything, an adjustment too.
func (w walk) tryDecide(id refund.ID) {
	c := w.Case(id)
	if c.Proposal == nil {
		return
	}
	decision := approve(fmt.Sprint(w.rand.IntN(9)), []string{"anna", "ben", "ruth"}[w.rand.IntN(3)])
	in := refund.DecisionRequest{Refund: id, AssessmentHash: ledger.AssessmentHash(*c.Proposal), Decision: decision, Authority: Anything(decision.Reviewer)}
	switch w.rand.IntN(4) {
	case 0:
		in.Decision.Verb = refund.VerbReject
	case 1:
		in = adjusting(in, 9000, Lowered(9000, w.History(id).Version, w.nextLeg(id), "lead"))
		in.Decision.DecisionID = decision.DecisionID
	}
	for range 2 {
		_, err := w.Store.AuthorizeDecision(w.ctx, in)
		w.refusable(err)
	}
}

func (w walk) nextLeg(id refund.ID) refund.LegID {
	return refund.LegID(fmt.Sprintf("n%d", len(w.Case(id).Legs)))
}

// tryReplace holds another proposal, with what has settled in it, twice.
func (w walk) tryReplace(id refund.ID, quantity int64) {
	c, p := w.Case(id), w.proposal(id, quantity)
	a := &p.Assessment
	a.Legs[0].LegID = w.nextLeg(id)
	for _, leg := range c.Legs {
		if leg.Status == refund.LegSettled {
			a.Legs = append(a.Legs, leg.PlannedLeg)
			a.TotalMinor += leg.AmountMinor
			a.Components = append(a.Components, refund.Component{Kind: refund.ComponentWaiver, AmountMinor: leg.AmountMinor})
		}
	}
	if w.rand.IntN(6) == 0 {
		a.Disposition = refund.DispositionReject
	}
	in := replacement(id, string(a.Legs[0].LegID), w.hash(id), p)
	for range 2 {
		_, err := w.Store.ReplaceRefund(w.ctx, in)
		w.refusable(err)
	}
}

// tryResolve parks the refund, and leads it out again in any way, twice.
func (w walk) tryResolve(id refund.ID) {
	key := fmt.Sprintf("attention/%d", w.rand.IntN(1000))
	w.refusable(w.Store.MarkRefund(w.ctx, refund.Mark{Refund: id, Key: key, Status: refund.StatusNeedsAttention, Cause: workflow}))
	in := refund.ResolutionRequest{Refund: id, AssessmentHash: w.hash(id), Authority: Anything("anna")}
	in.Resolution = []refund.Resolution{asCredit, elsewhere, retry}[w.rand.IntN(3)]
	in.Resolution.ResolutionID = refund.DecisionID(key)
	for range 2 {
		_, err := w.Store.AuthorizeResolution(w.ctx, in)
		w.no(err)
	}
}

// refusable stops on a fault; a refusal and a rule of the books that held are fine.
func (w walk) refusable(err error) {
	w.T.Helper()
	var ended ledger.EndedAs
	if _, refused := refund.ProblemIn(err); refused || errors.Is(err, ledger.ErrInvariant) || errors.As(err, &ended) {
		return
	}
	w.no(err)
}
