package render_test

import (
	"bytes"
	"errors"
	"flag"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/makegood/makegood/internal/foreign/foreigntest"
	"github.com/makegood/makegood/policy/explain"
	"github.com/makegood/makegood/policy/render"
	"github.com/makegood/makegood/policy/rulebook"
	"github.com/makegood/makegood/refund"
)

var update = flag.Bool("update", false, "write the pages anew")

func TestAPageNamesTheAmountsThatOnePersonsWordIsEnoughFor(t *testing.T) {
	p, err := rulebook.LoadBytes([]byte("name: own\nversion: \"1\"\napproval:\n  default_roles: [support]\n  elsewhere_alone_max_minor: {JPY: 700, CNY: 500}\n"))
	if err != nil {
		t.Fatal(err)
	}
	for _, locale := range explain.Locales() {
		var page bytes.Buffer
		if err := render.Page(&page, p, locale); err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(page.String(), "5.00 CNY, 700 JPY") {
			t.Errorf("%s: the page names no amounts", locale)
		}
	}
}

func TestTheShippedPolicyAsAPage(t *testing.T) {
	p, err := rulebook.Default()
	if err != nil {
		t.Fatal(err)
	}
	for _, locale := range explain.Locales() {
		var page bytes.Buffer
		if err := render.Page(&page, p, locale); err != nil {
			t.Fatal(err)
		}
		if strings.Contains(page.String(), "page.") || strings.Contains(page.String(), "<no value>") {
			t.Errorf("%s: a message is missing", locale)
		}
		golden := filepath.Join("testdata", "makegood-default."+locale+".md")
		if *update {
			if err := os.WriteFile(golden, page.Bytes(), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(golden)
		if err != nil {
			t.Fatal(err)
		}
		// The hash is over the file's bytes, comments included: the page is compared without it.
		if got := strings.ReplaceAll(page.String(), p.Ref().Hash, "HASH"); got != strings.ReplaceAll(string(want), hashIn(string(want)), "HASH") {
			t.Errorf("%s: the page has changed:\n%s", locale, got)
		}
	}
}

// hashIn is the hash that a stored page names in its second paragraph.
func hashIn(page string) string {
	for _, word := range strings.FieldsFunc(page, func(r rune) bool { return !strings.ContainsRune("0123456789abcdef", r) }) {
		if len(word) == 12 {
			return word
		}
	}
	return "HASH"
}

func TestAPageSaysSinceWhenAndWhatItReplaces(t *testing.T) {
	p, err := rulebook.LoadBytes([]byte("name: p\nversion: \"2\"\neffective_from: 2026-11-01\nsupersedes_if_better: true\n"))
	if err != nil {
		t.Fatal(err)
	}
	var page bytes.Buffer
	if err := render.Page(&page, p, "en"); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"# Refund policy p\n", "For orders placed from 2026-11-01T00:00:00Z.", "it takes the place of the version"} {
		if !strings.Contains(page.String(), want) {
			t.Errorf("the page does not say %q", want)
		}
	}
}

func TestAPageInALocaleWithoutWordsIsRefused(t *testing.T) {
	p, err := rulebook.Default()
	if err != nil {
		t.Fatal(err)
	}
	if err := render.Page(&bytes.Buffer{}, p, "tlh"); !errors.Is(err, explain.ErrUnknownLocale) {
		t.Errorf("got %v", err)
	}
}

func TestAPageShowsThePolicysOwnWordsAsText(t *testing.T) {
	content, err := os.ReadFile(filepath.Join("..", "rulebook", "policy.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	foreigntest.TestMarkdown(t, func(out io.Writer, text string) {
		p, err := rulebook.LoadBytes(content)
		if err != nil {
			t.Fatal(err)
		}
		foreigntest.Fill(p, text, refund.Reason(""), refund.BusinessModel(""), refund.Initiator(""), refund.OfferKind(""), refund.RiskBand(""))
		p.Offers = map[string]rulebook.Offer{text: p.Offers["sorry-coupon"]}
		p.Markets = map[string]rulebook.Market{text: p.Markets["DE"]}
		p.OfferRules = []rulebook.OfferRule{{Name: text, Offer: text}}
		if err := render.Page(out, p, explain.LocaleEnglish); err != nil {
			t.Fatal(err)
		}
	})
}
