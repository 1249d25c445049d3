package workflows

import (
	"fmt"
	"time"

	"go.temporal.io/sdk/workflow"

	"github.com/makegood/makegood/activities"
	"github.com/makegood/makegood/refund"
)

// After the first hour, which belongs to the payment activity's own retries, workflow timers ask
// again: from unansweredDelay, doubling up to lookAgainDelayMax. They never end: an unanswered
// leg stays Unknown until a fact settles it.
const (
	unansweredDelay   = 15 * time.Minute
	lookAgainDelayMax = 6 * time.Hour
)

// payLeg begins one leg, asks the provider and books what it says, until the leg is decided.
func (s *story) payLeg(ctx workflow.Context, leg *refund.Leg) {
	begun := local(ctx, activities.BeginLeg, "begin leg "+string(leg.LegID), refund.Begin{
		Refund: s.id, Leg: leg.LegID, AssessmentHash: s.assessmentHash, Cause: cause("pay out"),
	})
	switch begun.Result {
	case refund.BeginDone:
		*leg = begun.Leg
		return
	case refund.BeginStopped:
		leg.Outcome = &refund.Outcome{Kind: refund.OutcomeNotSent, Reason: begun.Reason}
		return
	case refund.BeginSend, refund.BeginLookUp:
		*leg = begun.Leg
	}
	if leg.Via == refund.ViaStoreCredit {
		s.issueCredit(ctx, leg, begun)
		return
	}
	pay := s.instruction(*leg, begun)
	answer := s.ask(ctx, activities.RefundPayment, leg, pay)
	pay.LookFirst = true
	paged := false
	for looks := 0; leg.Status.Undecided(); looks++ {
		if toClear(*leg) && !paged {
			paged = true
			s.pageForLeg(ctx, *leg)
		}
		s.showLegs()
		s.tellSent(ctx, *leg)
		delay := lookAgainDelay(answer, looks)
		awaitUntil(ctx, delay, fmt.Sprintf("leg %s is %s, ask again", leg.LegID, leg.Status), never)
		answer = s.ask(ctx, activities.LookUpPayment, leg, pay)
	}
	if paged {
		s.showLegs()
		s.index()
	}
}

// issueCredit pays a leg as store credit at the merchant: no provider is asked, the ledger is its
// book. The leg's key is the credit's reference.
func (s *story) issueCredit(ctx workflow.Context, leg *refund.Leg, begun refund.Begun) {
	s.book(ctx, leg, refund.Record{
		Refund: s.id, Leg: leg.LegID, Generation: begun.Leg.Generation, Cause: cause("issued as store credit"),
		Outcome: refund.Outcome{Kind: refund.OutcomeSettled, ProviderRefundID: begun.Key},
	})
	s.note("Leg"+string(leg.Status), refund.TrailEntry{Leg: leg.LegID, Actor: refund.ActorMakegood, Reason: "store credit " + begun.Key})
}

// book writes down what became of a leg.
func (s *story) book(ctx workflow.Context, leg *refund.Leg, in refund.Record) {
	*leg = local(ctx, activities.RecordOutcome, "book "+string(in.Outcome.Kind), in)
	count(ctx, metricLegs, "outcome", string(in.Outcome.Kind))
}

// toClear: somebody has to ask the leg's provider about it. A provider that waits for a person says
// so; one that has not answered for the first hour is not going to by itself.
func toClear(leg refund.Leg) bool {
	return leg.Status == refund.LegRequiresAction || leg.Status == refund.LegAbnormal || leg.Status == refund.LegUnknown
}

// pageForLeg shows once that somebody has to clear a leg with its provider. It is asked about all
// the while, and settles by itself when the provider says so.
func (s *story) pageForLeg(ctx workflow.Context, leg refund.Leg) {
	tally(ctx, metricAttention)
	s.log.Warn("leg has to be cleared with its provider", "leg", leg.LegID, "status", leg.Status)
	s.index()
}

// showLegs says what the payout waits for: first of all for what a person has to clear.
func (s *story) showLegs() {
	s.view.WaitsFor, s.attention = "", ""
	for _, leg := range s.view.Legs {
		switch {
		case toClear(leg):
			s.view.WaitsFor, s.attention = fmt.Sprintf("a person to clear leg %s with its provider: %s", leg.LegID, leg.Status), leg.RefusalCode()
			s.show()
			return
		case leg.Status.Undecided():
			s.view.WaitsFor = "the provider's answer for leg " + string(leg.LegID)
		}
	}
	s.show()
}

// ask calls the provider and books its answer; no answer is booked as Unknown.
func (s *story) ask(ctx workflow.Context, call activities.Call[activities.PayLeg, refund.LegAnswer], leg *refund.Leg, pay activities.PayLeg) refund.LegAnswer {
	summary := fmt.Sprintf("%s via %s", refund.FormatAmount(leg.AmountMinor, pay.Instruction.Currency), pay.Instruction.Provider)
	s.showLegs()
	answer, err := regular(ctx, call, summary, pay)
	if err != nil {
		answer = unanswered(*leg, err)
	}
	s.book(ctx, leg, refund.Record{
		Refund: s.id, Leg: leg.LegID, Generation: pay.Generation, Outcome: answer.Outcome, Cause: cause(answer.Outcome.Reason),
	})
	s.note("Leg"+string(leg.Status), refund.TrailEntry{Leg: leg.LegID, Actor: refund.Person(pay.Instruction.Provider), Reason: reasonOf(*leg)})
	return answer
}

// unanswered turns a payment activity's failure into an outcome. A leg that waits for settlement
// keeps waiting; anything else that was begun is Unknown.
func unanswered(leg refund.Leg, err error) refund.LegAnswer {
	outcome := refund.Outcome{Kind: refund.OutcomeUnknown, Reason: "no usable answer yet"}
	if leg.Status != refund.LegSending && leg.Outcome != nil {
		outcome = *leg.Outcome
	}
	if errorType(err) == activities.ErrorInvariant {
		outcome.Reason = "the worker cannot ask this provider: " + err.Error()
	}
	return refund.LegAnswer{Outcome: outcome, LookAfterSeconds: int64(unansweredDelay / time.Second)}
}

func lookAgainDelay(answer refund.LegAnswer, looks int) time.Duration {
	delay := max(time.Duration(answer.LookAfterSeconds)*time.Second, time.Second)
	for range min(looks, 16) {
		delay = min(2*delay, lookAgainDelayMax)
	}
	return delay
}

func (s *story) instruction(leg refund.Leg, begun refund.Begun) activities.PayLeg {
	pay := activities.PayLeg{Generation: begun.Leg.Generation, LookFirst: begun.Result == refund.BeginLookUp}
	pay.Instruction = refund.Instruction{
		Key: begun.Key, Refund: s.id, Leg: leg.LegID,
		AmountMinor: leg.AmountMinor, Currency: s.proposal.Assessment.Currency, Void: leg.Void,
	}
	if p, ok := s.in.Cancellation.Order.Payment(leg.PaymentID); ok {
		pay.Instruction.Provider, pay.Instruction.Account, pay.Instruction.Reference = p.Provider, p.ProviderAccount, p.ProviderReference
	}
	return pay
}
