package starter

import (
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/makegood/makegood/internal/foreign/foreigntest"
	"github.com/makegood/makegood/refund"
)

// cancelled is a request whose texts are the given one, in ids of the shop too: of those the event contract is stricter.
func cancelled(text string) refund.Cancellation {
	c := refund.Cancellation{Key: refund.Key{Merchant: "x", Order: "x", Request: "x"}, Scope: refund.ScopeLines, Initiator: refund.InitiatorSupport,
		Reason: "x", CancelledLines: []refund.CancelledLine{{LineID: "x", Quantity: 3}}, Order: refund.Order{Currency: "CNY"}}
	foreigntest.Fill(&c, text, refund.Scope(""), refund.Initiator(""), refund.Currency(""))
	return c
}

func TestWhatTheTemporalUIShowsOfAnEventIsText(t *testing.T) {
	for _, shown := range []func(refund.Cancellation) string{summary, details} {
		foreigntest.TestMarkdown(t, func(out io.Writer, text string) {
			if _, err := io.WriteString(out, shown(cancelled(text))); err != nil {
				t.Fatal(err)
			}
		})
	}
}

func TestDetailsOfTheLongestLineIDsAreWithinTheServersLimit(t *testing.T) {
	const detailsBytesMax = 20_000 // the server's default
	c := cancelled("x")
	for _, text := range foreigntest.OneLine() {
		id := strings.Repeat(text, 128)[:128]
		c.CancelledLines = slices.Repeat([]refund.CancelledLine{{LineID: refund.LineID(id), Quantity: refund.CountMax}}, linesShownMax+1)
		if got := details(c); len(got) > detailsBytesMax {
			t.Errorf("%.40q makes details of %d bytes", text, len(got))
		}
	}
}

// TestOfAReasonOnlyKnownWordsAreIndexed: search attributes are for everybody who may list refunds.
func TestOfAReasonOnlyKnownWordsAreIndexed(t *testing.T) {
	for _, text := range foreigntest.All() {
		c := cancelled("x")
		c.Reason = refund.Reason(text)
		for key, value := range attributes(c).GetUntypedValues() {
			if key.GetName() == refund.AttributeReason && value != string(refund.ReasonOther) {
				t.Errorf("%.40q is indexed as %v", text, value)
			}
		}
	}
}
