package workflows_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/makegood/makegood/refund"
)

// suspected needs two people of different roles: 2260.00 CNY at high risk.
func suspected(in *refund.Request) {
	overLimit(in)
	in.Cancellation.Reason = refund.ReasonFraudSuspected
}

func TestALargeRefundAtHighRiskNeedsTwoDifferentPeople(t *testing.T) {
	b := setup(t, suspected)
	var again *updateAnswer
	b.at(time.Hour, func() { b.signal(refund.ActDecide, decision("d-1", refund.VerbApprove, "ann")) })
	b.at(2*time.Hour, func() {
		if view := b.view(); view.Status != refund.StatusAwaitingApproval || view.Approval.NextRole == "" {
			t.Errorf("after one agreement it is %s, and %q is asked", view.Status, view.Approval.NextRole)
		}
		again = b.update(refund.ActDecide, decision("d-2", refund.VerbApprove, "ann"))
	})
	b.at(3*time.Hour, func() { b.signal(refund.ActDecide, decision("d-3", refund.VerbApprove, "bob")) })
	if result := b.run(); result.Status != refund.StatusRefunded || result.PaidMinor != 226000 {
		t.Errorf("ended %+v", result)
	}
	if again.answer.Accepted || again.answer.Code != refund.CodeAlreadyDecided {
		t.Errorf("the same person a second time got %+v", again.answer)
	}
}

func TestAReviewersLimitAndMarketAreCheckedBehindTheDecision(t *testing.T) {
	for _, c := range []struct {
		reviewer refund.Person
		code     refund.Code
	}{
		{"dan", refund.CodeReviewerLimit},
		{"erin", refund.CodeReviewerMarket},
		{"nobody", refund.CodeReviewerUnknown},
	} {
		b := setup(t, overLimit)
		var answer *updateAnswer
		b.at(time.Hour, func() { answer = b.update(refund.ActDecide, decision("d-1", refund.VerbApprove, c.reviewer)) })
		b.at(2*time.Hour, func() { b.signal(refund.ActDecide, decision("d-2", refund.VerbReject, "bob")) })
		if result := b.run(); result.PaidMinor != 0 {
			t.Errorf("%s: ended %+v", c.reviewer, result)
		}
		if answer.answer.Accepted || answer.answer.Code != c.code {
			t.Errorf("%s got %+v, want %s", c.reviewer, answer.answer, c.code)
		}
	}
}

func TestALoweredAmountIsPaidExactlyAndExplained(t *testing.T) {
	b := setup(t, overLimit)
	adjustAfter(time.Hour, 200000)(b)
	result := b.run()
	if result.Status != refund.StatusRefunded || result.PaidMinor != 200000 || result.TotalMinor != 200000 {
		t.Errorf("ended %+v", result)
	}
	var adjusted int64
	for _, c := range b.stored().Proposal.Assessment.Components {
		if c.Kind == refund.ComponentAdjustment {
			adjusted += c.AmountMinor
		}
	}
	if adjusted != -26000 {
		t.Errorf("the adjustment is %d", adjusted)
	}
	if !slices.Contains(b.wire.kinds(), refund.NoticeApproved) {
		t.Errorf("told %v", b.wire.kinds())
	}
}

func TestAnAdjustmentMakesAnEarlierAgreementVoid(t *testing.T) {
	b := setup(t, suspected)
	lower := int64(200000)
	b.at(time.Hour, func() { b.signal(refund.ActDecide, decision("d-1", refund.VerbApprove, "ann")) })
	b.at(2*time.Hour, func() {
		b.signal(refund.ActDecide, refund.Decision{DecisionID: "d-2", Verb: refund.VerbAdjust, Reviewer: "bob", AmountMinor: &lower})
	})
	b.at(3*time.Hour, func() {
		if view := b.view(); view.Status != refund.StatusAwaitingApproval {
			t.Errorf("one agreement to the old amount and one to the new one sufficed: %s", view.Status)
		}
		b.signal(refund.ActDecide, decision("d-3", refund.VerbApprove, "ann"))
	})
	if result := b.run(); result.Status != refund.StatusRefunded || result.PaidMinor != lower {
		t.Errorf("ended %+v", result)
	}
}

func TestAnAdjustmentThatIsNoneIsRefused(t *testing.T) {
	for name, minor := range map[string]int64{"the same amount": 226000, "more": 226001, "nothing": 0} {
		b := setup(t, overLimit)
		var answer *updateAnswer
		b.at(time.Hour, func() {
			answer = b.update(refund.ActDecide, refund.Decision{DecisionID: "d-1", Verb: refund.VerbAdjust, Reviewer: "ann", AmountMinor: &minor})
		})
		b.at(2*time.Hour, func() { b.signal(refund.ActDecide, decision("d-2", refund.VerbReject, "bob")) })
		b.run()
		if got := answer.refused(); got != refund.CodeBadDecision {
			t.Errorf("%s: got %q", name, got)
		}
	}
}

