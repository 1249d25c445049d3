package workflows_test

import (
	"fmt"

	"github.com/makegood/makegood/refund"
)

// drawAct is something a person does at a bad moment: it may be refused, it may not break anything.
func (w *world) drawAct(r *simulated, b *bundle, i int) func() {
	id := refund.DecisionID(fmt.Sprintf("d-%d", i))
	reviewer := pick(r.chance, []refund.Person{"ann", "bob", "customer:42"})
	accept, signal := r.chance.IntN(2) == 0, r.chance.IntN(2) == 0
	send := func(name string, in any) func() {
		return func() {
			w.acted++
			if signal {
				b.env.SignalWorkflow(name, in)
				return
			}
			b.update(name, in)
		}
	}
	return pick(r.chance, []func(){
		send(refund.MessageDecide, decision(id, refund.VerbApprove, reviewer)),
		send(refund.MessageDecide, decision(id, refund.VerbReject, reviewer)),
		send(refund.MessageWithdraw, refund.Withdrawal{By: reviewer}),
		send(refund.MessageResolve, refund.Resolution{ResolutionID: id, Action: refund.ResolveRetry, By: reviewer}),
		send(refund.MessageResolve, refund.Resolution{ResolutionID: id, Action: refund.ResolveGiveUp, By: reviewer}),
		send(refund.MessageAnswerOffer, refund.OfferReply{By: reviewer, Accept: accept, Choice: "coupon"}),
		func() { w.acted++; b.env.CancelWorkflow() },
	})
}

// lookAfter is the person who comes every day and a half and decides what waits: most refunds are
// approved, what needs attention is tried again twice and then given up.
func (w *world) lookAfter(r *simulated, b *bundle, visit int) {
	id := refund.DecisionID(fmt.Sprintf("visit-%d", visit))
	switch view := b.view(); view.Status {
	case refund.StatusAwaitingApproval:
		verb := refund.VerbApprove
		if r.chance.IntN(4) == 0 {
			verb = refund.VerbReject
		}
		w.acted++
		b.env.SignalWorkflow(refund.MessageDecide, decision(id, verb, "carol"))
	case refund.StatusNeedsAttention:
		action := refund.ResolveRetry
		if visit > 2 {
			action = refund.ResolveGiveUp
		}
		w.acted++
		b.env.SignalWorkflow(refund.MessageResolve, refund.Resolution{ResolutionID: id, Action: action, By: "carol"})
	case refund.StatusReceived, refund.StatusAssessing, refund.StatusAwaitingGoods, refund.StatusInspected, refund.StatusPayingOut,
		refund.StatusRefunded, refund.StatusPartlyRefunded, refund.StatusRejected, refund.StatusWithdrawn, refund.StatusNothingToRefund:
	}
}
