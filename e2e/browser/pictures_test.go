//go:build browser

package browser

import (
	"strconv"
	"testing"

	"github.com/makegood/makegood/refund"
)

// costing makes the example one thing of a price beside 12.00 CNY of shipping, for a customer who reads English.
func costing(title string, minor int64) func(map[string]any) {
	return func(body map[string]any) {
		line := body["lines"].([]any)[0].(map[string]any)
		line["title"], line["unit_price_minor"], line["quantity"] = title, minor, 1
		line["tax"].(map[string]any)["amount_minor"] = (minor*13 + 56) / 113
		body["payments"].([]any)[0].(map[string]any)["captured_minor"] = minor + 1200
		body["customer"].(map[string]any)["locale"] = "en"
	}
}

// TestTheMainPagesFitTheirScreens: an order that waits for people, in the queue, as a case, before it is approved, and as its
// customer sees it; and the pages beside. The README shows these pages.
func TestTheMainPagesFitTheirScreens(t *testing.T) {
	s := shopOf(t)
	for i, goods := range []string{"Coat", "Desk lamp", "Running shoes", "Suitcase"} {
		s.reaches(t, s.cancelled(t, "20418"+strconv.Itoa(i), costing(goods, 128_000+int64(i)*43_500)), refund.StatusAwaitingApproval)
	}
	s.reaches(t, s.cancelled(t, "204190", costing("Teapot", 24_800)), refund.StatusRefunded)
	p := s.signIn(t, "olga")
	for _, page := range []struct {
		name, path, says string
		height           int64
	}{
		{"queue", "/queue", "204181", 900},
		{"case", "/refunds/m-001/204181/c-1", "Desk lamp", 1050},
		{"decide", "/refunds/m-001/204181/c-1/approve", "What the customer is told", 1350},
		{"reports", "/reports/", "Refunds by period and status", 900},
	} {
		p.goTo(s.staff + page.path)
		p.says(page.says)
		p.size(1280, page.height)
		p.picture(page.name)
		p.onPhone()
		p.fits()
	}
	customer := open(t)
	customer.goTo(s.linkIn(t, "204180") + "?lang=en")
	customer.says("A colleague is looking at it", "Coat", "Photos or documents")
	customer.size(360, 1500)
	customer.picture("customer")
	customer.dark()
	customer.accessible()
	customer.goTo(s.pages + "/withdraw?lang=en")
	customer.says("Withdraw from contract here")
	customer.light()
	customer.size(360, 800)
	customer.picture("withdraw")
}
