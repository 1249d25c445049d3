//go:build browser

package browser

import (
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// cancelled publishes the contract's example of a whole order as another order, changed, and returns its refund's id.
func (s *shop) cancelled(t *testing.T, order string, change func(map[string]any)) refund.ID {
	t.Helper()
	raw, err := os.ReadFile("../../starter/event/testdata/contract/order-cancelled.whole.json")
	if err != nil {
		t.Fatal(err)
	}
	var body map[string]any
	if err := json.Unmarshal(raw, &body); err != nil {
		t.Fatal(err)
	}
	body["order_id"] = order
	body["payments"].([]any)[0].(map[string]any)["provider_reference"] = "ch_" + order
	body["customer"].(map[string]any)["customer_id"] = order // a customer of its own: limits are per customer and day
	if change != nil {
		change(body)
	}
	out, err := json.Marshal(body)
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "event.json")
	if err := os.WriteFile(file, out, 0o600); err != nil {
		t.Fatal(err)
	}
	s.run(t, "publish", file)
	return refund.ID("refund/m-001/" + order + "/c-1")
}

// large makes the example cost 12800.00 CNY and 12.00 shipping, which two people look at.
func large(body map[string]any) {
	line := body["lines"].([]any)[0].(map[string]any)
	line["unit_price_minor"], line["tax"].(map[string]any)["amount_minor"] = 640000, 147257
	body["payments"].([]any)[0].(map[string]any)["captured_minor"] = 1281200
}

// reaches waits until the ledger has a refund in one of these statuses.
func (s *shop) reaches(t *testing.T, id refund.ID, statuses ...refund.Status) {
	t.Helper()
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	var last refund.Status
	for deadline := time.Now().Add(time.Minute); time.Now().Before(deadline); <-tick.C {
		found, err := s.books.Case(t.Context(), id)
		if err != nil && !errors.Is(err, ledger.ErrNotFound) {
			t.Fatal(err)
		}
		if last = found.Status; slices.Contains(statuses, last) {
			return
		}
	}
	t.Fatalf("%s is %q, and not %v", id, last, statuses)
}
