package workflows_test

import (
	"testing"
	"time"

	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/testsuite"

	"github.com/makegood/makegood/activities"
	"github.com/makegood/makegood/messaging"
	"github.com/makegood/makegood/refund"
	"github.com/makegood/makegood/worker"
)

// factOf is what the provider notifies of a leg's present generation, now.
func (b *bundle) factOf(leg refund.LegID, kind refund.OutcomeKind) refund.Fact {
	b.t.Helper()
	known, ok := b.kept().Leg(leg)
	if !ok {
		b.t.Fatalf("there is no leg %s", leg)
	}
	id := b.in.Cancellation.ID()
	return refund.Fact{
		ID: "re_1/" + string(kind) + b.env.Now().String(), Kind: refund.FactRefund, Provider: known.Provider, Account: known.Account,
		Reference: known.Reference, OccurredAt: b.env.Now(), Refund: &refund.RefundFact{
			Key: refund.ProviderKey(id, leg, known.Generation), ProviderRefundID: "re_1", AmountMinor: known.AmountMinor, Currency: "CNY",
			Outcome: refund.Outcome{Kind: kind, Reason: "account closed"},
		},
	}
}

// book books a fact as the intake does.
func (b *bundle) book(f refund.Fact) refund.FactBooked {
	b.t.Helper()
	booked, err := b.books.BookFact(b.t.Context(), f)
	b.must(err)
	if booked.Result != refund.FactIsBooked {
		b.t.Errorf("fact %s: %s", f.ID, booked.Result)
	}
	return booked
}

// notify books a fact, and tells the story of it.
func (b *bundle) notify(f refund.Fact) {
	b.t.Helper()
	b.book(f)
	b.env.SignalWorkflow(refund.SignalProviderFact, refund.ProviderFact{FactID: f.ID})
}

// TestAFactSettlesALegWhileItsActivityWaitsForItsNextTry: the refund is over as soon as the provider has said so.
func TestAFactSettlesALegWhileItsActivityWaitsForItsNextTry(t *testing.T) {
	s := &silentOnce{}
	b := setupWith(t, nil, func(p *activities.Parties) {
		s.Provider = p.Payments.Providers["simulator"]
		p.Payments.Providers["simulator"] = s
	})
	var asked int
	b.at(10*time.Minute, func() {
		asked = s.asked
		b.notify(b.factOf("1", refund.OutcomeSettled))
	})
	began := b.env.Now()
	if result := b.runBesideOthers(); result.Status != refund.StatusRefunded {
		t.Errorf("ended %+v", result)
	}
	if took := b.env.Now().Sub(began); took > 11*time.Minute || s.asked != asked {
		t.Errorf("it took %s, and the provider was asked %d times after it had said so", took, s.asked-asked)
	}
	if b.wire.told[refund.NoticeRefunded] != 1 {
		t.Errorf("told %v", b.wire.told)
	}
}

func TestALegThatBouncesDuringTheOfferIsCorrectedAtOnce(t *testing.T) {
	b := setup(t, merchantFault)
	b.at(time.Hour, func() { b.notify(b.factOf("1", refund.OutcomeFailed)) })
	b.at(time.Hour+time.Minute, func() {
		if view := b.view(); view.Status != refund.StatusNeedsAttention || b.wire.told[refund.NoticeCorrected] != 1 {
			t.Errorf("it is %s, told %v", view.Status, b.wire.told)
		}
	})
	resolveAfter(2*time.Hour, refund.ResolveRetry)(b)
	if result := b.runBesideOthers(); result.Status != refund.StatusRefunded {
		t.Errorf("ended %+v", result)
	}
}

// TestALegThatBouncesWhileTheStoryEndsLeadsItOn: it waits only for a message to be delivered.
func TestALegThatBouncesWhileTheStoryEndsLeadsItOn(t *testing.T) {
	b := setupWith(t, nil, func(p *activities.Parties) { p.Tellers.Channels = []messaging.Channel{dead{"inapp"}} })
	b.at(time.Hour, func() {
		if !b.kept().Closed {
			t.Error("the case is not closed")
		}
		b.notify(b.factOf("1", refund.OutcomeFailed))
	})
	b.at(2*time.Hour, func() {
		if view := b.view(); view.Status != refund.StatusNeedsAttention {
			t.Errorf("it is %s", view.Status)
		}
	})
	resolveAfter(3*time.Hour, refund.ResolveGiveUp)(b)
	if result := b.runBesideOthers(); !result.Status.Final() || !b.kept().Closed {
		t.Errorf("ended %+v", result)
	}
}

