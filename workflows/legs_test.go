package workflows_test

import (
	"context"
	"testing"
	"time"

	"go.temporal.io/sdk/activity"
	"go.temporal.io/sdk/converter"

	"github.com/makegood/makegood/activities"
	"github.com/makegood/makegood/payment"
	"github.com/makegood/makegood/refund"
)

// onePendingOneDeclined pays by two cards: one takes two weeks, the other never takes anything back.
func onePendingOneDeclined(in *refund.Request) {
	reference("ch_1~pending:60")(in)
	in.Cancellation.Order.Payments[0].CapturedMinor = 12600
	second(in, func(p *refund.Payment) {
		p.ProviderReference, p.CapturedMinor = "ch_2~decline:instrument~always", 10000
	})
}

func TestALegThatNeedsAPersonShowsAndIsResolvedWhileAnotherIsPending(t *testing.T) {
	b := setup(t, onePendingOneDeclined)
	var other *updateAnswer
	b.at(time.Minute, func() {
		view := b.view()
		if view.Status != refund.StatusPayingOut || !view.NeedsHuman() || view.Attention() != "DECLINED_INSTRUMENT" {
			t.Errorf("it is %s, a person is needed: %t for %s", view.Status, view.NeedsHuman(), view.Attention())
		}
		if stored, err := b.books.Standing(t.Context(), view.Refund); err != nil || !stored.NeedsHuman() {
			t.Errorf("the ledger has %+v %v", stored, err)
		}
		undecided := resolution("r-0", refund.ResolveGiveUp)
		undecided.Leg = "1"
		other = b.update(refund.ActResolve, undecided)
	})
	way := resolution("r-1", refund.ResolvePayAnotherWay)
	way.Via, way.Leg = refund.ViaStoreCredit, "2"
	signalAfter(time.Hour, refund.ActResolve, way)(b)
	b.at(2*time.Hour, func() {
		if view := b.view(); view.Status != refund.StatusPayingOut || view.NeedsHuman() || view.PaidMinor != 10000 {
			t.Errorf("resolved, it is %s, paid %d, a person is needed: %t", view.Status, view.PaidMinor, view.NeedsHuman())
		}
	})
	if result := b.run(); result.Status != refund.StatusRefunded || result.PaidMinor != 22600 || b.moved() != 12600 {
		t.Errorf("ended %+v, the provider moved %d", result, b.moved())
	}
	if other.refused() == "" {
		t.Errorf("an undecided leg was given up: %+v", other.answer)
	}
}

// TestAnInstructionTheProviderDoesNotTakeIsSentOnceAndLedOnByAPerson: the charge is older than 180 days.
func TestAnInstructionTheProviderDoesNotTakeIsSentOnceAndLedOnByAPerson(t *testing.T) {
	w := &watched{}
	b := setupWith(t, reference("ch_1~bad_request~always"), watch(w))
	var retried *updateAnswer
	b.at(time.Minute, func() {
		if view := b.view(); view.Status != refund.StatusNeedsAttention || view.Attention() != refund.CodeDeclinedInstruction {
			t.Errorf("it is %s: %s", view.Status, view.Reason)
		}
		retried = b.update(refund.ActResolve, resolution("r-0", refund.ResolveRetry))
	})
	way := resolution("r-1", refund.ResolvePayAnotherWay)
	way.Via = refund.ViaStoreCredit
	signalAfter(40*day, refund.ActResolve, way)(b)
	if result := b.run(); result.Status != refund.StatusRefunded || result.PaidMinor != 22600 || b.moved() != 0 {
		t.Errorf("ended %+v, the provider moved %d", result, b.moved())
	}
	if len(w.keys) != 1 {
		t.Errorf("it was sent %d times", len(w.keys))
	}
	if retried.refused() == "" {
		t.Error("the same instruction was to be sent once more")
	}
}

