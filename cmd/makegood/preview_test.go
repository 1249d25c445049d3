package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// previewed is the part of a preview's line that is money.
type previewed struct {
	OrderID           string          `json:"order_id"`
	CancellationID    string          `json:"cancellation_id"`
	Eligible          bool            `json:"eligible"`
	ApprovalsRequired int             `json:"approvals_required"`
	CurrencyCode      string          `json:"currency_code"`
	TotalMinor        int64           `json:"total_minor"`
	TaxMinor          int64           `json:"tax_minor"`
	Components        json.RawMessage `json:"components"`
	Legs              json.RawMessage `json:"legs"`
}

func TestTheContractsExamplesPreviewAsTheContractSays(t *testing.T) {
	want := []string{
		`{"order_id":"820982911946154508","cancellation_id":"c-1","eligible":true,"approvals_required":0,"currency_code":"CNY","total_minor":14000,"tax_minor":1572,"components":[{"kind":"LINE","line_id":"1","quantity":2,"amount_minor":12800},{"kind":"SHIPPING","amount_minor":1200}],"legs":[{"payment_id":"pay-1","amount_minor":14000}]}`,
		`{"order_id":"order-2002","cancellation_id":"c-7","eligible":true,"approvals_required":0,"currency_code":"CNY","total_minor":22000,"tax_minor":2531,"components":[{"kind":"LINE","line_id":"1","quantity":5,"amount_minor":22500},{"kind":"CLAWBACK","promotion_id":"off10","amount_minor":-500}],"legs":[{"payment_id":"pay-1","amount_minor":13852},{"payment_id":"pay-2","amount_minor":8148}]}`,
		`{"order_id":"order-3003","cancellation_id":"c-1","eligible":true,"approvals_required":0,"currency_code":"KWD","total_minor":12845,"tax_minor":0,"components":[{"kind":"LINE","line_id":"1","quantity":1,"amount_minor":12345},{"kind":"SHIPPING","amount_minor":500}],"legs":[{"payment_id":"pay-1","amount_minor":12845}]}`,
		`{"order_id":"order-4004","cancellation_id":"c-1","eligible":false,"approvals_required":0,"currency_code":"USD","total_minor":0,"tax_minor":0,"components":[],"legs":[]}`,
	}
	status, out, problems := newShell(t).run(t, "preview", "--json",
		example("whole"), example("partial-split-tender"), example("three-decimals"), example("unpaid"))
	if status != 0 {
		t.Fatalf("status %d: %s", status, problems)
	}
	lines := strings.Split(strings.TrimSpace(out), "\n")
	if len(lines) != len(want) {
		t.Fatalf("%d lines, want %d:\n%s", len(lines), len(want), out)
	}
	for i, line := range lines {
		if got := moneyOf(t, line); got != want[i] {
			t.Errorf("got  %s\nwant %s", got, want[i])
		}
	}
}

func moneyOf(t *testing.T, line string) string {
	t.Helper()
	var money previewed
	if err := json.Unmarshal([]byte(line), &money); err != nil {
		t.Fatalf("%v in %s", err, line)
	}
	again, err := json.Marshal(money)
	if err != nil {
		t.Fatal(err)
	}
	return string(again)
}

