package workflows_test

import (
	"testing"
	"time"

	"github.com/makegood/makegood/refund"
)

// A run that was reset to its beginning knows nothing; the ledger knows all. runBefore does by hand
// what the run before it had done.

func (b *bundle) opened(runID string) {
	b.t.Helper()
	if _, err := b.books.OpenRefund(b.t.Context(), refund.Open{Digest: b.in.Digest, Cancellation: b.in.Cancellation, RunID: runID}); err != nil {
		b.t.Fatal(err)
	}
}

func (b *bundle) marked(key string, status refund.Status) {
	b.t.Helper()
	b.must(b.books.MarkRefund(b.t.Context(), refund.Mark{Refund: b.in.Cancellation.ID(), Key: key, Status: status}))
}

func (b *bundle) must(err error) {
	b.t.Helper()
	if err != nil {
		b.t.Fatal(err)
	}
}

// reservedBefore opens and reserves as a run before this one did.
func (b *bundle) reservedBefore() refund.Reserved {
	b.t.Helper()
	b.opened("the run before")
	b.faults.runID = "the run after"
	return b.openAndReserve()
}

func (b *bundle) decidedBefore(hash string, verb refund.Verb) {
	b.t.Helper()
	answer, err := b.books.AuthorizeDecision(b.t.Context(), refund.DecisionRequest{
		Refund: b.in.Cancellation.ID(), AssessmentHash: hash, Decision: decision("d-before", verb, "ann"), Authority: staff{}.Staff().Authority("ann"),
	})
	if err != nil || !answer.Accepted {
		b.t.Fatal(answer, err)
	}
}

// TestARefundThatWaitedForAPersonIsResolvedAfterAReset: its marks have to reach the ledger again.
func TestARefundThatWaitedForAPersonIsResolvedAfterAReset(t *testing.T) {
	b := setup(t, reference("ch_1~decline~always"))
	b.reservedBefore()
	for _, key := range []string{"attention/1", "attention/1/t-run-id"} { // the same mark, by the run before
		b.marked(key, refund.StatusNeedsAttention)
	}
	resolveAfter(time.Hour, refund.ResolveGiveUp)(b)
	if result := b.run(); result.Status != refund.StatusRejected {
		t.Errorf("ended %+v", result)
	}
}

func TestARefusalIsStillAppealedAfterAReset(t *testing.T) {
	b := setup(t, overLimit)
	reserved := b.reservedBefore()
	b.decidedBefore(reserved.AssessmentHash, refund.VerbReject)
	b.must(b.books.ReleaseRefund(t.Context(), refund.Release{
		Refund: b.in.Cancellation.ID(), Status: refund.StatusRejected, Cause: refund.Cause{Actor: "ann", Reason: "reject: checked"},
	}))
	appealAfter(day)(b)
	decideAgainAfter(2*day, refund.VerbApprove, "bob")(b)
	if result := b.run(); result.Status != refund.StatusRefunded || result.PaidMinor != 226000 {
		t.Errorf("ended %+v", result)
	}
}

func TestAnAppealThatWasUnderReviewIsNotAppealedOnceMoreAfterAReset(t *testing.T) {
	b := setup(t, overLimit)
	reserved := b.reservedBefore()
	ctx, id := t.Context(), b.in.Cancellation.ID()
	b.decidedBefore(reserved.AssessmentHash, refund.VerbReject)
	b.must(b.books.ReleaseRefund(ctx, refund.Release{Refund: id, Status: refund.StatusRejected, Cause: refund.Cause{Actor: "ann", Reason: "reject: checked"}}))
	stored, err := b.books.ReserveRefund(ctx, refund.Reserve{Refund: id})
	b.must(err)
	again, err := b.parties().Policy.ReassessRefund(ctx, refund.Reassessment{Cancellation: b.in.Cancellation, Stored: *stored.Stored, Appealed: true})
	b.must(err)
	replaced, err := b.books.ReplaceRefund(ctx, refund.Replace{Refund: id, Key: "appeal/a-1", Proposal: again.Proposal, ReplacedHash: stored.AssessmentHash})
	if err != nil || replaced.Result != refund.ReservedNow {
		t.Fatal(replaced, err)
	}
	decideAgainAfter(time.Hour, refund.VerbReject, "bob")(b)
	appealAfter(day)(b)
	if result := b.run(); result.Status != refund.StatusRejected || b.view().Appeal != nil {
		t.Errorf("ended %+v, appealed %+v", result, b.view().Appeal)
	}
	if b.wire.told[refund.NoticeAppealRejected] != 1 || b.wire.told[refund.NoticeRejected] != 0 {
		t.Errorf("told %v", b.wire.told)
	}
}

