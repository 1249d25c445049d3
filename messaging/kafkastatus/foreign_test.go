package kafkastatus

import (
	"encoding/json"
	"testing"

	"github.com/makegood/makegood/internal/foreign/foreigntest"
	"github.com/makegood/makegood/messaging/messagingtest"
	"github.com/makegood/makegood/refund"
)

// TestARecordCarriesForeignTextAsItIs: the record is for programs, which get the text itself. Bytes that are no
// UTF-8 become U+FFFD: a record that could not be written would stop the refund's later ones.
func TestARecordCarriesForeignTextAsItIs(t *testing.T) {
	for _, text := range foreigntest.All() {
		n := messagingtest.Told(refund.NoticeOffer, refund.StatusRefunded)
		n.Reason, n.OfferChoice, n.Why, n.OfferTerms = "x", "x", []string{"x"}, &refund.OfferTerms{Choices: []refund.OfferChoice{{ID: "x", Kind: "x", Promotion: "x"}}}
		foreigntest.Fill(&n, text, refund.ID(""), refund.NoticeKind(""), refund.Status(""), refund.OfferStatus(""), refund.Currency(""))
		record, err := recordOf(n, "/makegood")
		if err != nil {
			t.Errorf("%.40q: %v", text, err)
			continue
		}
		var read struct {
			Reason string   `json:"reason"`
			Why    []string `json:"why"`
		}
		if err := json.Unmarshal(record.Value, &read); err != nil || read.Reason != string([]rune(text)) || read.Why[0] != read.Reason {
			t.Errorf("%v: %.40q is read as %.40q", err, text, read.Reason)
		}
		for _, h := range record.Headers {
			if foreigntest.Unprintable(string(h.Value)) != "" || foreigntest.LineCount(string(h.Value)) != 0 {
				t.Errorf("%.40q: header %s is %.80q", text, h.Key, h.Value)
			}
		}
	}
}
