package render_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/makegood/makegood/policy/explain"
	"github.com/makegood/makegood/policy/render"
	"github.com/makegood/makegood/policy/rulebook"
)

func TestAPageSaysAboveWhichAmountVerifiedPeopleDecide(t *testing.T) {
	p, err := rulebook.LoadBytes([]byte("name: p\nversion: \"2\"\napproval: {verified_above_minor: {CNY: 500000, USD: 100000}}\n"))
	if err != nil {
		t.Fatal(err)
	}
	for _, locale := range explain.Locales() {
		var page bytes.Buffer
		if err := render.Page(&page, p, locale); err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(page.String(), "5000.00 CNY, 1000.00 USD") {
			t.Errorf("%s: the page does not name the limits:\n%s", locale, page.String())
		}
	}
}