func TestWhatWasGivenUpBeforeAnythingWasHeldEndsSoAfterAReset(t *testing.T) {
	b := setup(t, capturedTooLittle)
	b.opened("the run before")
	b.faults.runID = "the run after"
	b.must(b.books.ReleaseRefund(t.Context(), refund.Release{
		Refund: b.in.Cancellation.ID(), Status: refund.StatusRejected, Cause: refund.Cause{Actor: "ann", Reason: "GIVEN_UP: "},
	}))
	if result := b.run(); result.Status != refund.StatusRejected || result.PaidMinor != 0 {
		t.Errorf("ended %+v", result)
	}
}

// TestAnOperatorsCancelAfterAResetFinishesWhatWasPaidInPart: one leg of two has settled.
func TestAnOperatorsCancelAfterAResetFinishesWhatWasPaidInPart(t *testing.T) {
	b := setup(t, func(in *refund.Request) {
		in.Cancellation.Order.Payments[0].CapturedMinor = 12600
		second(in, func(p *refund.Payment) { p.CapturedMinor = 10000 })
	})
	reserved := b.reservedBefore()
	b.payLeg(reserved.Legs[0], reserved.AssessmentHash)
	cancelAfter(0)(b)
	if result := b.run(); result.Status != refund.StatusRefunded || result.PaidMinor != 22600 {
		t.Errorf("ended %+v", result)
	}
}

// TestAChoiceTheStoryLostDoesNotRefuseEveryDecision: the ledger has taken the customer's choice, and
// the worker died before the workflow knew.
func TestAChoiceTheStoryLostDoesNotRefuseEveryDecision(t *testing.T) {
	b := setup(t, both(overLimit, delivered))
	var first *updateAnswer
	b.at(time.Hour, func() {
		view, ctx, parties := b.view(), t.Context(), b.parties()
		choice := refund.Choice{AlternativeID: refund.AlternativeStoreCredit, AssessmentHash: view.AssessmentHash, By: "customer:42"}
		again, err := parties.Policy.ReassessRefund(ctx, refund.Reassessment{
			Cancellation: b.in.Cancellation, Stored: *view.Proposal, AssessmentHash: view.AssessmentHash, Choice: &choice,
		})
		b.must(err)
		lost, err := parties.Ledger.ReplaceRefund(ctx, refund.Replace{
			Refund: view.ID, Key: "choice/lost", Proposal: again.Proposal, ReplacedHash: view.AssessmentHash, Cause: refund.Cause{Actor: "customer:42"},
		})
		if err != nil || lost.Result != refund.ReservedNow {
			t.Error(lost, err)
		}
	})
	b.at(2*time.Hour, func() { first = b.update(refund.MessageDecide, decision("d-1", refund.VerbApprove, "ann")) })
	b.at(3*time.Hour, func() { b.env.SignalWorkflow(refund.MessageDecide, decision("d-2", refund.VerbApprove, "ann")) })
	result := b.run()
	if first.answer.Code != refund.CodeAmountMoved || result.Status != refund.StatusRefunded || b.moved() != 0 {
		t.Errorf("ended %+v, the provider moved %d, the first decision got %+v", result, b.moved(), first.answer)
	}
}

// TestAResolutionTheStoryLostIsCarriedOn: the ledger pays another way already.
func TestAResolutionTheStoryLostIsCarriedOn(t *testing.T) {
	b := setup(t, reference("ch_1~decline~always"))
	b.at(time.Hour, func() {
		way := resolution("r-lost", refund.ResolvePayAnotherWay)
		way.Via = refund.ViaStoreCredit
		lost, err := b.parties().Ledger.AuthorizeResolution(t.Context(), refund.ResolutionRequest{
			Refund: b.in.Cancellation.ID(), AssessmentHash: b.view().AssessmentHash, Resolution: way,
		})
		if err != nil || !lost.Accepted {
			t.Error(lost, err)
		}
	})
	signalAfter(2*time.Hour, refund.MessageResolve, resolution("r-2", refund.ResolveRetry))(b)
	if result := b.run(); result.Status != refund.StatusRefunded || b.moved() != 0 {
		t.Errorf("ended %+v, the provider moved %d", result, b.moved())
	}
}

// TestAWithdrawalTheStoryLostEndsTheRefund: the ledger has released it already.
func TestAWithdrawalTheStoryLostEndsTheRefund(t *testing.T) {
	b := setup(t, overLimit)
	b.at(time.Hour, func() {
		b.must(b.books.ReleaseRefund(t.Context(), refund.Release{
			Refund: b.in.Cancellation.ID(), Status: refund.StatusWithdrawn, Cause: refund.Cause{Actor: "customer:42", Reason: "withdrawn"},
		}))
	})
	decideAfter(2*time.Hour, refund.VerbApprove)(b)
	if result := b.run(); result.Status != refund.StatusWithdrawn || result.PaidMinor != 0 {
		t.Errorf("ended %+v", result)
	}
}
