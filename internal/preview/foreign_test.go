package preview

import (
	"io"
	"testing"
	"time"

	"github.com/makegood/makegood/internal/foreign"
	"github.com/makegood/makegood/internal/foreign/foreigntest"
	"github.com/makegood/makegood/policy/explain"
	"github.com/makegood/makegood/refund"
)

func TestAPreviewOnATerminalShowsForeignTextAsText(t *testing.T) {
	for _, locale := range explain.Locales() {
		speaker, err := explain.In(locale)
		if err != nil {
			t.Fatal(err)
		}
		for _, eligible := range []bool{true, false} {
			foreigntest.TestTerminal(t, func(out io.Writer, text string) {
				line := Line{
					OrderID: "x", CancellationID: "x", Policy: "x", Reasons: []string{"x"}, Eligible: eligible, CurrencyCode: "CNY", TotalMinor: 1,
					Components: []Component{{Kind: "x", LineID: "x", AmountMinor: 1}}, Steps: []refund.Step{{Name: "x", Formula: "x", ResultMinor: 1}},
					Legs: []Leg{{PaymentID: "x", AmountMinor: 1}, {PaymentID: "x", Via: "x"}, {PaymentID: "x", Void: true}}, PayBy: new(time.Unix(0, 0)),
					Alternatives: []refund.Alternative{{Kind: "x"}},
				}
				foreigntest.Fill(&line, text, refund.Currency(""))
				line.speaker = speaker
				line.Explain(foreign.To(out))
			})
		}
	}
}
