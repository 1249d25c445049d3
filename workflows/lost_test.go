package workflows_test

import (
	"testing"
	"time"

	"github.com/makegood/makegood/refund"
)

// lost is an act whose half in the ledger was committed and whose half in the workflow was lost, because the
// worker died before its task was completed. Then somebody else acts, or a timer fires.
type lost struct {
	name   string
	policy string
	change func(*refund.Request)
	// before are acts that bring the refund to where the lost one is done, an hour later.
	before []func(*bundle)
	act    func(*bundle) refund.Act
	// after are acts a day later: the story hears of the lost one by them.
	after  []func(*bundle)
	status refund.Status
	paid   int64
}

// TestAnActWhoseHalfInTheWorkflowWasLostIsGoneOnFrom: for every kind of act.
func TestAnActWhoseHalfInTheWorkflowWasLostIsGoneOnFrom(t *testing.T) {
	cases := append(lostInReview(), lostInPayout()...)
	kinds := map[refund.ActKind]bool{}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			b := setupUnder(t, c.policy, c.change)
			for _, act := range append(c.before, c.after...) {
				act(b)
			}
			b.at(2*time.Hour, func() {
				act := c.act(b)
				kinds[act.Kind] = true
				b.carriedOut(act)
			})
			if result := b.run(); result.Status != c.status || result.PaidMinor != c.paid {
				t.Errorf("ended %s, paid %d; want %s, %d", result.Status, result.PaidMinor, c.status, c.paid)
			}
		})
	}
	for _, kind := range refund.ActKinds() {
		if !kinds[kind] {
			t.Errorf("no case loses %s", kind)
		}
	}
}

func looks(after time.Duration) func(*bundle) {
	return signalAfter(after, refund.ActLookNow, refund.LookNow{By: "ann"})
}

func lostInReview() []lost {
	adjusted := int64(200000)
	customer := refund.Person("customer:42")
	return []lost{
		{name: "an approval, and then another one", change: overLimit,
			act: func(*bundle) refund.Act {
				return refund.Act{Kind: refund.ActDecide, Decision: &refund.Decision{DecisionID: "lost", Verb: refund.VerbApprove, Reviewer: "ann"}}
			},
			after: did(decideAgainAfter(day, refund.VerbApprove, "bob")), status: refund.StatusRefunded, paid: 226000},
		{name: "an approval, and then the review falls due", change: overLimit,
			act: func(*bundle) refund.Act {
				return refund.Act{Kind: refund.ActDecide, Decision: &refund.Decision{DecisionID: "lost", Verb: refund.VerbApprove, Reviewer: "ann"}}
			}, status: refund.StatusRefunded, paid: 226000},
		{name: "an adjustment, and then a withdrawal", change: overLimit,
			act: func(*bundle) refund.Act {
				return refund.Act{Kind: refund.ActDecide, Decision: &refund.Decision{DecisionID: "lost", Verb: refund.VerbAdjust, Reviewer: "ann", AmountMinor: &adjusted}}
			},
			after: did(withdrawAfter(3 * time.Hour)), status: refund.StatusWithdrawn},
		{name: "a rejection, and then an approval", change: overLimit,
			act: func(*bundle) refund.Act {
				return refund.Act{Kind: refund.ActDecide, Decision: &refund.Decision{DecisionID: "lost", Verb: refund.VerbReject, Reviewer: "ann"}}
			},
			after: did(decideAgainAfter(day, refund.VerbApprove, "bob")), status: refund.StatusRejected},
		{name: "a withdrawal, and then an approval", change: overLimit,
			act: func(*bundle) refund.Act {
				return refund.Act{Kind: refund.ActWithdraw, Withdrawal: &refund.Withdrawal{By: customer}}
			},
			after: did(decideAgainAfter(day, refund.VerbApprove, "bob")), status: refund.StatusWithdrawn},
		{name: "a question, and then its answer", change: overLimit,
			act: func(*bundle) refund.Act {
				return refund.Act{Kind: refund.ActAsk, Question: &refund.InfoRequest{InfoID: "lost", By: "ann", Question: "Which?"}}
			},
			after: did(replyAfter(3*time.Hour), decideAgainAfter(day, refund.VerbApprove, "bob")), status: refund.StatusRefunded, paid: 226000},
		{name: "an answer, and then a decision", change: overLimit, before: did(askAfter(time.Hour)),
			act: func(*bundle) refund.Act {
				return refund.Act{Kind: refund.ActAnswer, Reply: &refund.InfoReply{By: customer, Answer: "blue"}}
			},
			after: did(decideAgainAfter(day, refund.VerbApprove, "bob")), status: refund.StatusRefunded, paid: 226000},
		{name: "an assignment, and then a decision", change: overLimit,
			act: func(*bundle) refund.Act {
				return refund.Act{Kind: refund.ActAssign, Assignment: &refund.Assignment{By: "bob", To: "ann"}}
			},
			after: did(decideAgainAfter(day, refund.VerbApprove, "bob")), status: refund.StatusRefunded, paid: 226000},
		{name: "an inspection, and then the goods are due", policy: goodsFirst, change: delivered,
			act: func(*bundle) refund.Act {
				return refund.Act{Kind: refund.ActInspect, Inspection: &refund.Inspection{InspectionID: "lost", By: "warehouse", AllAccepted: true}}
			}, status: refund.StatusRefunded, paid: 22600},
		{name: "a choice, and then an approval", change: both(overLimit, delivered),
			act: func(b *bundle) refund.Act {
				return refund.Act{Kind: refund.ActChoose, Choice: &refund.Choice{
					AlternativeID: refund.AlternativeStoreCredit, AssessmentHash: b.view().AssessmentHash, By: customer,
				}}
			},
			after: did(decideAgainAfter(day, refund.VerbApprove, "bob")), status: refund.StatusRefunded, paid: 226000},
		{name: "an appeal, and then its decision", change: overLimit, before: did(decideAfter(time.Hour, refund.VerbReject)),
			act: func(*bundle) refund.Act {
				return refund.Act{Kind: refund.ActAppeal, Appeal: &refund.Appeal{AppealID: "lost", By: customer, Statement: "it was new"}}
			},
			after: did(decideAgainAfter(day, refund.VerbApprove, "bob")), status: refund.StatusRefunded, paid: 226000},
		{name: "an accepted offer, and then it expires", change: merchantFault,
			act: func(*bundle) refund.Act {
				return refund.Act{Kind: refund.ActAnswerOffer, OfferReply: &refund.OfferReply{By: customer, Accept: true, Choice: "coupon"}}
			}, status: refund.StatusRefunded, paid: 22600},
	}
}

