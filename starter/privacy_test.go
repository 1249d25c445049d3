package starter

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/makegood/makegood/internal/kafka"
	"github.com/makegood/makegood/privacy"
	"github.com/makegood/makegood/privacy/privacytest"
	"github.com/makegood/makegood/refund"
)

const (
	plantedMail     = "li.lei.planted@example.test"
	plantedPhone    = "+8613912345678"
	plantedToken    = "planted-push-token"
	plantedEvidence = "https://cdn.example.test/planted/li-lei.jpg"
)

// person is what the event says of its customer beyond ids.
func person() []string { return []string{plantedMail, plantedPhone, plantedToken, plantedEvidence} }

// withPerson is the example's event with a person in it; change may spoil it.
func withPerson(t *testing.T, change func(map[string]any)) []byte {
	t.Helper()
	var body map[string]any
	if err := json.Unmarshal(exampleValue(t), &body); err != nil {
		t.Fatal(err)
	}
	customer := body["customer"].(map[string]any)
	customer["email"], customer["phone"], customer["push_token"] = plantedMail, plantedPhone, plantedToken
	body["evidence"] = []any{map[string]any{"uri": plantedEvidence}}
	if change != nil {
		change(body)
	}
	value, err := json.Marshal(body)
	if err != nil {
		t.Fatal(err)
	}
	return value
}

func (b *bundle) seal() (*privacy.Vault, *privacytest.Keys) {
	keys := &privacytest.Keys{}
	b.intake.config.Vault = privacy.NewVault(keys, privacy.Master{})
	return b.intake.config.Vault, keys
}

func unreadable(t *testing.T, what string, raw []byte) {
	t.Helper()
	for _, text := range person() {
		if bytes.Contains(raw, []byte(text)) {
			t.Errorf("%s has %q: %s", what, text, raw)
		}
	}
}

func TestTheWorkflowsInputHasThePersonSealedAlone(t *testing.T) {
	b := setup(t)
	v, _ := b.seal()
	if err := b.intake.Handle(t.Context(), recordAt(7, withPerson(t, nil))); err != nil {
		t.Fatal(err)
	}
	for id, options := range b.temporal.started {
		input := b.temporal.inputs[id].(refund.Request)
		raw, err := json.Marshal([]any{input, options.Memo, options.StaticDetails, options.StaticSummary})
		if err != nil {
			t.Fatal(err)
		}
		unreadable(t, "the start", raw)
		contact, err := v.OpenContact(t.Context(), input.Contact)
		if err != nil || contact != (refund.Contact{Email: plantedMail, Phone: plantedPhone, PushToken: plantedToken}) {
			t.Errorf("the contact opens as %+v, %v", contact, err)
		}
	}
	if len(b.temporal.started) != 1 {
		t.Fatalf("%d started", len(b.temporal.started))
	}
	if err := b.intake.Handle(t.Context(), recordAt(8, withPerson(t, nil))); err != nil {
		t.Fatal(err)
	}
	b.wantCount(t, resultDuplicate, 1)
}

