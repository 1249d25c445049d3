package workflows_test

import (
	"strings"
	"testing"
	"time"

	"github.com/makegood/makegood/refund"
)

func TestARefusalIsAppealedOnceAndAnotherPersonDecides(t *testing.T) {
	b := setup(t, overLimit)
	var same, twice *updateAnswer
	decideAfter(time.Hour, refund.VerbReject)(b)
	appealAfter(day)(b)
	b.at(2*day, func() {
		same = b.update(refund.ActDecide, decision("d-2", refund.VerbApprove, "ann"))
		twice = b.update(refund.ActAppeal, refund.Appeal{AppealID: "a-2", By: "customer:42", Statement: "again"})
	})
	decideAgainAfter(3*day, refund.VerbApprove, "bob")(b)
	if result := b.run(); result.Status != refund.StatusRefunded || result.PaidMinor != 226000 {
		t.Errorf("ended %+v", result)
	}
	if same.answer.Accepted || same.answer.Code != refund.CodeReviewerDecided {
		t.Errorf("who had refused it decided again: %+v", same.answer)
	}
	if twice.refused() == "" {
		t.Errorf("a second appeal got %+v", twice.answer)
	}
	if b.wire.told[refund.NoticeAppealReceived] != 1 || b.wire.told[refund.NoticeRefunded] != 1 {
		t.Errorf("told %v", b.wire.told)
	}
}

func TestAnAppealThatIsRefusedIsFinalAndSaysWhy(t *testing.T) {
	b := setup(t, overLimit)
	decideAfter(time.Hour, refund.VerbReject)(b)
	appealAfter(day)(b)
	decideAgainAfter(2*day, refund.VerbReject, "bob")(b)
	if result := b.run(); result.Status != refund.StatusRejected || result.PaidMinor != 0 {
		t.Errorf("ended %+v", result)
	}
	if b.wire.told[refund.NoticeAppealRejected] != 1 || b.wire.told[refund.NoticeRejected] != 1 {
		t.Errorf("told %v", b.wire.told)
	}
	last := b.wire.messages[len(b.wire.messages)-1]
	if !strings.Contains(last.Body, "We looked again.") {
		t.Errorf("the last message does not say why: %s", last.Body)
	}
}

// TestWhatThePolicyRefusedIsGrantedByAPerson: the order was cancelled long after its window.
func TestWhatThePolicyRefusedIsGrantedByAPerson(t *testing.T) {
	b := setup(t, afterTheWindow)
	appealAfter(day)(b)
	b.at(2*day, func() {
		if view := b.view(); view.Status != refund.StatusAwaitingApproval || view.TotalMinor != 22600 {
			t.Errorf("appealed, it is %s over %d", view.Status, view.TotalMinor)
		}
	})
	decideAgainAfter(3*day, refund.VerbApprove, "bob")(b)
	if result := b.run(); result.Status != refund.StatusRefunded || result.PaidMinor != 22600 {
		t.Errorf("ended %+v", result)
	}
}

func TestTheRefusedPartIsAppealedAndPaidBesideWhatWasPaid(t *testing.T) {
	b := setup(t, overLimit)
	adjustAfter(time.Hour, 200000)(b)
	b.at(2*time.Hour, func() {
		if moved := b.moved(); moved != 200000 {
			t.Errorf("%d moved before the appeal", moved)
		}
	})
	appealAfter(day)(b)
	decideAgainAfter(2*day, refund.VerbApprove, "bob")(b)
	if result := b.run(); result.Status != refund.StatusRefunded || result.PaidMinor != 226000 {
		t.Errorf("ended %+v", result)
	}
}

func TestARefusedPartThatStaysRefusedKeepsWhatWasPaid(t *testing.T) {
	b := setup(t, overLimit)
	adjustAfter(time.Hour, 200000)(b)
	appealAfter(day)(b)
	decideAgainAfter(2*day, refund.VerbReject, "bob")(b)
	if result := b.run(); result.Status != refund.StatusPartlyRefunded || result.PaidMinor != 200000 {
		t.Errorf("ended %+v", result)
	}
}

func TestOnceTheWindowIsOverNothingIsAppealed(t *testing.T) {
	b := setup(t, overLimit)
	decideAfter(time.Hour, refund.VerbReject)(b)
	closed := false
	b.at(13*day, func() {
		closed = b.stored().Closed
	})
	b.run()
	if closed {
		t.Error("the refusal was closed before its window ended")
	}
}

func TestAnAppealAndAnApprovalAtOnceAreTakenOneAfterTheOther(t *testing.T) {
	b := setup(t, overLimit)
	decideAfter(time.Hour, refund.VerbReject)(b)
	appealAfter(day)(b)
	var early *updateAnswer
	b.at(day, func() { early = b.update(refund.ActDecide, decision("d-early", refund.VerbApprove, "bob")) })
	decideAgainAfter(2*day, refund.VerbApprove, "carol")(b)
	result := b.run()
	if result.Status != refund.StatusRefunded || result.PaidMinor != 226000 {
		t.Errorf("ended %+v, the early decision got %+v %v", result, early.answer, early.rejected)
	}
}
