package event

import (
	"errors"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/makegood/makegood/refund"
)

// disputeNow is the time of these tests.
var disputeNow = time.Date(2026, 11, 28, 12, 0, 0, 0, time.UTC)

const openedDispute = `{"dispute_id":"dp_1","provider":"stripe","provider_account":"acct_1","provider_reference":"ch_1","stage":"OPENED",
	"amount_minor":"22600","currency_code":"CNY","fee_minor":100,"reason":"fraudulent","evidence_due_at":"2026-12-05T00:00:00Z",
	"occurred_at":"2026-11-28T11:00:00+08:00","a_field_of_tomorrow":{"x":1}}`

func TestADisputeEventIsAFactOfItsPayment(t *testing.T) {
	f, err := DecodeDispute(Message{Headers: map[string]string{HeaderType: DisputeType, HeaderID: "evt_7"}, Value: []byte(openedDispute)}, disputeNow)
	if err != nil {
		t.Fatal(err)
	}
	at, due := time.Date(2026, 11, 28, 3, 0, 0, 0, time.UTC), time.Date(2026, 12, 5, 0, 0, 0, 0, time.UTC)
	if f.ID != "evt_7" || f.Kind != refund.FactDispute || f.Provider != "stripe" || f.Account != "acct_1" || f.Reference != "ch_1" || !f.OccurredAt.Equal(at) || f.Refund != nil {
		t.Errorf("got %+v", f)
	}
	d := *f.Dispute
	if d.EvidenceDueAt == nil || !d.EvidenceDueAt.Equal(due) {
		t.Errorf("evidence is due at %v", d.EvidenceDueAt)
	}
	d.EvidenceDueAt = nil
	want := refund.DisputeFact{DisputeID: "dp_1", Stage: refund.DisputeOpened, AmountMinor: 22600, Currency: "CNY", FeeMinor: 100, Reason: "fraudulent"}
	if d != want {
		t.Errorf("got %+v, want %+v", d, want)
	}
}

func TestADisputeEventMayBeWrittenInEitherSpelling(t *testing.T) {
	camel := strings.NewReplacer("dispute_id", "disputeId", "provider_account", "providerAccount", "provider_reference", "providerReference", "amount_minor", "amountMinor",
		"currency_code", "currencyCode", "fee_minor", "feeMinor", "evidence_due_at", "evidenceDueAt", "occurred_at", "occurredAt").Replace(openedDispute)
	snake, err := DecodeDispute(Message{Value: []byte(openedDispute)}, disputeNow)
	other, fault := DecodeDispute(Message{Value: []byte(camel)}, disputeNow)
	if err != nil || fault != nil || !reflect.DeepEqual(snake, other) {
		t.Errorf("got %+v (%v) and %+v (%v)", snake, err, other, fault)
	}
	_, err = DecodeDispute(Message{Value: []byte(strings.Replace(camel, `"22600"`, `"226.00"`, 1))}, disputeNow)
	var problem refund.Problem
	if !errors.As(err, &problem) || problem.Code != refund.CodeMalformed {
		t.Errorf("a decimal amount: got %v", err)
	}
}

func TestTheIDOfADisputesStateIsTheSendersTheRecordsOrItsOwn(t *testing.T) {
	for want, m := range map[string]Message{
		"mine":                             {Headers: map[string]string{HeaderID: "evt_7"}, Value: []byte(strings.Replace(openedDispute, `{`, `{"fact_id":"mine",`, 1))},
		"evt_7":                            {Headers: map[string]string{HeaderID: "evt_7"}, Value: []byte(openedDispute)},
		"dp_1/OPENED/2026-11-28T03:00:00Z": {Value: []byte(openedDispute)},
	} {
		if f, err := DecodeDispute(m, disputeNow); err != nil || f.ID != want {
			t.Errorf("got %q (%v), want %q", f.ID, err, want)
		}
	}
}

func TestABadDisputeEventIsRefusedWithItsCode(t *testing.T) {
	for name, c := range map[string]struct {
		from, to string
		want     refund.Code
	}{
		"no dispute":            {`"dp_1"`, `" "`, refund.CodeMissingField},
		"no payment":            {`"ch_1"`, `""`, refund.CodeMissingField},
		"an unknown stage":      {`OPENED`, `ARBITRATED`, refund.CodeUnknownKind},
		"a currency of nobody":  {`CNY`, `XXY`, refund.CodeUnknownCurrency},
		"a decimal amount":      {`"22600"`, `226.00`, refund.CodeMalformed},
		"a decimal in a string": {`"22600"`, `"226.00"`, refund.CodeMalformed},
		"a signed amount":       {`"22600"`, `"+22600"`, refund.CodeMalformed},
		"a negative amount":     {`"22600"`, `-1`, refund.CodeNegativeAmount},
		"an amount beyond all":  {`"22600"`, `1000000000000001`, refund.CodeAmountOverflow},
		"no amount":             {`"amount_minor":"22600",`, ``, refund.CodeMissingField},
		"a negative fee":        {`"fee_minor":100`, `"fee_minor":-100`, refund.CodeNegativeAmount},
		"no time":               {`"occurred_at"`, `"x"`, refund.CodeMissingField},
		"a time to come":        {`2026-11-28T11:00:00+08:00`, `2026-11-29T00:00:00Z`, refund.CodeTimeInFuture},
		"a long id":             {`dp_1`, strings.Repeat("d", 256), refund.CodeTooLarge},
		"no JSON":               {`{`, ``, refund.CodeMalformed},
		"two events in one":     {`"a_field_of_tomorrow":{"x":1}}`, `"x":1} {}`, refund.CodeMalformed},
	} {
		value := strings.Replace(openedDispute, c.from, c.to, 1)
		if value == openedDispute {
			t.Fatalf("%s: the case changes nothing", name)
		}
		_, err := DecodeDispute(Message{Value: []byte(value)}, disputeNow)
		var problem refund.Problem
		if !errors.As(err, &problem) || problem.Code != c.want {
			t.Errorf("%s: got %v, want %s", name, err, c.want)
		}
	}
	_, err := DecodeDispute(Message{Headers: map[string]string{HeaderType: Type}, Value: []byte(openedDispute)}, disputeNow)
	var problem refund.Problem
	if !errors.As(err, &problem) || problem.Code != refund.CodeUnknownType {
		t.Errorf("another topic's type: got %v", err)
	}
}
