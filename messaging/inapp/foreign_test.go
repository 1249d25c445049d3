package inapp

import (
	"encoding/json"
	"testing"

	"github.com/makegood/makegood/internal/foreign/foreigntest"
	"github.com/makegood/makegood/messaging"
	"github.com/makegood/makegood/refund"
)

// TestARecordCarriesForeignTextAsItIs: the shop's app gets the text itself, and its pages escape it.
func TestARecordCarriesForeignTextAsItIs(t *testing.T) {
	for _, text := range foreigntest.All() {
		m := messaging.Message{Refund: "refund/acme/o-1001/c-1", Kind: refund.NoticeOffer, Customer: "x", Locale: "x", Subject: "x", Body: "x", Short: "x", Link: "x"}
		foreigntest.Fill(&m, text, refund.ID(""), refund.NoticeKind(""))
		m.ID = "refund/acme/o-1001/c-1#offer"
		record, err := (&Topic{topic: DefaultTopic, source: "/makegood"}).record(m)
		if err != nil {
			t.Errorf("%.40q: %v", text, err)
			continue
		}
		var read struct {
			Subject string `json:"subject"`
			Body    string `json:"body"`
		}
		if err := json.Unmarshal(record.Value, &read); err != nil || read.Subject != string([]rune(text)) || read.Body != read.Subject {
			t.Errorf("%v: %.40q is read as %.40q", err, text, read.Subject)
		}
		for _, h := range record.Headers {
			if foreigntest.Unprintable(string(h.Value)) != "" || foreigntest.LineCount(string(h.Value)) != 0 {
				t.Errorf("%.40q: header %s is %.80q", text, h.Key, h.Value)
			}
		}
	}
}
