package workflows_test

import (
	"errors"
	"testing"
	"time"

	"go.temporal.io/sdk/converter"
	"go.temporal.io/sdk/workflow"

	"github.com/makegood/makegood/refund"
	"github.com/makegood/makegood/worker"
)

// endsToContinue runs the story until its run has become too long, and returns the run that continues it,
// ready to begin.
func (b *bundle) endsToContinue() *bundle {
	b.t.Helper()
	b.env.ExecuteWorkflow(refund.WorkflowName, b.in)
	var again *workflow.ContinueAsNewError
	if err := b.env.GetWorkflowError(); !errors.As(err, &again) {
		b.t.Fatalf("it ended with %v", err)
	}
	var in refund.Request
	b.must(converter.GetDefaultDataConverter().FromPayloads(again.Input, &in))
	next := newBundle(b.t, beginning{in: in, at: b.env.Now()})
	next.keep(b.books)
	next.url, next.wire, next.policy, next.faults.runID = b.url, b.wire, b.policy, "the next run"
	worker.Register(next.env, next.parties())
	return next
}

// long makes the run as long as it may become, after a while.
func (b *bundle) long(after time.Duration) {
	b.at(after, func() { b.env.SetCurrentHistoryLength(refund.RunEventsMax) })
}

func TestALongRunContinuesAsNewAndTellsNothingTwice(t *testing.T) {
	for name, story := range map[string]struct {
		change func(*refund.Request)
		before []func(*bundle)
		after  []func(*bundle)
		told   refund.NoticeKind
	}{
		"while a person decides":         {overLimit, did(askAfter(time.Hour), replyAfter(2*time.Hour)), did(decideAfter(3*time.Hour, refund.VerbApprove)), refund.NoticeAwaitingApproval},
		"while a provider is waited for": {reference("ch_1~pending:8"), nil, nil, refund.NoticeSent},
		"while an offer is open":         {merchantFault, nil, did(answerAfter(day, true)), refund.NoticeOffer},
		"while a refusal may be appealed": {overLimit, did(decideAfter(time.Hour, refund.VerbReject)),
			did(appealAfter(day), decideAgainAfter(2*day, refund.VerbApprove, "bob")), refund.NoticeRejected},
	} {
		t.Run(name, func(t *testing.T) {
			b := setup(t, story.change)
			for _, act := range story.before {
				act(b)
			}
			b.long(6 * time.Hour)
			b.at(7*time.Hour, func() { b.signal(refund.ActLookNow, refund.LookNow{By: "ann"}) }) // wakes it
			if name == "while a provider is waited for" {
				b.long(20 * time.Second)
			}
			next := b.endsToContinue()
			if next.in.Continued.Runs != 1 || next.in.Contact != b.in.Contact || next.in.Digest != b.in.Digest {
				t.Errorf("it continues with %+v", next.in)
			}
			for _, act := range story.after {
				act(next)
			}
			if result := next.run(); result.Status != refund.StatusRefunded {
				t.Errorf("ended %+v", result)
			}
			if b.wire.told[story.told] != 1 || b.wire.told[refund.NoticeAcknowledged] != 1 {
				t.Errorf("told %v", b.wire.told)
			}
		})
	}
}

// TestARunThatHasTakenItsActsContinues: two hundred assignments.
func TestARunThatHasTakenItsActsContinues(t *testing.T) {
	b := setup(t, overLimit)
	for i := range refund.RunActsMax {
		signalAfter(time.Duration(i+1)*time.Minute, refund.ActAssign, refund.Assignment{By: "bob", To: "ann"})(b)
	}
	next := b.endsToContinue()
	decideAfter(time.Hour, refund.VerbApprove)(next)
	if result := next.run(); result.PaidMinor != 226000 {
		t.Errorf("ended %+v", result)
	}
}
