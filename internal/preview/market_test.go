package preview_test

import (
	"context"
	"encoding/json"
	"strings"
	"testing"

	"github.com/makegood/makegood/internal/preview"
	"github.com/makegood/makegood/policy/explain"
	"github.com/makegood/makegood/starter/event"
)

// previewed is the preview of one unit of a marketplace's order in words of a locale: a seller's kettle of 100.00
// with 10 % of commission beside the platform's own goods of 50.00, which earned 60 points together.
func previewed(t *testing.T, locale string) preview.Line {
	t.Helper()
	p := previewer(t)
	var err error
	if p.Speaker, err = explain.In(locale); err != nil {
		t.Fatal(err)
	}
	raw := eventOf(t, "reprice.json", func(e map[string]any) {
		e["reason"] = "DAMAGED"
		e["lines"] = []object{lineOf("1", 10000, object{"seller_id": "s1", "commission": object{"rate": "0.10"}}), lineOf("2", 5000, nil)}
		e["earned_points"] = []object{{"asset": "PTS:club", "amount": 60}}
		e["payments"], e["promotions"], e["cancelled_lines"], e["shipping"] = []object{paymentOf("card", "CARD", 15000)}, nil, []object{whole("1")}, object{"amount_minor": 0}
	})
	request, err := event.Decode(event.Message{Value: raw}, now())
	if err != nil {
		t.Fatal(err)
	}
	line, err := p.Next(context.Background(), request)
	if err != nil {
		t.Fatal(err)
	}
	return line
}

func TestThePreviewHasTheSellersSharesAndThePointsAsData(t *testing.T) {
	raw, err := json.Marshal(previewed(t, explain.LocaleEnglish))
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		`"sellers":[{"seller_id":"s1","seller_minor":9000,"commission_minor":1000}]`,
		`{"kind":"EARNED_POINTS","amount_minor":0,"units":{"asset":"PTS:club","amount":-40}}`,
		`{"kind":"LINE","line_id":"1","quantity":1,"amount_minor":10000,"sellers":[{"seller_id":"s1","seller_minor":9000,"commission_minor":1000}]}`,
		`"total_minor":10000`,
	} {
		if !strings.Contains(string(raw), want) {
			t.Errorf("no %s in %s", want, raw)
		}
	}
}

func TestThePreviewSaysTheSellersSharesAndThePoints(t *testing.T) {
	for locale, all := range map[string][]string{
		explain.LocaleEnglish: {"Borne by seller s1 ", "90.00 CNY   100.00 CNY goes back for what it sold, less 10.00 CNY of the platform's commission", "taken back: 40 points of club"},
		explain.LocaleChinese: {"由卖家 s1 承担 ", "90.00 CNY   其所售商品共退 100.00 CNY，减去平台退还的佣金 10.00 CNY", "club 40 分"},
	} {
		said := previewed(t, locale).Explain()
		for _, want := range all {
			if !strings.Contains(said, want) {
				t.Errorf("%s: no %q in\n%s", locale, want, said)
			}
		}
	}
}
