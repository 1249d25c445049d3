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
	walkSteps   = 100
	walkOrders  = 3
	walkClaims  = 4
	auditEach   = 5
	outcomesMax = 8
)

// randomWalks calls everything in any sequence, twice, with outcomes that contradict each other,
// and lets the audit judge. Refusals are fine; a broken promise is not.
func randomWalks(t *testing.T, open Open) {
	for seed := range uint64(walkSeeds) {
		t.Run(fmt.Sprintf("seed %d", seed), func(t *testing.T) {
			w := walk{Desk: NewDesk(t, open), rand: rand.New(rand.NewPCG(seed, 1))}
			for step := range walkSteps {
				w.step()
				if step%auditEach == 0 {
					w.BooksAgree()
				}
				if t.Failed() {
					t.Fatalf("seed %d failed at step %d", seed, step)
				}
			}
			w.BooksAgree()
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
	switch w.rand.IntN(8) {
	case 0, 1:
		w.Reserve(id, w.proposal(id, quantity))
	case 2, 3:
		w.tryBegin(id)
	case 4, 5:
		w.tryRecord(id)
	case 6:
		w.tryEnd(id)
	case 7:
		w.tryDecide(id)
	}
}

func (w walk) proposal(id refund.ID, quantity int64) refund.Proposal {
	p := Units(quantity, w.History(id).Version)
	if w.rand.IntN(4) == 0 {
		p.ApprovalsRequired = 1
	}
	return p
}

func (w walk) tryBegin(id refund.ID) {
	c := w.Case(id)
	if c.Proposal == nil {
		return
	}
	w.Begin(id, ledger.AssessmentHash(*c.Proposal))
	if w.rand.IntN(2) == 0 {
		_, err := w.Store.ResendLeg(w.ctx, refund.Resend{Refund: id, Leg: "1", Generation: w.Leg(id, 0).Generation, SettlingDelay: settlingDelay})
		w.no(err)
	}
}

// tryRecord books any outcome of any generation so far, twice.
func (w walk) tryRecord(id refund.ID) {
	c := w.Case(id)
	if c.Proposal == nil {
		return
	}
	kinds := [outcomesMax]refund.OutcomeKind{
		refund.OutcomeSettled, refund.OutcomePending, refund.OutcomeDeclined, refund.OutcomeNotSent,
		refund.OutcomeUnknown, refund.OutcomeFailed, refund.OutcomeRequiresAction, refund.OutcomeAbnormal,
	}
	in := refund.Record{
		Refund: id, Leg: "1", Generation: 1 + w.rand.IntN(c.Legs[0].Generation),
		Outcome: refund.Outcome{Kind: kinds[w.rand.IntN(outcomesMax)]}, Cause: workflow,
	}
	for range 2 {
		_, err := w.Store.RecordOutcome(w.ctx, in)
		w.refusable(err)
	}
}

func (w walk) tryEnd(id refund.ID) {
	statuses := []refund.Status{refund.StatusWithdrawn, refund.StatusRejected, refund.StatusRefunded, refund.StatusNothingToRefund}
	status := statuses[w.rand.IntN(len(statuses))]
	w.refusable(w.Release(id, status))
	w.refusable(w.Close(id, status))
}

func (w walk) tryDecide(id refund.ID) {
	c := w.Case(id)
	if c.Proposal == nil {
		return
	}
	decision := approve(fmt.Sprint(w.rand.IntN(3)), "anna")
	if w.rand.IntN(4) == 0 {
		decision.Verb = refund.VerbReject
	}
	w.Decide(id, ledger.AssessmentHash(*c.Proposal), decision)
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