func TestAPreviewLineHasTheContractsFieldsAndAFewOfItsOwn(t *testing.T) {
	_, out, _ := newShell(t).run(t, "preview", "--json", example("whole"))
	var line map[string]any
	if err := json.Unmarshal([]byte(out), &line); err != nil {
		t.Fatal(err)
	}
	want := []string{
		"alternatives", "approvals_required", "cancellation_id", "compared_with_checkout", "components", "credit_note", "currency_code",
		"eligible", "legs", "order_id", "policy", "reasons", "rules", "sellers", "steps", "tax_minor", "total_minor",
	}
	var got []string
	for name := range line {
		got = append(got, name)
	}
	slices.Sort(got)
	if !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

// 15.97 of the kettle's 100.00 are tax.
func TestAPreviewSaysWhatACreditNoteSays(t *testing.T) {
	kettle := filepath.Join("..", "..", "starter", "event", "testdata", "contract", "order-cancelled.marketplace.json")
	status, out, problems := newShell(t).run(t, "preview", "--json", kettle)
	want := `"credit_note":{"invoice":{"number":"INV-2026-0815","date":"2026-11-18"},"net_minor":8403,"taxes":[{"mode":"INCLUSIVE","rate":"0.19","net_minor":8403,"tax_minor":1597}]}`
	if status != 0 || !strings.Contains(out, want) {
		t.Errorf("status %d, %s\n%s\nlacks %s", status, problems, out, want)
	}
	_, out, _ = newShell(t).run(t, "preview", kettle)
	for _, want := range []string{"credit note to invoice INV-2026-0815 of 2026-11-18: 84.03 EUR without tax\n", "tax of 19 % in the price, on 84.03 EUR: 15.97 EUR\n"} {
		if !strings.Contains(out, want) {
			t.Errorf("lacks %q:\n%s", want, out)
		}
	}
}

// Two chairs are bought, one comes back; then two cushions are added, paid apart, and one of those comes back.
func TestAnOrderThatGrewIsRefundedWithoutAPerson(t *testing.T) {
	added := filepath.Join("..", "..", "starter", "event", "testdata", "contract", "order-cancelled.changed-order.json")
	status, out, problems := newShell(t).run(t, "preview", "--json", before(t, added), added)
	lines := strings.Split(strings.TrimSpace(out), "\n")
	if status != 0 || len(lines) != 2 {
		t.Fatalf("status %d, %s\n%s", status, problems, out)
	}
	for i, want := range []string{`"legs":[{"payment_id":"pay-1","amount_minor":5000}]`, `"total_minor":900,"tax_minor":144`} {
		if !strings.Contains(lines[i], want) || strings.Contains(lines[i], "ORDER_SNAPSHOT_DIFFERS") {
			t.Errorf("got %s\nwant %s, and no person asked", lines[i], want)
		}
	}
}

// before is an event of the order as it was before its second line and payment were added.
func before(t *testing.T, path string) string {
	t.Helper()
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var event map[string]any
	if err := json.Unmarshal(raw, &event); err != nil {
		t.Fatal(err)
	}
	event["cancellation_id"], event["order_version"] = "c-1", "1"
	event["lines"], event["payments"] = event["lines"].([]any)[:1], event["payments"].([]any)[:1]
	event["cancelled_lines"] = []any{map[string]any{"line_id": "1", "quantity": 1}}
	if raw, err = json.Marshal(event); err != nil {
		t.Fatal(err)
	}
	first := filepath.Join(t.TempDir(), "first.json")
	if err := os.WriteFile(first, raw, 0o600); err != nil {
		t.Fatal(err)
	}
	return first
}

// The same order is asked for piece by piece: 5 of 6 mugs, then the sixth.
func TestTheSecondEventOfAnOrderFindsTheFirstOnePaid(t *testing.T) {
	second := rewritten(t, "partial-split-tender", `"cancellation_id": "c-7"`, `"cancellation_id": "c-8"`, `"quantity": 5`, `"quantity": 1`)
	third := rewritten(t, "partial-split-tender", `"cancellation_id": "c-7"`, `"cancellation_id": "c-9"`, `"quantity": 5`, `"quantity": 1`)
	status, out, problems := newShell(t).run(t, "preview", "--json", example("partial-split-tender"), second, third)
	if status != 0 {
		t.Fatalf("status %d: %s", status, problems)
	}
	lines := strings.Split(strings.TrimSpace(out), "\n")
	if want := `"total_minor":5000,"tax_minor":575`; !strings.Contains(lines[1], want) {
		t.Errorf("the sixth mug: %s\nlacks %s", lines[1], want)
	}
	if want := `"legs":[{"payment_id":"pay-1","amount_minor":3148},{"payment_id":"pay-2","amount_minor":1852}]`; !strings.Contains(lines[1], want) {
		t.Errorf("the sixth mug: %s\nlacks %s", lines[1], want)
	}
	if !strings.Contains(lines[2], `"total_minor":0`) || !strings.Contains(lines[2], "QUANTITY_ALREADY_REFUNDED") {
		t.Errorf("a seventh mug: %s", lines[2])
	}
}

func TestTheSameKeyWithAnotherBodyIsRefusedAndTheOthersAreStillShown(t *testing.T) {
	other := rewritten(t, "whole", "CUSTOMER_CHANGED_MIND", "DAMAGED")
	status, out, problems := newShell(t).run(t, "preview", "--json", example("whole"), other, example("three-decimals"))
	lines := strings.Split(strings.TrimSpace(out), "\n")
	if status != 1 || len(lines) != 3 || !strings.Contains(lines[1], `{"error":{"code":"CONFLICT"`) || !strings.Contains(lines[2], `"total_minor":12845`) {
		t.Errorf("status %d\n%s\n%s", status, out, problems)
	}
}

func TestAPersonReadsTheAmountAndWhy(t *testing.T) {
	_, out, _ := newShell(t).run(t, "preview", example("partial-split-tender"))
	for _, want := range []string{"order-2002 c-7: 220.00 CNY (tax in it 25.31 CNY)", "138.52 CNY", "81.48 CNY", "policy makegood-default@3"} {
		if !strings.Contains(out, want) {
			t.Errorf("lacks %q:\n%s", want, out)
		}
	}
}

// rewritten is an example with words replaced, each of which must be there.
func rewritten(t *testing.T, name string, pairs ...string) string {
	t.Helper()
	text, err := os.ReadFile(example(name))
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i < len(pairs); i += 2 {
		if !strings.Contains(string(text), pairs[i]) {
			t.Fatalf("%s lacks %q", name, pairs[i])
		}
	}
	path := filepath.Join(t.TempDir(), "event.json")
	if err := os.WriteFile(path, []byte(strings.NewReplacer(pairs...).Replace(string(text))), 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}