func lostInPayout() []lost {
	declined := reference("ch_1~decline~always")
	elsewhere := resolution("lost", refund.ResolvePaidElsewhere)
	elsewhere.Reference = "bank transfer 4711"
	first := elsewhere
	first.ResolutionID, first.By = "r-0", "bob"
	said := signalAfter(90*time.Minute, refund.ActResolve, first)
	return []lost{
		{name: "an exchange that was carried out, and then a withdrawal", change: both(overLimit, delivered),
			before: did(exchangeAfter(time.Hour), decideAfter(time.Hour+time.Minute, refund.VerbApprove), said),
			act:    func(*bundle) refund.Act { return refund.Act{Kind: refund.ActResolve, Resolution: &elsewhere} },
			after:  did(withdrawAfter(day)), status: refund.StatusRefunded, paid: 226000},
		{name: "a resolution, and then another one", change: declined, before: did(said),
			act:   func(*bundle) refund.Act { return refund.Act{Kind: refund.ActResolve, Resolution: &elsewhere} },
			after: did(resolveAfter(day, refund.ResolveRetry)), status: refund.StatusRefunded, paid: 22600},
		{name: "the first of two words, and then the second", change: declined,
			act:   func(*bundle) refund.Act { return refund.Act{Kind: refund.ActResolve, Resolution: &elsewhere} },
			after: did(signalAfter(day, refund.ActResolve, first)), status: refund.StatusRefunded, paid: 22600},
		{name: "giving up, and then somebody looks", change: declined,
			act: func(*bundle) refund.Act {
				gone := resolution("lost", refund.ResolveGiveUp)
				return refund.Act{Kind: refund.ActResolve, Resolution: &gone}
			},
			after: did(looks(day)), status: refund.StatusRejected},
		{name: "a look, and then giving up", change: oneOfTwoDeclined,
			act: func(*bundle) refund.Act {
				return refund.Act{Kind: refund.ActLookNow, LookNow: &refund.LookNow{By: "ann"}}
			},
			after: did(resolveAfter(day, refund.ResolveGiveUp)), status: refund.StatusPartlyRefunded, paid: 12600},
		{name: "a clearing, and then the second person", change: reference("ch_1~abnormal:999"),
			act: func(*bundle) refund.Act {
				return refund.Act{Kind: refund.ActClear, Clearing: &refund.Clearing{ClearingID: "lost", Leg: "1", Fact: refund.FactNotPaid, Reference: "mail of Monday", By: "ann"}}
			},
			after: did(signalAfter(3*time.Hour, refund.ActClear, refund.Clearing{ClearingID: "c-2", Leg: "1", Fact: refund.FactNotPaid, Reference: "mail of Monday", By: "bob"}),
				resolveAfter(day, refund.ResolveGiveUp)), status: refund.StatusRejected},
	}
}
