package workflows_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/makegood/makegood/refund"
)

// TestWhatADecisionIsRefusedFor: each refusal has its code, and the refund still waits afterwards.
func TestWhatADecisionIsRefusedFor(t *testing.T) {
	wrongAmount := int64(1)
	cases := []struct {
		name string
		in   refund.Decision
		code refund.Code
	}{
		{"no decision id", refund.Decision{Verb: refund.VerbApprove, Reviewer: "ann"}, refund.CodeBadDecision},
		{"no reviewer", refund.Decision{DecisionID: "d", Verb: refund.VerbApprove}, refund.CodeBadDecision},
		{"a verb nobody knows", refund.Decision{DecisionID: "d", Verb: "maybe", Reviewer: "ann"}, refund.CodeBadDecision},
		{"the requester decides", decision("d", refund.VerbApprove, "customer:42"), refund.CodeReviewerIsAuthor},
		{"an amount that has moved", refund.Decision{DecisionID: "d", Verb: refund.VerbApprove, Reviewer: "ann", AmountMinor: &wrongAmount}, refund.CodeAmountMoved},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			b := setup(t, overLimit)
			var answer *updateAnswer
			b.at(time.Hour, func() { answer = b.update(refund.ActDecide, c.in) })
			b.at(2*time.Hour, func() {
				if view := b.view(); view.Status != refund.StatusAwaitingApproval {
					t.Errorf("after the refusal it is %s", view.Status)
				}
				b.signal(refund.ActDecide, decision("d-last", refund.VerbReject, "bob"))
			})
			b.run()
			if got := answer.refused(); got != c.code {
				t.Errorf("got %q, want %s", got, c.code)
			}
		})
	}
}

func TestARefusedSignalIsKeptAndShown(t *testing.T) {
	b := setup(t, overLimit)
	b.at(time.Hour, func() {
		b.signal(refund.ActDecide, decision("d-1", refund.VerbApprove, "customer:42"))
		b.signal(refund.ActDecide, "not a decision at all")
	})
	b.at(2*time.Hour, func() {
		shown := 0
		for _, entry := range b.view().Trail {
			if entry.Event == "Refused" {
				shown++
			}
		}
		if shown != 2 {
			t.Errorf("%d refusals are shown", shown)
		}
		b.signal(refund.ActDecide, decision("d-2", refund.VerbReject, "bob"))
	})
	b.run()
	stored := b.stored()
	for _, want := range []string{"REVIEWER_IS_REQUESTER", "BAD_DECISION"} {
		if !slices.ContainsFunc(stored.Trail, func(e refund.TrailEntry) bool { return strings.Contains(e.Reason, want) }) {
			t.Errorf("the ledger's trail has no %s: %+v", want, stored.Trail)
		}
	}
}

func TestAnOverdueReviewIsMarkedAndStillWaits(t *testing.T) {
	b := setup(t, overLimit)
	b.at(25*time.Hour, func() {
		view := b.view()
		if !view.Approval.Overdue || view.Status != refund.StatusAwaitingApproval || view.Approval.DueAt == nil {
			t.Errorf("view %+v", view)
		}
		b.signal(refund.ActDecide, decision("d-1", refund.VerbReject, "bob"))
	})
	b.run()
}

func TestAnOfferIsAcceptedOnceAndTheCustomerGetsItsCode(t *testing.T) {
	b := setup(t, merchantFault)
	answerAfter(time.Hour, true)(b)
	b.at(90*time.Minute, func() {})
	result := b.run()
	if result.Offer != refund.OfferAccepted || result.Status != refund.StatusRefunded {
		t.Errorf("ended %+v", result)
	}
	code := b.view().Offer.Code
	if !strings.HasPrefix(code, "MG-") {
		t.Errorf("code %q", code)
	}
	last := b.wire.messages[len(b.wire.messages)-1]
	if !strings.Contains(last.Body, code) {
		t.Errorf("the customer's last message does not name the code: %s", last.Body)
	}
}

func TestAnOfferNobodyAnswersExpires(t *testing.T) {
	b := setup(t, merchantFault)
	if result := b.run(); result.Offer != refund.OfferExpired || result.PaidMinor != 22600 {
		t.Errorf("ended %+v", result)
	}
}

func TestMailBeingAwayDelaysTheMessageAndNotTheRefund(t *testing.T) {
	b := setup(t, nil)
	b.wire.awayFor = 5
	if result := b.run(); result.Status != refund.StatusRefunded {
		t.Errorf("ended %+v", result)
	}
	var ids []string
	for _, m := range b.wire.messages {
		ids = append(ids, m.ID)
	}
	want := []string{"refund/m-001/order-1/c-1#acknowledged", "refund/m-001/order-1/c-1#refunded"}
	slices.Sort(ids)
	if !slices.Equal(ids, want) {
		t.Errorf("delivered %v, want %v", ids, want)
	}
}

func TestTheCustomerIsNeverToldRefundedBeforeSettlement(t *testing.T) {
	b := setup(t, reference("ch_1~pending:4"))
	b.at(time.Second, func() {
		if b.wire.told[refund.NoticeRefunded] != 0 {
			t.Error("said refunded while the provider had only accepted")
		}
		if b.moved() != 0 {
			t.Error("the case tests nothing: the money has moved already")
		}
	})
	b.run()
	if b.wire.told[refund.NoticeSent] != 1 || b.wire.told[refund.NoticeRefunded] != 1 {
		t.Errorf("told %v", b.wire.told)
	}
}

func TestTheSameRequestAgainAfterItWasClosedMovesNothing(t *testing.T) {
	b := setup(t, nil)
	b.run()
	again := b.another(b.in)
	if again.Status != refund.StatusRefunded || again.PaidMinor != 22600 {
		t.Errorf("the second run says %+v", again)
	}
	if got := b.moved(); got != 22600 {
		t.Errorf("the provider moved %d in all", got)
	}
}

func TestTheSameKeyWithAnotherBodyIsAConflictAndMovesNothing(t *testing.T) {
	b := setup(t, nil)
	b.run()
	other := b.in
	other.Digest = "v1:other"
	again := b.another(other)
	if again.Status != refund.StatusRejected || !strings.HasPrefix(again.Reason, "CONFLICT") || again.PaidMinor != 0 {
		t.Errorf("the second run says %+v", again)
	}
	if got := b.moved(); got != 22600 {
		t.Errorf("the provider moved %d in all", got)
	}
}

// TestABatchThatRunsAgainAfterACrashGoesOnWithWhatWasStored: the worker died after the reservation, or
// after the first leg was begun, and before the workflow task was completed.
func TestABatchThatRunsAgainAfterACrashGoesOnWithWhatWasStored(t *testing.T) {
	for _, begun := range []bool{false, true} {
		b := setup(t, nil)
		stored := b.decided(environmentRun)
		if begun {
			b.begun(stored.Legs[0].LegID)
		}
		if result := b.run(); result.Status != refund.StatusRefunded || result.PaidMinor != 22600 {
			t.Errorf("begun %t: ended %+v", begun, result)
		}
		if b.wire.told[refund.NoticeAcknowledged] != 1 {
			t.Errorf("begun %t: told %v", begun, b.wire.told)
		}
	}
}
