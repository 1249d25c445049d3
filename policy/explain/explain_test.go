package explain_test

import (
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"testing"

	"github.com/makegood/makegood/policy/explain"
	"github.com/makegood/makegood/refund"
)

func speaker(t *testing.T, locale string) explain.Speaker {
	t.Helper()
	s, err := explain.In(locale)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func messages(t *testing.T, locale string) map[string]string {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join("texts", locale+".json"))
	if err != nil {
		t.Fatal(err)
	}
	var all map[string]string
	if err := json.Unmarshal(raw, &all); err != nil {
		t.Fatal(err)
	}
	return all
}

var place = regexp.MustCompile(`\{\{\.([a-z_]+)\}\}`)

// inputsOf are the inputs a text names, sorted.
func inputsOf(text string) []string {
	var names []string
	for _, found := range place.FindAllStringSubmatch(text, -1) {
		names = append(names, found[1])
	}
	slices.Sort(names)
	return slices.Compact(names)
}

func TestEveryLocaleSaysTheSameThings(t *testing.T) {
	english := messages(t, "en")
	for _, locale := range explain.Locales() {
		other := messages(t, locale)
		for id, text := range english {
			if other[id] == "" || !slices.Equal(inputsOf(other[id]), inputsOf(text)) {
				t.Errorf("%s: %q says %q, English says %q", locale, id, other[id], text)
			}
		}
		if len(other) != len(english) {
			t.Errorf("%s has %d messages, English %d", locale, len(other), len(english))
		}
	}
}

func TestAStepIsSaidInEachLocaleFromTheSameInputs(t *testing.T) {
	step := explain.Step("eligible.window", 0,
		refund.Input{Name: "line", Value: "1"}, refund.Input{Name: "reason", Value: "DAMAGED"}, refund.Input{Name: "day", Value: "3"},
		refund.Input{Name: "window", Value: "7"}, refund.Input{Name: "zone", Value: "Asia/Shanghai"})
	if step.Name != "Eligible line 1" || step.Formula != "DAMAGED on day 3 of 7 after delivery (Asia/Shanghai)" {
		t.Errorf("the step as stored says %q: %q", step.Name, step.Formula)
	}
	for locale, want := range map[string][2]string{
		"en":    {"Eligible line 1", "damaged on day 3 of 7 after delivery (Asia/Shanghai)"},
		"zh-CN": {"商品行 1 是否可退", "商品破损，签收后第 3 天，期限 7 天（Asia/Shanghai）"},
	} {
		if said := speaker(t, locale).Step(step); said.Name != want[0] || said.Formula != want[1] {
			t.Errorf("%s: got %q: %q", locale, said.Name, said.Formula)
		}
	}
}

func TestAStepWithoutWordsShowsItsInputs(t *testing.T) {
	step := explain.Step("of.tomorrow", 5, refund.Input{Name: "paid", Value: "1.00 CNY"}, refund.Input{Name: "days", Value: "2"})
	if step.Name != "of.tomorrow" || step.Formula != "paid 1.00 CNY, days 2" || step.ResultMinor != 5 {
		t.Errorf("got %+v", step)
	}
	if said := speaker(t, "zh-CN").Step(step); said.Formula != step.Formula {
		t.Errorf("got %+v", said)
	}
	old := refund.Step{Name: "Line 1", Formula: "of before", ResultMinor: 1}
	if said := speaker(t, "zh-CN").Step(old); said.Name != "Line 1" || said.Formula != "of before" {
		t.Errorf("a stored step without a key became %+v", said)
	}
}

func TestALocaleWithoutWordsIsRefused(t *testing.T) {
	if _, err := explain.In("fr"); !errors.Is(err, explain.ErrUnknownLocale) {
		t.Errorf("got %v", err)
	}
	if s := speaker(t, "ZH-cn"); s.Locale() != "zh-CN" {
		t.Errorf("got %s", s.Locale())
	}
}

func TestEveryReasonAndComponentHasAWord(t *testing.T) {
	for _, locale := range explain.Locales() {
		s := speaker(t, locale)
		for _, reason := range refund.Reasons() {
			if s.Reason(string(reason)) == string(reason) {
				t.Errorf("%s has no word for %s", locale, reason)
			}
		}
		for _, kind := range componentKinds(t) {
			if s.Component(kind) == string(kind) {
				t.Errorf("%s has no word for %s", locale, kind)
			}
		}
		for _, kind := range []string{refund.AlternativeStoreCredit, refund.AlternativeExchange} {
			if s.Alternative(kind) == kind {
				t.Errorf("%s has no word for %s", locale, kind)
			}
		}
	}
}

func TestShippingAloneIsNotComparedWithThePriceOfGoods(t *testing.T) {
	a := refund.Assessment{Currency: "CNY", TotalMinor: 300, Components: []refund.Component{{Kind: refund.ComponentShipping, AmountMinor: 300}}}
	for locale, want := range map[string][]string{
		"en":    {"For the delivery, without goods. Refunded: 3.00 CNY.", "shipping goes back too: 3.00 CNY"},
		"zh-CN": {"仅涉及运费，不涉及商品。退款：3.00 CNY。", "运费一并退还：3.00 CNY"},
	} {
		if s := speaker(t, locale); !slices.Equal(s.Lines(s.Compare(mugs(), a), "CNY"), want) {
			t.Errorf("%s: got %q", locale, s.Lines(s.Compare(mugs(), a), "CNY"))
		}
	}
}
