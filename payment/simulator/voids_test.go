package simulator_test

import (
	"testing"

	"github.com/makegood/makegood/refund"
)

func TestAVoidIsDoneOnlyByTheProvidersClearWord(t *testing.T) {
	const rest = `"key":"k1","reference":"ch_1","currency_code":"CNY",`
	for _, c := range []struct {
		name string
		body string
		want refund.OutcomeKind
	}{
		{"voided", `{"id":"sim_1","kind":"void",` + rest + `"amount_minor":0,"status":"voided"}`, refund.OutcomeSettled},
		{"settled, which is a refund's word", `{"id":"sim_1","kind":"void",` + rest + `"amount_minor":0,"status":"settled"}`, refund.OutcomeAbnormal},
		{"an amount", `{"id":"sim_1","kind":"void",` + rest + `"amount_minor":4500,"status":"voided"}`, refund.OutcomeAbnormal},
		{"a refund", `{"id":"sim_1","kind":"refund",` + rest + `"amount_minor":0,"status":"settled"}`, refund.OutcomeAbnormal},
		{"another key", `{"id":"sim_1","kind":"void","key":"k2","reference":"ch_1","currency_code":"CNY","status":"voided"}`, refund.OutcomeAbnormal},
		{"nothing of use", `{"status":"voided"}`, refund.OutcomeUnknown},
	} {
		t.Run(c.name, func(t *testing.T) {
			a, in := adapterOver(t, answering(t, 200, c.body, ""), nil), instruction("ch_1")
			in.AmountMinor, in.Void = 0, true
			if got, err := a.Refund(t.Context(), in); err != nil || got.Kind != c.want {
				t.Errorf("sent: got %+v, %v; want %s", got, err, c.want)
			}
			if found, err := a.Lookup(t.Context(), in); err != nil || found.Absent || found.Outcome.Kind != c.want {
				t.Errorf("found: got %+v, %v; want %s", found, err, c.want)
			}
		})
	}
}

func TestARefundAnsweredWithAVoidIsAbnormal(t *testing.T) {
	body := `{"id":"sim_1","kind":"void","key":"k1","reference":"ch_1","amount_minor":4500,"currency_code":"CNY","status":"voided"}`
	wantOutcome(t, adapterOver(t, answering(t, 200, body, ""), nil), refund.OutcomeAbnormal)
}
