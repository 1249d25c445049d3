package workflows_test

import (
	"testing"
	"time"

	"github.com/makegood/makegood/refund"
)

func resolution(id refund.DecisionID, action refund.ResolveAction) refund.Resolution {
	return refund.Resolution{ResolutionID: id, Action: action, By: "ann", Note: "called the customer"}
}

// saidByTwo has Ann say that something was paid outside, and Bob an hour later.
func saidByTwo(after time.Duration, first refund.Resolution) func(*bundle) {
	second := first
	second.ResolutionID, second.By = first.ResolutionID+"-too", "bob"
	return func(b *bundle) {
		signalAfter(after, refund.ActResolve, first)(b)
		signalAfter(after+time.Hour, refund.ActResolve, second)(b)
	}
}

func TestOnePersonsWordThatItWasPaidOutsideWaitsForAnothers(t *testing.T) {
	b := setup(t, reference("ch_1~decline~always"))
	paid := resolution("r-1", refund.ResolvePaidElsewhere)
	paid.Reference = "bank transfer 4711"
	saidByTwo(time.Hour, paid)(b)
	var waits refund.View
	b.at(90*time.Minute, func() { waits = b.view() })
	result := b.run()
	if waits.Status != refund.StatusNeedsAttention || waits.Legs[0].Elsewhere == nil || waits.Legs[0].Elsewhere.By != "ann" {
		t.Errorf("after the first word it stands as %s, %+v", waits.Status, waits.Legs)
	}
	if result.Status != refund.StatusRefunded || result.PaidMinor != 22600 || b.moved() != 0 {
		t.Errorf("ended %+v, the provider moved %d", result, b.moved())
	}
}

func TestADeclinedLegIsPaidAsStoreCredit(t *testing.T) {
	b := setup(t, reference("ch_1~decline~always"))
	way := resolution("r-1", refund.ResolvePayAnotherWay)
	way.Via = refund.ViaStoreCredit
	signalAfter(time.Hour, refund.ActResolve, way)(b)
	result := b.run()
	if result.Status != refund.StatusRefunded || result.PaidMinor != 22600 || b.moved() != 0 {
		t.Errorf("ended %+v, the provider moved %d", result, b.moved())
	}
}

func TestADeclinedLegThatWasPaidElsewhereIsKeptWithItsReference(t *testing.T) {
	b := setup(t, oneOfTwoDeclined)
	paid := resolution("r-1", refund.ResolvePaidElsewhere)
	paid.Reference = "bank transfer 4711"
	saidByTwo(time.Hour, paid)(b)
	result := b.run()
	if result.Status != refund.StatusRefunded || result.PaidMinor != 22600 || b.moved() != 12600 {
		t.Errorf("ended %+v, the provider moved %d", result, b.moved())
	}
	found := false
	for _, leg := range b.view().Legs {
		found = found || leg.Via == refund.ViaElsewhere && leg.Outcome != nil && leg.Outcome.ProviderRefundID == "bank transfer 4711"
	}
	if !found {
		t.Errorf("no leg names the reference: %+v", b.view().Legs)
	}
}

func TestAResolutionIsUnderApprovalAndNeedsWhatItSays(t *testing.T) {
	for _, c := range []struct {
		name   string
		change func(*refund.Resolution)
		code   refund.Code
	}{
		{"a way nobody pays", func(r *refund.Resolution) { r.Via = "CASH" }, refund.CodeUnknownVia},
		{"no reference", func(r *refund.Resolution) { r.Action = refund.ResolvePaidElsewhere }, refund.CodeBadDecision},
		{"the requester", func(r *refund.Resolution) { r.By = "customer:42" }, refund.CodeReviewerIsAuthor},
		{"nobody known", func(r *refund.Resolution) { r.By = "nobody" }, refund.CodeReviewerUnknown},
		{"another market", func(r *refund.Resolution) { r.By = "erin" }, refund.CodeReviewerMarket},
	} {
		t.Run(c.name, func(t *testing.T) {
			b := setup(t, reference("ch_1~decline~always"))
			way := resolution("r-1", refund.ResolvePayAnotherWay)
			way.Via = refund.ViaStoreCredit
			c.change(&way)
			var answer *updateAnswer
			b.at(time.Hour, func() { answer = b.update(refund.ActResolve, way) })
			signalAfter(2*time.Hour, refund.ActResolve, resolution("r-2", refund.ResolveGiveUp))(b)
			b.run()
			if got := answer.refused(); got != c.code {
				t.Errorf("got %q, want %s", got, c.code)
			}
		})
	}
}

func TestTheCustomerTakesStoreCreditWithItsBonusInstead(t *testing.T) {
	b := setup(t, both(overLimit, delivered))
	chooseAfter(time.Hour, refund.AlternativeStoreCredit)(b)
	var stale *updateAnswer
	b.at(2*time.Hour, func() {
		view, chosen := b.view(), b.stored().Proposal.Assessment.Chosen
		if chosen == nil || chosen.BonusMinor != 11300 || view.Chosen != refund.AlternativeStoreCredit || view.Legs[0].Via != refund.ViaStoreCredit {
			t.Errorf("chosen %+v, the view has %+v", chosen, view)
		}
		stale = b.update(refund.ActChoose, refund.Choice{AlternativeID: refund.AlternativeStoreCredit, AssessmentHash: "old", By: "customer:42"})
	})
	decideAfter(3*time.Hour, refund.VerbApprove)(b)
	result := b.run()
	if result.Status != refund.StatusRefunded || result.PaidMinor != 226000 || b.moved() != 0 {
		t.Errorf("ended %+v, the provider moved %d", result, b.moved())
	}
	if stale.refused() == "" {
		t.Errorf("a second choice got %+v", stale.answer)
	}
}

func TestAChoiceOnAnotherAssessmentIsRefused(t *testing.T) {
	b := setup(t, both(overLimit, delivered))
	var stale *updateAnswer
	b.at(time.Hour, func() {
		stale = b.update(refund.ActChoose, refund.Choice{AlternativeID: refund.AlternativeStoreCredit, AssessmentHash: "old", By: "customer:42"})
	})
	decideAfter(2*time.Hour, refund.VerbApprove)(b)
	b.run()
	if got := stale.refused(); got != refund.CodeAssessmentMoved {
		t.Errorf("got %q", got)
	}
}

func TestAnExchangeIsCarriedOutByAPersonAndKeptWithItsReference(t *testing.T) {
	b := setup(t, both(overLimit, delivered))
	exchangeAfter(time.Hour)(b)
	decideAfter(2*time.Hour, refund.VerbApprove)(b)
	done := resolution("r-1", refund.ResolvePaidElsewhere)
	done.Reference = "replacement order-2"
	saidByTwo(day, done)(b)
	result := b.run()
	if result.Status != refund.StatusRefunded || b.moved() != 0 {
		t.Errorf("ended %+v, the provider moved %d", result, b.moved())
	}
}