// correction is the workflow that corrects a leg of a refund whose own has ended, on the same ledger and outbox.
func (b *bundle) correction(leg refund.LegID, number int) *bundle {
	b.t.Helper()
	suite := testsuite.WorkflowTestSuite{}
	c := &bundle{t: b.t, env: suite.NewTestWorkflowEnvironment(), books: b.books, faults: b.faults, wire: b.wire, mail: b.mail, url: b.url, in: b.in}
	c.in.Correction = &refund.Correction{Leg: leg, Number: number}
	c.env.SetStartTime(b.env.Now().Add(time.Hour))
	c.env.SetStartWorkflowOptions(client.StartWorkflowOptions{ID: c.in.WorkflowID(), TaskQueue: "refunds"})
	worker.Register(c.env, c.parties())
	return c
}

func TestACorrectionTellsTheCustomerAndPaysAgain(t *testing.T) {
	b := setup(t, nil)
	b.run()
	if booked := b.book(b.factOf("1", refund.OutcomeFailed)); !booked.LateFailed {
		t.Errorf("booked %+v", booked)
	}
	c := b.correction("1", 1)
	c.at(time.Minute, func() {
		if view := c.view(); view.Status != refund.StatusNeedsAttention || view.Legs[0].NeedsPerson != refund.CodeLateFailed {
			t.Errorf("it is %s", view.Status)
		}
		if c.wire.told[refund.NoticeCorrected] != 1 || c.wire.told[refund.NoticeAcknowledged] != 1 {
			t.Errorf("told %v", c.wire.told)
		}
	})
	resolveAfter(time.Hour, refund.ResolveRetry)(c)
	if result := c.runBesideOthers(); result.Status != refund.StatusRefunded || result.PaidMinor != 22600 {
		t.Errorf("ended %+v", result)
	}
	if c.wire.told[refund.NoticeRefunded] != 2 || !c.kept().Closed {
		t.Errorf("told %v, closed %t", c.wire.told, c.kept().Closed)
	}
	sequence := 0
	for _, told := range c.wire.statuses {
		if told.Sequence <= sequence {
			t.Errorf("%s has the number %d, after %d", told.Kind, told.Sequence, sequence)
		}
		sequence = told.Sequence
	}

	// It bounces once more: another correction tells it anew.
	b.book(c.factOf("1", refund.OutcomeFailed))
	again := c.correction("1", 2)
	again.at(time.Hour, func() {
		again.signal(refund.ActResolve, refund.Resolution{ResolutionID: "r-2", Action: refund.ResolvePayAnotherWay, Via: refund.ViaStoreCredit, By: "ann"})
	})
	if result := again.runBesideOthers(); result.Status != refund.StatusRefunded {
		t.Errorf("ended %+v", result)
	}
	if again.wire.told[refund.NoticeCorrected] != 2 || again.wire.told[refund.NoticeRefunded] != 3 {
		t.Errorf("told %v", again.wire.told)
	}
	if legs := again.kept().Legs; len(legs) != 1 || legs[0].Via != refund.ViaStoreCredit {
		t.Errorf("legs %+v", legs)
	}
}

func TestACorrectionOfWhatIsClosedByNowIsOverAtOnce(t *testing.T) {
	b := setup(t, nil)
	b.run()
	b.book(b.factOf("1", refund.OutcomeFailed))
	later := b.factOf("1", refund.OutcomeSettled)
	later.OccurredAt = later.OccurredAt.Add(time.Minute)
	b.book(later)
	c := b.correction("1", 1)
	if result := c.runBesideOthers(); result.Status != refund.StatusRefunded || c.wire.told[refund.NoticeCorrected] != 0 {
		t.Errorf("ended %+v, told %v", result, c.wire.told)
	}
}
