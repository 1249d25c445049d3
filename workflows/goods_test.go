package workflows_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/makegood/makegood/refund"
)

// TestWhatArrivesIsPaid: two mugs of 113.00 CNY were to come back.
func TestWhatArrivesIsPaid(t *testing.T) {
	for _, c := range []struct {
		name   string
		lines  []refund.InspectedLine
		status refund.Status
		paid   int64
	}{
		{"both as they should be", []refund.InspectedLine{accepted(2)}, refund.StatusRefunded, 22600},
		{"one refused", []refund.InspectedLine{{LineID: "1", AcceptedQuantity: 1, RefusedQuantity: 1, Reason: "broken"}}, refund.StatusRefunded, 11300},
		{"one never arrived", []refund.InspectedLine{accepted(1)}, refund.StatusRefunded, 11300},
		{"one worth less", []refund.InspectedLine{{LineID: "1", AcceptedQuantity: 1, PartialQuantity: 1, DeductMinor: 1300, Reason: "scratched"}}, refund.StatusRefunded, 21300},
		{"both refused", []refund.InspectedLine{{LineID: "1", RefusedQuantity: 2, Reason: "not ours"}}, refund.StatusRejected, 0},
		{"an empty box", nil, refund.StatusRejected, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			b := setupUnder(t, goodsFirst, delivered)
			b.at(time.Hour, func() {
				if view := b.view(); view.Status != refund.StatusAwaitingGoods || b.moved() != 0 {
					t.Errorf("before the goods it is %s, and %d moved", view.Status, b.moved())
				}
			})
			inspectAfter(day, c.lines...)(b)
			result := b.run()
			if result.Status != c.status || result.PaidMinor != c.paid {
				t.Errorf("ended %s, paid %d; want %s, %d", result.Status, result.PaidMinor, c.status, c.paid)
			}
			if c.paid > 0 && !slices.Contains(b.wire.kinds(), refund.NoticeInspected) {
				t.Errorf("told %v", b.wire.kinds())
			}
		})
	}
}

func TestGoodsThatNeverArriveAreRemindedOfAndTheRequestIsClosed(t *testing.T) {
	b := setupUnder(t, goodsFirst, delivered)
	result := b.run()
	if result.Status != refund.StatusRejected || !strings.HasPrefix(result.Reason, "GOODS_NOT_RECEIVED") {
		t.Errorf("ended %+v", result)
	}
	for _, kind := range []refund.NoticeKind{refund.NoticeAwaitingGoods, refund.NoticeGoodsReminder, refund.NoticeRejected} {
		if b.wire.told[kind] != 1 {
			t.Errorf("told %v", b.wire.told)
		}
	}
}

func TestMoneyFirstDoesNotWaitForTheGoodsAndSaysWhereTheyGo(t *testing.T) {
	b := setup(t, delivered)
	if result := b.run(); result.Status != refund.StatusRefunded || result.PaidMinor != 22600 {
		t.Errorf("ended %+v", result)
	}
	if !strings.Contains(b.wire.messages[0].Body, "Mug") {
		t.Errorf("the first message does not name what has to come back: %s", b.wire.messages[0].Body)
	}
}

func TestAnInspectionOfWhatWasNotExpectedIsRefused(t *testing.T) {
	for name, line := range map[string]refund.InspectedLine{
		"another line":            {LineID: "9", AcceptedQuantity: 1},
		"more than was expected":  {LineID: "1", AcceptedQuantity: 2, RefusedQuantity: 1},
		"a negative quantity":     {LineID: "1", AcceptedQuantity: -1},
		"a deduction for nothing": {LineID: "1", AcceptedQuantity: 2, DeductMinor: 100},
	} {
		b := setupUnder(t, goodsFirst, delivered)
		var answer *updateAnswer
		b.at(day, func() {
			answer = b.update(refund.ActInspect, refund.Inspection{InspectionID: "i-0", By: "warehouse", Lines: []refund.InspectedLine{line}})
		})
		inspectAfter(2*day, accepted(2))(b)
		if result := b.run(); result.PaidMinor != 22600 {
			t.Errorf("%s: ended %+v", name, result)
		}
		if got := answer.refused(); got != refund.CodeBadInspection {
			t.Errorf("%s: got %q", name, got)
		}
	}
}

