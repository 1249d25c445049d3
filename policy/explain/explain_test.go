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

func TestTheRefundIsComparedWithThePricePaid(t *testing.T) {
	a := refund.Assessment{Currency: "CNY", TotalMinor: 1900, Components: []refund.Component{
		{Kind: refund.ComponentLine, LineID: "1", Quantity: 1, AmountMinor: 4000},
		{Kind: refund.ComponentTax, LineID: "1", AmountMinor: 500},
		{Kind: refund.ComponentClawback, PromotionID: "p1", AmountMinor: -2500},
		{Kind: refund.ComponentRestocking, LineID: "1", AmountMinor: -400},
		{Kind: refund.ComponentShipping, AmountMinor: 300},
	}}
	for locale, want := range map[string][]string{
		"en": {"Paid for these goods at the checkout: 45.00 CNY. Refunded: 19.00 CNY.",
			"the goods kept no longer earn the whole promotion p1: -25.00 CNY", "restocking fee: -4.00 CNY", "shipping goes back too: 3.00 CNY"},
		"zh-CN": {"这些商品结账时实付：45.00 CNY。退款：19.00 CNY。", "保留的商品不再满足优惠 p1 的全部条件：-25.00 CNY", "退货处理费：-4.00 CNY", "运费一并退还：3.00 CNY"},
	} {
		s := speaker(t, locale)
		c := s.Compare(a)
		sum := c.PaidMinor
		for _, difference := range c.Differences {
			sum += difference.AmountMinor
		}
		if c.PaidMinor != 4500 || sum != c.TotalMinor {
			t.Errorf("paid %d and the differences come to %d, not %d", c.PaidMinor, sum, c.TotalMinor)
		}
		if got := s.Lines(c, "CNY"); !slices.Equal(got, want) {
			t.Errorf("%s: got %q", locale, got)
		}
	}
}

func TestWhatALaterRequestUndoesIsSaidAsSuch(t *testing.T) {
	s := speaker(t, "en")
	for kind, want := range map[refund.ComponentKind][2]string{
		refund.ComponentClawback:          {"promotion p taken back earlier is settled: 0.05 CNY", "the goods kept no longer earn the whole promotion p: -0.05 CNY"},
		refund.ComponentTenderNotRestored: {"a red packet or coupon goes back whole: 0.05 CNY", "the share of a red packet or coupon is not turned into cash: -0.05 CNY"},
		refund.ComponentWaiver:            {"more would be deducted than there is; waived: 0.05 CNY", "what was waived earlier is made up for: -0.05 CNY"},
	} {
		for i, minor := range []int64{5, -5} {
			c := s.Compare(refund.Assessment{Currency: "CNY", Components: []refund.Component{{Kind: kind, PromotionID: "p", AmountMinor: minor}}})
			if c.Differences[0].Why != want[i] {
				t.Errorf("%s %d: got %q", kind, minor, c.Differences[0].Why)
			}
		}
	}
}

func TestTheTaxOfADeductionIsNoPartOfThePricePaid(t *testing.T) {
	a := refund.Assessment{Currency: "CNY", TotalMinor: 540, Components: []refund.Component{
		{Kind: refund.ComponentLine, LineID: "1", AmountMinor: 1000}, {Kind: refund.ComponentTax, LineID: "1", AmountMinor: 80},
		{Kind: refund.ComponentAdjustment, LineID: "1", AmountMinor: -500}, {Kind: refund.ComponentTax, LineID: "1", AmountMinor: -40, Of: refund.ComponentAdjustment},
	}}
	for locale, want := range map[string][]string{
		"en":    {"Paid for these goods at the checkout: 10.80 CNY. Refunded: 5.40 CNY.", "adjusted by a person: -5.00 CNY", "tax on top of it: -0.40 CNY"},
		"zh-CN": {"这些商品结账时实付：10.80 CNY。退款：5.40 CNY。", "人工调整：-5.00 CNY", "相应的价外税：-0.40 CNY"},
	} {
		if s := speaker(t, locale); !slices.Equal(s.Lines(s.Compare(a), "CNY"), want) {
			t.Errorf("%s: got %q", locale, s.Lines(s.Compare(a), "CNY"))
		}
	}
}

func TestThePricePaidItselfNeedsNoExcuse(t *testing.T) {
	s := speaker(t, "en")
	a := refund.Assessment{Currency: "CNY", TotalMinor: 100, Components: []refund.Component{{Kind: refund.ComponentLine, LineID: "1", AmountMinor: 100}}}
	want := []string{"Paid for these goods at the checkout: 1.00 CNY. Refunded: 1.00 CNY.", "It is the price paid at the checkout."}
	if got := s.Lines(s.Compare(a), "CNY"); !slices.Equal(got, want) {
		t.Errorf("got %q", got)
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
		for _, kind := range []refund.ComponentKind{refund.ComponentLine, refund.ComponentTax, refund.ComponentShipping, refund.ComponentFee,
			refund.ComponentClawback, refund.ComponentGiftNotReturned, refund.ComponentUsage, refund.ComponentDepreciation, refund.ComponentRestocking,
			refund.ComponentAdjustment, refund.ComponentTenderNotRestored, refund.ComponentWaiver, refund.ComponentReturnShipping} {
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
		if s := speaker(t, locale); !slices.Equal(s.Lines(s.Compare(a), "CNY"), want) {
			t.Errorf("%s: got %q", locale, s.Lines(s.Compare(a), "CNY"))
		}
	}
}
