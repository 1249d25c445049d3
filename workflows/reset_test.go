package workflows_test

import (
	"testing"
	"time"

	"github.com/makegood/makegood/refund"
)

// A run that was reset to its beginning knows nothing; the ledger knows all. What the run before it had
// done is done by hand here.

func (b *bundle) resolvedBefore(r refund.Resolution) refund.Standing {
	b.t.Helper()
	return b.carriedOut(refund.Act{Kind: refund.ActResolve, Resolution: &r})
}

func (b *bundle) decisionBefore(d refund.Decision) refund.Standing {
	b.t.Helper()
	return b.carriedOut(refund.Act{Kind: refund.ActDecide, Decision: &d})
}

func (b *bundle) appealedBefore() refund.Standing {
	b.t.Helper()
	return b.carriedOut(refund.Act{Kind: refund.ActAppeal, Appeal: &refund.Appeal{AppealID: "a-1", By: "customer:42", Statement: "it was new"}})
}

func TestARefundThatWaitedForAPersonIsResolvedAfterAReset(t *testing.T) {
	b := setup(t, reference("ch_1~decline~always"))
	stored := b.decidedBefore()
	b.paid(stored.Legs[0].LegID)
	resolveAfter(time.Hour, refund.ResolveGiveUp)(b)
	if result := b.run(); result.Status != refund.StatusRejected {
		t.Errorf("ended %+v", result)
	}
}

func TestARefusalIsStillAppealedAfterAReset(t *testing.T) {
	b := setup(t, overLimit)
	b.decidedBefore()
	b.decisionBefore(decision("d-before", refund.VerbReject, "ann"))
	appealAfter(day)(b)
	decideAgainAfter(2*day, refund.VerbApprove, "bob")(b)
	if result := b.run(); result.Status != refund.StatusRefunded || result.PaidMinor != 226000 {
		t.Errorf("ended %+v", result)
	}
}

func TestAnAppealThatWasUnderReviewIsNotAppealedOnceMoreAfterAReset(t *testing.T) {
	b := setup(t, overLimit)
	b.decidedBefore()
	b.decisionBefore(decision("d-before", refund.VerbReject, "ann"))
	b.appealedBefore()
	decideAgainAfter(time.Hour, refund.VerbReject, "bob")(b)
	appealAfter(day)(b)
	if result := b.run(); result.Status != refund.StatusRejected || b.view().Round != 1 {
		t.Errorf("ended %+v in round %d", result, b.view().Round)
	}
	if b.wire.told[refund.NoticeAppealRejected] != 1 || b.wire.told[refund.NoticeRejected] != 0 {
		t.Errorf("told %v", b.wire.told)
	}
}

func TestWhatWasGivenUpBeforeAnythingWasHeldEndsSoAfterAReset(t *testing.T) {
	b := setup(t, capturedTooLittle)
	b.decidedBefore()
	b.resolvedBefore(resolution("r-before", refund.ResolveGiveUp))
	if result := b.run(); result.Status != refund.StatusRejected || result.PaidMinor != 0 {
		t.Errorf("ended %+v", result)
	}
}

// splitInTwo pays the order by two cards that both take their part back.
func splitInTwo(in *refund.Request) {
	in.Cancellation.Order.Payments[0].CapturedMinor = 12600
	second(in, func(p *refund.Payment) { p.CapturedMinor = 10000 })
}

// TestAnOperatorsCancelAfterAResetFinishesWhatWasPaidInPart: one leg of two has settled.
func TestAnOperatorsCancelAfterAResetFinishesWhatWasPaidInPart(t *testing.T) {
	b := setup(t, splitInTwo)
	stored := b.decidedBefore()
	b.paid(stored.Legs[0].LegID)
	cancelAfter(0)(b)
	if result := b.run(); result.Status != refund.StatusRefunded || result.PaidMinor != 22600 {
		t.Errorf("ended %+v", result)
	}
}

// TestAResetAtEveryBoundaryOfTheStoryEndsAsTheLedgerStands: after each transaction of a story with every
// step, the run is lost and another one begins.
func TestAResetAtEveryBoundaryOfTheStoryEndsAsTheLedgerStands(t *testing.T) {
	adjust := int64(200000)
	steps := []func(*bundle){
		func(b *bundle) { b.decidedBefore() },
		func(b *bundle) {
			b.carriedOut(refund.Act{Kind: refund.ActInspect, Inspection: &refund.Inspection{InspectionID: "i-1", By: "warehouse", AllAccepted: true}})
		},
		func(b *bundle) {
			b.carriedOut(refund.Act{Kind: refund.ActAsk, Question: &refund.InfoRequest{InfoID: "q-1", By: "ann", Question: "Which?"}})
		},
		func(b *bundle) {
			b.carriedOut(refund.Act{Kind: refund.ActAnswer, Reply: &refund.InfoReply{By: "customer:42", Answer: "blue"}})
		},
		func(b *bundle) {
			b.decisionBefore(refund.Decision{DecisionID: "d-1", Verb: refund.VerbAdjust, Reviewer: "ann", AmountMinor: &adjust})
		},
		func(b *bundle) { b.begun(b.kept().Legs[0].LegID) },
	}
	for done := range len(steps) + 1 {
		b := setupUnder(t, goodsFirst, both(overLimit, delivered))
		for _, step := range steps[:done] {
			step(b)
		}
		signalAfter(time.Hour, refund.ActInspect, refund.Inspection{InspectionID: "i-later", By: "warehouse", AllAccepted: true})(b)
		replyAfter(2 * time.Hour)(b)
		decideAgainAfter(3*time.Hour, refund.VerbApprove, "bob")(b)
		want := int64(226000)
		if done > 4 {
			want = adjust
		}
		if result := b.run(); result.Status != refund.StatusRefunded || result.PaidMinor != want {
			t.Errorf("lost after %d steps: ended %+v, want %d paid", done, result, want)
		}
	}
}

// The run before claimed the message in the transaction that decided, and was reset while mail and the topic were
// away: nobody had heard it.
func TestAnAcknowledgementThatWasLostWithARunIsToldByTheNext(t *testing.T) {
	b := setup(t, overLimit)
	b.decidedBefore()
	decideAfter(time.Hour, refund.VerbReject)(b)
	b.run()
	if b.wire.told[refund.NoticeAcknowledged] != 1 || b.body("acknowledged") == "" {
		t.Errorf("told %v", b.wire.told)
	}
}
