//go:build browser

package browser

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/makegood/makegood/refund"
)

// told is an order that its shop has told of, and that nobody has asked for; it returns the customer's link to apply.
func (s *shop) told(t *testing.T, order string) string {
	t.Helper()
	raw, err := os.ReadFile("../../starter/event/testdata/contract/order-cancelled.whole.json")
	if err != nil {
		t.Fatal(err)
	}
	var body map[string]any
	if err := json.Unmarshal(raw, &body); err != nil {
		t.Fatal(err)
	}
	for _, of := range []string{"cancellation_id", "scope", "occurred_at", "reason", "initiator", "requested_by", "cancelled_lines"} {
		delete(body, of) // what is about a cancellation
	}
	body["order_id"] = order
	body["payments"].([]any)[0].(map[string]any)["provider_reference"] = "ch_" + order
	body["customer"].(map[string]any)["customer_id"] = order
	body["customer"].(map[string]any)["email"] = order + "@example.com"
	if raw, err = json.Marshal(body); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "order.json")
	if err := os.WriteFile(file, raw, 0o600); err != nil {
		t.Fatal(err)
	}
	said := s.run(t, "apply-link", "--merchant", "m-001", "--order", order, "--register", file)
	link := regexp.MustCompile(`https?://\S+/apply\?\S+`).FindString(said)
	if link == "" {
		t.Fatalf("there is no link in %q", said)
	}
	return link
}

// TestAWithdrawalOfAKnownOrderIsPaid: what matches an order starts its refund, and the customer hears of both.
func TestAWithdrawalOfAKnownOrderIsPaid(t *testing.T) {
	s := shopOf(t)
	s.told(t, "told-1")
	p := open(t)
	p.goTo(s.pages + "/withdraw")
	p.fill("#name", "Ada Example")
	p.fill("#contract", "told-1")
	p.fill("#reply_to", "told-1@example.com")
	p.click(`form[action="/withdraw"] button`)
	p.clickText("Confirm withdrawal")
	p.says("told-1@example.com")
	number := regexp.MustCompile(`\b[A-Z2-7]{26}\b`).FindString(p.text("main"))
	if number == "" {
		t.Fatalf("there is no number in %q", p.text("main"))
	}
	s.reaches(t, refund.ID("refund/m-001/told-1/w-"+number), refund.StatusRefunded)
	s.message(t, func(text string) bool { return strings.Contains(text, "told-1") && strings.Contains(text, "/r/") })
	staff := s.signIn(t, "noah")
	staff.goTo(s.staff + "/withdrawals?all=yes")
	staff.says("told-1")
}

// TestACustomerSeesTheAmountBeforeTheyApply: by the shop's link, with the amount and its rows before anything is sent, to the
// page of the refund.
func TestACustomerSeesTheAmountBeforeTheyApply(t *testing.T) {
	s := shopOf(t)
	p := open(t)
	p.goTo(s.told(t, "told-2"))
	p.says("told-2", "Green tea")
	p.onEachScreen()
	ask[string](p, `document.querySelector("#reason").value = "CUSTOMER_CHANGED_MIND"`)
	p.clickText("Show what it comes to")
	p.says("140.00", "Green tea", "Send the request")
	p.onEachScreen()
	p.clickText("Send the request")
	p.says("Your request was received.")
	p.onEachScreen()
	p.clickText("See how it goes on")
	p.says("told-2")
}
