package workflows_test

import (
	"testing"
	"time"

	"github.com/makegood/makegood/refund"
)

// The tests here let people act just when the story goes on: what was accepted counts, and what no
// longer can be taken is refused.

func TestOfADecisionAndAQuestionAtOnceTheFirstCountsAndTheSecondIsTold(t *testing.T) {
	for _, verb := range []refund.Verb{refund.VerbApprove, refund.VerbReject} {
		for _, questionFirst := range []bool{true, false} {
			b := setup(t, overLimit)
			var asked, decided *updateAnswer
			ask := func() {
				asked = b.update(refund.ActAsk, refund.InfoRequest{InfoID: "q-1", By: "ann", Question: "Which one?"})
			}
			decide := func() { decided = b.update(refund.ActDecide, decision("d-1", verb, "bob")) }
			b.at(time.Hour, func() {
				if questionFirst {
					ask()
				}
				decide()
				if !questionFirst {
					ask()
				}
			})
			decideAgainAfter(2*day, verb, "bob")(b)
			replyAfter(day)(b)
			result := b.run()
			paid := int64(0)
			if verb == refund.VerbApprove {
				paid = 226000
			}
			if result.PaidMinor != paid || asked.answer.Accepted != questionFirst || decided.answer.Accepted == questionFirst {
				t.Errorf("%s, question first %t: ended %+v, asked %+v, decided %+v", verb, questionFirst, result, asked.answer, decided.answer)
			}
		}
	}
}

// slowly makes the ledger busy for a while from a moment on: whoever acts then is answered later.
func slowly(b *bundle, at time.Duration, calls ...string) {
	b.at(at, func() {
		for _, call := range calls {
			b.faults.failBefore[call] = 8
		}
	})
}

func TestGoodsInspectedAsTheyFallDueAreNotRefusedForBeingLate(t *testing.T) {
	b := setupUnder(t, goodsFirst, delivered)
	slowly(b, 14*day-2*time.Second, "CarryOut")
	var inspected *updateAnswer
	b.at(14*day-time.Second, func() {
		inspected = b.update(refund.ActInspect, refund.Inspection{InspectionID: "i-1", By: "warehouse", Lines: []refund.InspectedLine{accepted(2)}})
	})
	if result := b.run(); result.Status != refund.StatusRefunded || result.PaidMinor != 22600 {
		t.Errorf("ended %+v, the inspection got %+v", result, inspected.answer)
	}
}

// storeCredit lets customers choose it in a policy of one's own.
const storeCredit = `
alternatives: {store_credit_budget: goodwill}
budgets: {goodwill: {CNY: 20000000}}
offers:
  sorry-coupon: &sorry
    {budget: goodwill, expiry_seconds: 604800, choices: [{id: credit, kind: STORE_CREDIT, rate: "0.05", min_minor: {CNY: 300}, max_minor: {CNY: 3000}}]}
  sorry-credit: *sorry
`

func TestAChoiceMadeAsTheGoodsFallDueHoldsNothingAfterTheEnd(t *testing.T) {
	b := setupUnder(t, goodsFirst+storeCredit, delivered)
	var chosen *updateAnswer
	b.at(14*day-time.Second, func() {
		b.faults.failBefore["CarryOut"] = 8
		chosen = b.update(refund.ActChoose,
			refund.Choice{AlternativeID: refund.AlternativeStoreCredit, AssessmentHash: b.view().AssessmentHash, By: "customer:42"})
	})
	if result := b.run(); result.Status != refund.StatusRejected || result.PaidMinor != 0 || !chosen.answer.Accepted {
		t.Errorf("ended %+v, the choice got %+v %v", result, chosen.answer, chosen.rejected)
	}
}

// TestAnInspectionThatComesWhileTheReturnIsClosedCountsOrIsRefused: of it and the deadline, the ledger takes
// the first.
func TestAnInspectionThatComesWhileTheReturnIsClosedCountsOrIsRefused(t *testing.T) {
	for _, slow := range []string{"PassDeadline", "CarryOut"} {
		b := setupUnder(t, goodsFirst, delivered)
		slowly(b, 14*day-time.Second, slow)
		var inspected *updateAnswer
		b.at(14*day+time.Second, func() {
			inspected = b.update(refund.ActInspect, refund.Inspection{InspectionID: "i-1", By: "warehouse", Lines: []refund.InspectedLine{accepted(2)}})
		})
		want, paid := refund.StatusRefunded, int64(22600)
		if slow == "CarryOut" {
			want, paid = refund.StatusRejected, 0
		}
		if result := b.run(); result.Status != want || result.PaidMinor != paid || (inspected.refused() == "") != (paid > 0) {
			t.Errorf("%s is slow: ended %+v, the inspection got %+v", slow, result, inspected.answer)
		}
	}
}

func TestAnAppealMadeAsItsWindowEndsIsHeard(t *testing.T) {
	b := setup(t, overLimit)
	decideAfter(time.Hour, refund.VerbReject)(b)
	slowly(b, 14*day+time.Hour-2*time.Second, "CarryOut")
	appealAfter(14*day + time.Hour - time.Second)(b)
	decideAgainAfter(15*day, refund.VerbApprove, "bob")(b)
	if result := b.run(); result.Status != refund.StatusRefunded || result.PaidMinor != 226000 {
		t.Errorf("ended %+v", result)
	}
}

func TestAnAppealAndAnOperatorsCancelAtOnceAreTakenOneAfterTheOther(t *testing.T) {
	for _, adjusted := range []bool{false, true} {
		b := setup(t, overLimit)
		want, paid := refund.StatusWithdrawn, int64(0)
		if adjusted {
			adjustAfter(time.Hour, 200000)(b)
			want, paid = refund.StatusPartlyRefunded, 200000
		} else {
			decideAfter(time.Hour, refund.VerbReject)(b)
		}
		appealAfter(day)(b)
		cancelAfter(day)(b)
		if result := b.run(); result.Status != want || result.PaidMinor != paid {
			t.Errorf("adjusted %t: ended %+v, want %s", adjusted, result, want)
		}
	}
}

func TestAWithdrawalThatComesWhileTheRefundIsRefusedDoesNotTakeTheAppealBack(t *testing.T) {
	b := setup(t, overLimit)
	slowly(b, time.Hour-time.Second, "CarryOut")
	decideAfter(time.Hour, refund.VerbReject)(b)
	var late *updateAnswer
	b.at(time.Hour+5*time.Second, func() { late = b.update(refund.ActWithdraw, refund.Withdrawal{By: "customer:42"}) })
	appealAfter(day)(b)
	decideAgainAfter(2*day, refund.VerbApprove, "bob")(b)
	if result := b.run(); result.Status != refund.StatusRefunded || result.PaidMinor != 226000 {
		t.Errorf("ended %+v, the withdrawal got %+v", result, late.answer)
	}
	if late.refused() == "" {
		t.Errorf("the withdrawal of what was being refused got %+v", late.answer)
	}
}
