package workflows_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/makegood/makegood/refund"
)

func decision(id refund.DecisionID, verb refund.Verb, reviewer refund.Person) refund.Decision {
	return refund.Decision{DecisionID: id, Verb: verb, Reviewer: reviewer, Note: "checked"}
}

func TestOfTwoDecisionsAtOnceTheFirstCountsAndTheSecondIsTold(t *testing.T) {
	b := setup(t, overLimit)
	var approve, reject *updateAnswer
	b.at(time.Hour, func() {
		approve = b.update(refund.ActDecide, decision("d-1", refund.VerbApprove, "ann"))
		reject = b.update(refund.ActDecide, decision("d-2", refund.VerbReject, "bob"))
	})
	result := b.run()
	if result.Status != refund.StatusRefunded || !approve.answer.Accepted {
		t.Errorf("ended %s, first answer %+v", result.Status, approve.answer)
	}
	if reject.refused() == "" {
		t.Errorf("the second decision got %+v", reject.answer)
	}
}

func TestARepeatedDecisionGetsTheFirstAnswer(t *testing.T) {
	b := setup(t, overLimit)
	var first, again *updateAnswer
	b.at(time.Hour, func() {
		first = b.update(refund.ActDecide, decision("d-1", refund.VerbApprove, "ann"))
		again = b.update(refund.ActDecide, decision("d-1", refund.VerbApprove, "ann"))
	})
	b.run()
	if !first.answer.Accepted || !again.answer.Accepted {
		t.Errorf("first %+v, repeated %+v", first.answer, again.answer)
	}
}

func TestAWithdrawalAndAnApprovalAtOnceMoveMoneyOnceOrNotAtAll(t *testing.T) {
	for _, withdrawalFirst := range []bool{true, false} {
		b := setup(t, overLimit)
		b.at(time.Hour, func() {
			if withdrawalFirst {
				b.signal(refund.ActWithdraw, refund.Withdrawal{By: "customer:42"})
			}
			b.signal(refund.ActDecide, decision("d-1", refund.VerbApprove, "ann"))
			if !withdrawalFirst {
				b.signal(refund.ActWithdraw, refund.Withdrawal{By: "customer:42"})
			}
		})
		result := b.run()
		whole := result.Status == refund.StatusRefunded && result.PaidMinor == 226000
		none := result.Status == refund.StatusWithdrawn && result.PaidMinor == 0
		if !whole && !none {
			t.Errorf("withdrawal first %t: ended %+v", withdrawalFirst, result)
		}
		if withdrawalFirst && !none {
			t.Errorf("a withdrawal that came first was ignored: %+v", result)
		}
	}
}

func TestOnceMoneyIsOnItsWayAWithdrawalIsRefusedAndSaidSo(t *testing.T) {
	b := setup(t, reference("ch_1~pending:3"))
	var late *updateAnswer
	b.at(500*time.Millisecond, func() { late = b.update(refund.ActWithdraw, refund.Withdrawal{By: "customer:42"}) })
	b.at(600*time.Millisecond, func() { b.signal(refund.ActWithdraw, refund.Withdrawal{By: "customer:42"}) })
	result := b.run()
	if result.Status != refund.StatusRefunded {
		t.Errorf("ended %s", result.Status)
	}
	if got := late.refused(); got != refund.CodeAlreadySent {
		t.Errorf("the update got %q", got)
	}
	refused := 0
	for _, entry := range b.stored().Trail {
		if entry.Actor == "customer:42" && entry.Event == "SignalRefused" && strings.Contains(entry.Reason, "withdraw ALREADY_SENT: money is on its way; it cannot be withdrawn") {
			refused++
		}
	}
	if refused != 1 || b.view().RefusedCount != 1 {
		t.Errorf("the refused signal stands %d times in the trail: %+v", refused, b.stored().Trail)
	}
}

func TestAnOperatorsCancelAfterSendingFinishesThePayoutFirst(t *testing.T) {
	b := setup(t, reference("ch_1~pending:3"))
	b.at(500*time.Millisecond, b.env.CancelWorkflow)
	if result := b.run(); result.Status != refund.StatusRefunded || result.PaidMinor != 22600 {
		t.Errorf("ended %+v", result)
	}
}

func TestADecisionWhileTheReviewFallsDueIsTaken(t *testing.T) {
	b := setup(t, overLimit)
	b.at(24*time.Hour, func() { b.signal(refund.ActDecide, decision("d-1", refund.VerbApprove, "ann")) })
	if result := b.run(); result.Status != refund.StatusRefunded {
		t.Errorf("ended %+v", result)
	}
}

func TestAnOfferAnsweredWhileItExpiresIsAcceptedInTimeOrExpiredAndNeverBoth(t *testing.T) {
	for offset, want := range map[time.Duration][]refund.OfferStatus{
		-time.Millisecond: {refund.OfferAccepted},
		0:                 {refund.OfferAccepted, refund.OfferExpired},
		time.Millisecond:  {refund.OfferExpired},
	} {
		b := setup(t, merchantFault)
		b.at(7*day-time.Second, func() { b.faults.failBefore["PassDeadline"] = 10 }) // its end takes a while
		for range 2 {
			b.at(7*day+offset, func() {
				b.signal(refund.ActAnswerOffer, refund.OfferReply{By: "customer:42", Accept: true, Choice: "coupon"})
			})
		}
		result := b.run()
		issued := b.view().Offer.Code != ""
		if !slices.Contains(want, result.Offer) || issued != (result.Offer == refund.OfferAccepted) {
			t.Errorf("answered %s after its end: offer %s, a code was issued: %t", offset, result.Offer, issued)
		}
	}
}