func TestAnInspectionAndAWithdrawalAtOnceMoveMoneyOnceOrNotAtAll(t *testing.T) {
	for _, withdrawalFirst := range []bool{true, false} {
		b := setupUnder(t, goodsFirst, delivered)
		if withdrawalFirst {
			withdrawAfter(day)(b)
		}
		inspectAfter(day, accepted(2))(b)
		if !withdrawalFirst {
			withdrawAfter(day)(b)
		}
		result := b.run()
		whole := result.Status == refund.StatusRefunded && result.PaidMinor == 22600
		none := result.Status == refund.StatusWithdrawn && result.PaidMinor == 0
		if !whole && !none || withdrawalFirst && !none {
			t.Errorf("withdrawal first %t: ended %+v", withdrawalFirst, result)
		}
	}
}

func TestOneInspectionCounts(t *testing.T) {
	b := setupUnder(t, goodsFirst, both(delivered, overLimit))
	var second *updateAnswer
	inspectAfter(day, accepted(20))(b)
	b.at(2*day, func() {
		second = b.update(refund.ActInspect, refund.Inspection{InspectionID: "i-2", By: "warehouse", Lines: []refund.InspectedLine{accepted(1)}})
	})
	decideAfter(3*day, refund.VerbApprove)(b)
	if result := b.run(); result.PaidMinor != 226000 {
		t.Errorf("ended %+v", result)
	}
	if second.refused() == "" {
		t.Errorf("the second inspection got %+v", second.answer)
	}
}

// TestWhatWaitsForGoodsIsDueWhenTheyAre: with the review's due time in the list, goods that have two weeks
// would be overdue after a day.
func TestWhatWaitsForGoodsIsDueWhenTheyAre(t *testing.T) {
	b := setupUnder(t, goodsFirst, both(delivered, overLimit)) // a review follows the goods
	b.at(time.Hour, func() {
		if desk, by := b.stored().Desk, *b.view().Goods.By; desk.DueAt == nil || !desk.DueAt.Equal(by) {
			t.Errorf("the list says %v, the goods have until %s", desk.DueAt, by)
		}
	})
	b.run()
}

// TestAQuestionToTheCustomerDoesNotBeginTheReviewsClockAnew: whoever asks again and again is overdue all the
// same.
func TestAQuestionToTheCustomerDoesNotBeginTheReviewsClockAnew(t *testing.T) {
	b := setup(t, overLimit)
	var due time.Time
	b.at(time.Minute, func() { due = *b.view().Approval.DueAt })
	for i := range 3 {
		question := refund.InfoRequest{InfoID: refund.DecisionID(fmt.Sprint("q-", i)), By: "ann", Question: "Which one?"}
		signalAfter(time.Duration(2*i+1)*time.Hour, refund.ActAsk, question)(b)
		replyAfter(time.Duration(2*i+2) * time.Hour)(b)
	}
	b.at(90*time.Minute, func() {
		if by := b.view().Question.AnswerBy; by == nil || !by.Equal(b.env.Now().UTC().Add(5*day-30*time.Minute)) {
			t.Errorf("the answer has until %v", by)
		}
	})
	b.at(7*time.Hour, func() {
		if now := b.view().Approval; now.DueAt == nil || !now.DueAt.Equal(due) {
			t.Errorf("the review was due at %s, and now at %v", due, now.DueAt)
		}
	})
	b.at(25*time.Hour, func() {
		if !b.view().Approval.Overdue {
			t.Error("the review is not overdue")
		}
	})
	decideAfter(26*time.Hour, refund.VerbApprove)(b)
	b.run()
}