// TestAnUndecidedLegIsClearedByTwoPeople: the provider answers that a person has to ask, for ever.
func TestAnUndecidedLegIsClearedByTwoPeople(t *testing.T) {
	for fact, want := range map[refund.LegFact]refund.Status{refund.FactPaid: refund.StatusRefunded, refund.FactNotPaid: refund.StatusNeedsAttention} {
		b := setup(t, reference("ch_1~abnormal:999"))
		clearing := func(id refund.DecisionID, by refund.Person) refund.Clearing {
			return refund.Clearing{ClearingID: id, Leg: "1", Fact: fact, Reference: "mail of Monday", By: by, Evidence: []refund.Evidence{{URI: "s3://mail"}}}
		}
		var same *updateAnswer
		signalAfter(time.Hour, refund.ActClear, clearing("c-1", "ann"))(b)
		b.at(2*time.Hour, func() {
			if view := b.view(); view.Status != refund.StatusPayingOut || len(view.Legs[0].Cleared) != 1 {
				t.Errorf("after one person it is %s, cleared %+v", view.Status, view.Legs[0].Cleared)
			}
			same = b.update(refund.ActClear, clearing("c-2", "ann"))
		})
		signalAfter(3*time.Hour, refund.ActClear, clearing("c-3", "bob"))(b)
		b.at(4*time.Hour, func() {
			if now := b.stored().Status; now != want {
				t.Errorf("cleared as %s it is %s", fact, now)
			}
		})
		resolveAfter(day, refund.ResolveGiveUp)(b)
		b.runCleared()
		if same.refused() == "" {
			t.Errorf("one person cleared it twice: %+v", same.answer)
		}
	}
}

// runCleared is run without comparing what moved: people said what became of it, and the simulator holds
// no opinion.
func (b *bundle) runCleared() { b.runBesideOthers() }

func TestLookingNowAsksTheProviderAtOnce(t *testing.T) {
	b := setup(t, reference("ch_1~pending:12"))
	looked := 0
	b.at(2*day, func() {
		if b.stored().Status != refund.StatusPayingOut {
			t.Fatal("it is decided already: the case tests nothing")
		}
	})
	for i := range 12 {
		b.at(2*day+time.Duration(i)*time.Second, func() { looked++; b.signal(refund.ActLookNow, refund.LookNow{By: "ann"}) })
	}
	b.at(2*day+time.Minute, func() {
		if now := b.stored().Status; now != refund.StatusRefunded {
			t.Errorf("looked at %d times, it is %s", looked, now)
		}
	})
	if result := b.run(); result.Status != refund.StatusRefunded {
		t.Errorf("ended %+v", result)
	}
}

// TestASlowProviderIsNeverAskedWhileAWorkflowTaskWaits: it declares no usual answer.
func TestASlowProviderIsNeverAskedWhileAWorkflowTaskWaits(t *testing.T) {
	slow := &watched{terms: func(terms *payment.Terms) { terms.UsualAnswer = 0 }}
	b := setupWith(t, nil, watch(slow))
	regular := 0
	b.env.SetOnActivityStartedListener(func(info *activity.Info, _ context.Context, _ converter.EncodedValues) {
		if info.ActivityType.Name == activities.PayLeg.Name {
			regular++
		}
	})
	if result := b.run(); result.Status != refund.StatusRefunded || len(slow.keys) != 1 || regular != 1 {
		t.Errorf("ended %+v, sent %v, in %d regular activities", result, slow.keys, regular)
	}
}

// TestAQuickProviderIsAskedWithinTheWorkflowTask: nothing is regular.
func TestAQuickProviderIsAskedWithinTheWorkflowTask(t *testing.T) {
	b := setup(t, nil)
	b.env.SetOnActivityStartedListener(func(info *activity.Info, _ context.Context, _ converter.EncodedValues) {
		t.Errorf("%s is a regular activity", info.ActivityType.Name)
	})
	b.run()
}
