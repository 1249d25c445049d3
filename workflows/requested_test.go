package workflows_test

import (
	"errors"
	"testing"
	"time"

	"go.temporal.io/sdk/temporal"

	"github.com/makegood/makegood/refund"
)

// requestedAnswer is what an update `request` came to.
type requestedAnswer struct {
	rejected error
	answer   *refund.Requested
	err      error
}

func (r *requestedAnswer) Accept()          {}
func (r *requestedAnswer) Reject(err error) { r.rejected = err }
func (r *requestedAnswer) Complete(value any, err error) {
	r.err = err
	if answer, ok := value.(refund.Requested); ok {
		r.answer = &answer
	}
}

// asks sends the update as update-with-start does: with the first workflow task, or later.
func (b *bundle) asks(after time.Duration, digest string) *requestedAnswer {
	answer := &requestedAnswer{}
	id := "request-" + digest + "-" + after.String()
	b.at(after, func() { b.env.UpdateWorkflow(refund.UpdateRequest, id, answer, refund.Requesting{Digest: digest}) })
	return answer
}

func awaited(in *refund.Request) { in.Awaited = true }

func TestWhoAsksIsAnsweredOnceItIsDecided(t *testing.T) {
	b := setup(t, awaited)
	answer := b.asks(0, "v1:test")
	result := b.run()
	if answer.answer == nil || answer.err != nil || answer.rejected != nil || answer.answer.Version == 0 || answer.answer.Conflict {
		t.Fatalf("answered %+v, %v, %v", answer.answer, answer.err, answer.rejected)
	}
	if result.Status != refund.StatusRefunded || result.PaidMinor != 22600 {
		t.Errorf("ended %+v", result)
	}
}

// TestMoneyIsSentAfterTheAnswer: the workflow task that decides ends with the answer, and a first try in it would hold it
// up. So the local try sends nothing, and a regular one sends. Without anybody who waits, the local one does.
func TestMoneyIsSentAfterTheAnswer(t *testing.T) {
	for _, c := range []struct {
		name     string
		awaited  bool
		attempts int64
	}{{"somebody waits", true, 2}, {"nobody waits", false, 1}} {
		b := setup(t, func(in *refund.Request) { in.Awaited = c.awaited })
		if result := b.run(); result.Status != refund.StatusRefunded {
			t.Errorf("%s: ended %+v", c.name, result)
		}
		if got := b.attempts.Load(); got != c.attempts {
			t.Errorf("%s: %d attempts to pay, want %d", c.name, got, c.attempts)
		}
	}
}

func TestTheSameRequestLaterIsAnsweredAsWell(t *testing.T) {
	b := setup(t, overLimit)
	first, again := b.asks(0, "v1:test"), b.asks(time.Hour, "v1:test")
	b.at(2*time.Hour, func() { b.signal(refund.ActDecide, decision("d-1", refund.VerbReject, "bob")) })
	b.run()
	if first.answer == nil || again.answer == nil || again.answer.Version < first.answer.Version {
		t.Errorf("answered %+v, then %+v", first.answer, again.answer)
	}
}

func TestARequestWithAnotherBodyIsAConflictAndNothingIsDone(t *testing.T) {
	b := setup(t, overLimit)
	other := b.asks(time.Hour, "v1:other")
	b.at(2*time.Hour, func() {
		if view := b.view(); view.Status != refund.StatusAwaitingApproval {
			t.Errorf("after the conflict it is %s", view.Status)
		}
		b.signal(refund.ActDecide, decision("d-1", refund.VerbReject, "bob"))
	})
	b.run()
	var refusal *temporal.ApplicationError
	if !errors.As(other.rejected, &refusal) || refund.Code(refusal.Type()) != refund.CodeConflict {
		t.Errorf("rejected with %v", other.rejected)
	}
}

// TestAKeyThatTheLedgerHasWithAnotherBodyIsSaidToWhoAsks: Temporal has forgotten the first request.
func TestAKeyThatTheLedgerHasWithAnotherBodyIsSaidToWhoAsks(t *testing.T) {
	b := setup(t, awaited)
	b.decidedBefore()
	b.in.Digest = "v1:other"
	answer := b.asks(0, "v1:other")
	b.end()
	if answer.answer == nil || !answer.answer.Conflict {
		t.Errorf("answered %+v, %v", answer.answer, answer.rejected)
	}
}