func TestWhileTheKeysAreAwayAnEventWaits(t *testing.T) {
	b := setup(t)
	_, keys := b.seal()
	keys.Away = errors.New("the ledger is away")
	for name, value := range map[string][]byte{"a good event": withPerson(t, nil), "a bad one": []byte(`{"customer":`)} {
		if err := b.intake.Handle(t.Context(), recordAt(7, value)); !errors.Is(err, keys.Away) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if len(b.temporal.started) != 0 || len(b.letters.records) != 0 {
		t.Errorf("%d started, %d dead letters", len(b.temporal.started), len(b.letters.records))
	}
}

func TestADeadLetterIsSealedUnderTheKeyOfWhomItIsAbout(t *testing.T) {
	spoiled := func(body map[string]any) { body["captured_minor"] = "x"; delete(body, "scope") }
	customer := withPerson(t, spoiled)
	for name, tc := range map[string]struct {
		value []byte
		owner refund.KeyOwner
	}{
		"an event of a customer": {customer, refund.CustomerOwner("m-001", "42")},
		"one that breaks off behind the customer": {
			fmt.Appendf(nil, `{"merchantId":"m-001","orderId":"o-1","customer":{"email":%q,"customerId":"42"},"lines":[{`, plantedMail),
			refund.CustomerOwner("m-001", "42"),
		},
		"one that breaks off within the customer": {
			fmt.Appendf(nil, `{"merchant_id":"m-001","order_id":"o-1","customer":{"email":%q,`, plantedMail),
			refund.KeyOwner{Scope: refund.KeyOfOrder, Merchant: "m-001", Name: "o-1"},
		},
		"one whose customer no database may hold": {
			fmt.Appendf(nil, `{"merchant_id":"m-001","order_id":"o-1","customer":{"customer_id":"4\u00002","email":%q}}`, plantedMail),
			refund.KeyOwner{Scope: refund.KeyOfOrder, Merchant: "m-001", Name: "o-1"},
		},
		"no JSON": {[]byte("From: " + plantedMail), refund.KeyOwner{Scope: refund.KeyOfMonth, Name: "2026-11"}},
	} {
		t.Run(name, func(t *testing.T) {
			b := setup(t)
			v, keys := b.seal()
			record := recordAt(7, tc.value)
			record.Key = []byte(plantedMail)
			record.Headers = []kafka.Header{{Key: "ce_type", Value: []byte("x")}, {Key: "ce_subject", Value: []byte(plantedPhone)}, {Key: "x-user", Value: []byte(plantedToken)}}
			if err := b.intake.Handle(t.Context(), record); err != nil {
				t.Fatal(err)
			}
			if len(b.letters.records) != 1 {
				t.Fatalf("%d dead letters", len(b.letters.records))
			}
			letter, why := b.letters.records[0], b.letters.letters[0]
			unreadable(t, "the letter", fmt.Appendf(nil, "%s %s %s %+v", letter.Key, letter.Value, letter.Headers, why))
			var logged strings.Builder
			for _, line := range b.logs.All() {
				fmt.Fprintln(&logged, line.Message, line.ContextMap())
			}
			unreadable(t, "the log", []byte(logged.String()))
			if got := keys.Kept(); len(got) != 1 || got[0].Owner != tc.owner {
				t.Errorf("the keys are %+v, want one of %+v", got, tc.owner)
			}
			if value, err := v.OpenBytes(t.Context(), letter.Value); err != nil || !bytes.Equal(value, tc.value) {
				t.Errorf("the value opens as %q, %v", value, err)
			}
			for i, h := range letter.Headers {
				if value, err := v.OpenBytes(t.Context(), h.Value); err != nil || !bytes.Equal(value, record.Headers[i].Value) {
					t.Errorf("header %s opens as %q, %v", h.Key, value, err)
				}
			}
			if string(letter.Headers[0].Value) != "x" {
				t.Error("what the record is, is sealed too")
			}
		})
	}
}

// TestWhyAnEventIsRefusedQuotesNoPerson spoils an event at every place of the person, and around it.
func TestWhyAnEventIsRefusedQuotesNoPerson(t *testing.T) {
	inCustomer := func(change func(map[string]any)) func(map[string]any) {
		return func(body map[string]any) { change(body["customer"].(map[string]any)) }
	}
	spoil := map[string]func(map[string]any){
		"a list of addresses":        inCustomer(func(c map[string]any) { c["email"] = []any{plantedMail} }),
		"an address within another":  inCustomer(func(c map[string]any) { c["phone"] = map[string]any{"number": plantedPhone} }),
		"an address as a time":       inCustomer(func(c map[string]any) { c["registered_at"] = plantedMail }),
		"an address as a tier":       inCustomer(func(c map[string]any) { c["tier"] = plantedMail; delete(c, "customer_id") }),
		"an address as the customer": func(body map[string]any) { body["customer"] = plantedMail },
		"an address as the evidence": func(body map[string]any) { body["evidence"] = plantedEvidence },
		"evidence without a place": func(body map[string]any) {
			body["evidence"] = []any{map[string]any{"uri": "", "media_type": plantedMail}}
		},
		"an address as an amount": func(body map[string]any) { body["shipping"] = map[string]any{"amount_minor": plantedMail} },
		"an address as a flag":    func(body map[string]any) { body["withdrawal_informed"] = plantedMail },
		"an address as a number":  inCustomer(func(c map[string]any) { c["customer_id"] = map[string]any{plantedMail: 1} }),
	}
	for name, change := range spoil {
		t.Run(name, func(t *testing.T) {
			b := setup(t)
			if err := b.intake.Handle(t.Context(), recordAt(7, withPerson(t, change))); err != nil {
				t.Fatal(err)
			}
			if len(b.letters.letters) != 1 {
				t.Fatal("it was not refused")
			}
			unreadable(t, "the reason", fmt.Appendf(nil, "%+v", b.letters.letters[0]))
		})
	}
}
