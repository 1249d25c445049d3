package starter

import (
	"slices"
	"testing"

	"github.com/makegood/makegood/payment/paymenttest"
	"github.com/makegood/makegood/refund"
)

func TestATellerTellsAnOpenWorkflowAndHasABouncedLegCorrected(t *testing.T) {
	d := newIntakeDesk(t)
	teller, err := NewTeller(TellerConfig{Books: d.Store, Stories: d.stories, TaskQueue: "refunds"})
	if err != nil {
		t.Fatal(err)
	}
	id := d.sent("o1", paymenttest.Settles())
	d.Record(id, refund.OutcomeSettled)
	standing := d.Standing(id)
	if err := teller.Tell(t.Context(), refund.FactBooked{Refund: id, Leg: "1", Standing: &standing}, refund.ProviderFact{FactID: "f1"}); err != nil {
		t.Fatal(err)
	}
	if want := refund.SignalProviderFact + " " + string(id); !slices.Contains(d.stories.told, want) {
		t.Errorf("told were %q", d.stories.told)
	}
	d.stories.open[string(id)] = false
	d.Record(id, refund.OutcomeFailed)
	standing = d.Standing(id)
	if err := teller.Tell(t.Context(), refund.FactBooked{Refund: id, Leg: "1", Standing: &standing, LateFailed: true}, refund.ProviderFact{FactID: "f2"}); err != nil {
		t.Fatal(err)
	}
	if len(d.stories.started) != 1 || d.stories.started[0].Correction.Leg != "1" {
		t.Errorf("started were %+v", d.stories.started)
	}
	if _, err := NewTeller(TellerConfig{Books: d.Store}); err == nil {
		t.Error("a teller without Temporal was made")
	}
}
