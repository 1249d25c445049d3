package starter

import (
	"testing"
	"time"

	"github.com/makegood/makegood/ledger/ledgertest"
	"github.com/makegood/makegood/refund"
)

func TestALateFailureDuringADisputeStartsACorrectionThatWaitsForIt(t *testing.T) {
	d := newIntakeDesk(t)
	id := bounced(d, "o1")
	dispute := func(hour int, stage refund.DisputeStage) {
		x := ledgertest.InDollars(hour, stage, 22600, 0)
		x.Currency, x.DisputeID = "CNY", "d1"
		f := refund.Fact{ID: string(stage), Kind: refund.FactDispute, Provider: "stripe", Reference: "ch_o1", OccurredAt: at(hour), Dispute: &x}
		booked, err := d.Store.BookFact(t.Context(), f)
		if err != nil {
			t.Fatal(err)
		}
		if err := d.webhooks.tellStory(t.Context(), booked, refund.ProviderFact{}); err != nil {
			t.Fatal(err)
		}
	}
	dispute(1, refund.DisputeOpened)
	d.tell(d.notifications("o1")...)
	d.work()
	is(t, "booked", d.open(), 0)
	is(t, "leg", d.Leg(id, 0).Status, refund.LegHeld)
	is(t, "refund", d.Standing(id).Status, refund.StatusPayingOut)
	is(t, "started", len(d.stories.started), 1)
	is(t, "id", d.stories.started[0].WorkflowID(), string(id)+"/correction/1")
	dispute(2, refund.DisputeWon)
	is(t, "a person leads it on", d.Standing(id).Legs[0].NeedsPerson, refund.CodeLateFailed)
	is(t, "one correction", len(d.stories.started), 1)
	d.Payment(id, ledgertest.Control{Open: 11300, Held: 11300})
}

func at(hour int) time.Time { return time.Date(2026, 11, 20, hour, 0, 0, 0, time.UTC) }
