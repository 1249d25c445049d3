package simulator_test

import (
	"net/http"
	"testing"

	"github.com/makegood/makegood/simulator"
)

func TestAChargeWithCapturesIsRefundedByThemEachWithinItsAmount(t *testing.T) {
	b := setup(t)
	charge := simulator.Charge{Reference: "ch_1", AmountMinor: 10000, Currency: "CNY", AuthorizedMinor: 12000, Captures: []simulator.ChargeCapture{
		{Reference: "cap_1", AmountMinor: 6000}, {Reference: "cap_2", AmountMinor: 4000}}}
	if err := simulator.RegisterCharge(t.Context(), b.url, charge); err != nil {
		t.Fatal(err)
	}
	for _, step := range []struct {
		key, reference string
		minor          int64
		class          string
	}{
		{"k1", "ch_1", 100, simulator.ClassOther},
		{"k2", "cap_1", 6001, simulator.ClassExceeds},
		{"k3", "cap_1", 6000, ""},
		{"k4", "cap_1", 1, simulator.ClassExceeds},
		{"k5", "cap_2", 3999, ""},
		{"k6", "cap_2", 2, simulator.ClassExceeds},
	} {
		if a := b.post(step.key, cny(step.reference, step.minor)); a.refund.Class != step.class {
			t.Errorf("%d of %s: got %d %s", step.minor, step.reference, a.status, a.body)
		}
	}
	if a := b.void("k7", "ch_1"); a.refund.Status != simulator.StatusVoided {
		t.Errorf("the rest of the authorisation: got %d %s", a.status, a.body)
	}
	b.wantMoved("cap_1", 6000, 1)
	b.wantMoved("cap_2", 3999, 1)
	b.wantMoved("ch_1", 0, 0)
}

func TestBadCapturesOfAChargeAreRefused(t *testing.T) {
	b := setup(t)
	for name, captures := range map[string][]simulator.ChargeCapture{
		"they sum to less":         {{Reference: "cap_1", AmountMinor: 999}},
		"they sum to more":         {{Reference: "cap_1", AmountMinor: 999}, {Reference: "cap_2", AmountMinor: 2}},
		"one without a reference":  {{AmountMinor: 1000}},
		"two of one reference":     {{Reference: "cap_1", AmountMinor: 500}, {Reference: "cap_1", AmountMinor: 500}},
		"one of the charge's own":  {{Reference: "ch_1", AmountMinor: 1000}},
		"one of less than nothing": {{Reference: "cap_1", AmountMinor: 1001}, {Reference: "cap_2", AmountMinor: -1}},
	} {
		err := simulator.RegisterCharge(t.Context(), b.url, simulator.Charge{Reference: "ch_1", AmountMinor: 1000, Currency: "CNY", Captures: captures})
		if err == nil {
			t.Errorf("%s: it was registered", name)
		}
	}
	if a := b.post("k1", cny("cap_1", 5)); a.status != http.StatusOK {
		t.Errorf("a refused charge left something behind: %d %s", a.status, a.body)
	}
}