func TestTheSameDecisionIDWithAnotherBodyIsAConflict(t *testing.T) {
	b := setup(t, suspected)
	var other *updateAnswer
	b.at(time.Hour, func() { b.signal(refund.ActDecide, decision("d-1", refund.VerbApprove, "ann")) })
	b.at(2*time.Hour, func() { other = b.update(refund.ActDecide, decision("d-1", refund.VerbReject, "bob")) })
	b.at(3*time.Hour, func() { b.signal(refund.ActDecide, decision("d-2", refund.VerbReject, "bob")) })
	b.run()
	if got := other.refused(); got != refund.CodeConflict {
		t.Errorf("got %q", got)
	}
}

func TestAReviewNobodyDoesIsRemindedEscalatedAndOverdue(t *testing.T) {
	b := setup(t, overLimit)
	seen := func(want string) func() {
		return func() {
			if !slices.ContainsFunc(b.view().Trail, func(e refund.TrailEntry) bool { return strings.HasPrefix(e.Reason, want) }) {
				t.Errorf("no %s in the trail", want)
			}
		}
	}
	b.at(5*time.Hour, seen("REMINDED"))
	b.at(13*time.Hour, seen("escalated"))
	b.at(25*time.Hour, seen("overdue"))
	b.at(26*time.Hour, func() {
		if desk := b.stored().Desk; desk.Role != "lead" || !desk.Overdue {
			t.Errorf("the ledger asks %+v", desk)
		}
	})
	decideAfter(27*time.Hour, refund.VerbApprove)(b)
	if result := b.run(); result.PaidMinor != 226000 {
		t.Errorf("ended %+v", result)
	}
}

func TestWhoIsAskedIsWrittenToWhenARefundWaitsTooLong(t *testing.T) {
	b := setup(t, overLimit)
	b.mail.awayFor = 2
	signalAfter(time.Hour, refund.ActAssign, refund.Assignment{By: "bob", To: "ann"})(b)
	decideAfter(26*time.Hour, refund.VerbApprove)(b)
	if result := b.run(); result.Status != refund.StatusRefunded {
		t.Errorf("ended %+v", result)
	}
	var ids []string
	for _, m := range b.mail.messages {
		ids = append(ids, strings.TrimPrefix(m.ID, string(b.in.Cancellation.ID())+"#staff#"))
	}
	slices.Sort(ids)
	// The assignee alone is reminded; then everybody of the role is asked, and nobody twice.
	want := []string{"1#escalated#ann", "1#escalated#bob", "1#escalated#carol", "1#overdue#ann", "1#overdue#bob", "1#overdue#carol", "1#reminder#ann"}
	if !slices.Equal(ids, want) {
		t.Errorf("wrote %v, want %v", ids, want)
	}
}

func TestARefundIsAssignedAndGivenBack(t *testing.T) {
	b := setup(t, overLimit)
	signalAfter(time.Hour, refund.ActAssign, refund.Assignment{By: "bob", To: "ann"})(b)
	b.at(2*time.Hour, func() {
		if desk, who := b.stored().Desk, b.view().Approval.Assignee; desk.Assignee != "ann" || who != "ann" {
			t.Errorf("assigned to %+v, the view says %q", desk, who)
		}
	})
	signalAfter(3*time.Hour, refund.ActAssign, refund.Assignment{By: "ann"})(b)
	b.at(4*time.Hour, func() {
		if who := b.view().Approval.Assignee; who != "" {
			t.Errorf("still assigned to %q", who)
		}
	})
	decideAfter(5*time.Hour, refund.VerbApprove)(b)
	b.run()
}

func TestTheCustomerIsAskedOnceAndTheReviewGoesOnWithTheAnswer(t *testing.T) {
	b := setup(t, overLimit)
	askAfter(time.Hour)(b)
	b.at(2*time.Hour, func() {
		if view := b.view(); view.Status != refund.StatusNeedsInfo || b.wire.told[refund.NoticeNeedsInfo] != 1 {
			t.Errorf("it is %s, told %v", view.Status, b.wire.told)
		}
	})
	replyAfter(3 * time.Hour)(b)
	b.at(4*time.Hour, func() {
		view := b.view()
		if view.Status != refund.StatusAwaitingApproval || view.Question == nil || !view.Question.Answered {
			t.Errorf("it is %s, the question %+v", view.Status, view.Question)
		}
	})
	decideAfter(5*time.Hour, refund.VerbApprove)(b)
	if result := b.run(); result.Status != refund.StatusRefunded {
		t.Errorf("ended %+v", result)
	}
}
