package kafkastatus

import (
	"testing"
	"time"

	"google.golang.org/protobuf/encoding/protojson"

	"github.com/makegood/makegood/messaging"
	refundv1 "github.com/makegood/makegood/proto/gen/makegood/refund/v1"
)

func TestAReconciliationIsARecordOfItsAccount(t *testing.T) {
	day := time.Date(2026, 11, 20, 0, 0, 0, 0, time.UTC)
	record, err := reconciledRecord(messaging.Reconciled{
		Run: "stripe/eu/2026-11-20", Provider: "stripe", Account: "eu", From: day, To: day.AddDate(0, 0, 1), ReadAt: day.AddDate(0, 0, 2), EndedAt: day.AddDate(0, 0, 2),
		Complete: true, Scheduled: true, Legs: 4, Listed: 3, Open: 1,
		Counts: []messaging.ReconciledCount{{Kind: "MATCHED", Count: 3}, {Kind: "MISSING", Count: 1, Open: 1}},
		Sums:   []messaging.ReconciledSum{{Measure: "REFUNDED", Currency: "CNY", BooksMinor: 400, ProviderMinor: 300, DifferenceMinor: 100}},
	}, "/makegood")
	if err != nil {
		t.Fatal(err)
	}
	headers := map[string]string{}
	for _, h := range record.Headers {
		headers[h.Key] = string(h.Value)
	}
	if string(record.Key) != "stripe/eu" || headers["ce_id"] != "stripe/eu/2026-11-20" || headers["ce_type"] != reconciledType || headers["ce_time"] != "2026-11-22T00:00:00Z" {
		t.Errorf("key %s, headers %v", record.Key, headers)
	}
	var got refundv1.ReconciliationFinished
	if err := protojson.Unmarshal(record.Value, &got); err != nil {
		t.Fatal(err)
	}
	if got.OpenCount != 1 || !got.Complete || !got.Scheduled || got.PeriodTo.AsTime() != day.AddDate(0, 0, 1) || got.Counts[1].Kind != "MISSING" ||
		got.Counts[1].OpenCount != 1 || got.Sums[0].DifferenceMinor != 100 || got.Sums[0].CurrencyCode != "CNY" || got.LegCount != 4 || got.ListedCount != 3 {
		t.Errorf("got %v", &got)
	}
	topic, err := NewReconciliations(Config{Brokers: []string{"127.0.0.1:1"}})
	if err != nil || topic.writer.Topic != DefaultReconciliationTopic {
		t.Errorf("%v: %v", topic, err)
	}
	if err := topic.PublishReconciled(t.Context(), messaging.Reconciled{Provider: "stripe"}); err == nil {
		t.Error("one without a run was published")
	}
}
