package inapp_test

import (
	"context"
	"testing"
	"time"

	"github.com/makegood/makegood/messaging"
	"github.com/makegood/makegood/messaging/inapp"
	"github.com/makegood/makegood/messaging/messagingtest"
	"github.com/makegood/makegood/refund"
)

type carriedKey struct{}

// TestARecordHasTheHeadersThatItsContextCarries, beside those of the contract.
func TestARecordHasTheHeadersThatItsContextCarries(t *testing.T) {
	b := startBroker(t)
	topic, err := inapp.New(inapp.Config{Brokers: b.addrs, Once: messagingtest.Once(), Carry: func(ctx context.Context, add func(key, value string)) {
		add("traceparent", ctx.Value(carriedKey{}).(string))
	}})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = topic.Close() }()
	m := messaging.Message{ID: "refund/m/o/c/REFUNDED", Refund: "refund/m/o/c", Kind: refund.NoticeRefunded, At: time.Unix(0, 0), Customer: "42", Locale: "en"}
	if err := topic.Deliver(context.WithValue(t.Context(), carriedKey{}, "of this delivery"), m); err != nil {
		t.Fatal(err)
	}
	records := b.records(t)
	if len(records) != 1 {
		t.Fatalf("%d records", len(records))
	}
	headers := map[string]string{}
	for _, h := range records[0].Headers {
		headers[h.Key] = string(h.Value)
	}
	if headers["traceparent"] != "of this delivery" || headers["ce_id"] != m.ID {
		t.Errorf("headers are %v", headers)
	}
}
