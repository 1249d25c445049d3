package app

import (
	"context"
	"fmt"
	"testing"
	"time"

	driver "github.com/segmentio/kafka-go"
	"github.com/twmb/franz-go/pkg/kfake"
	"go.uber.org/zap"

	"github.com/makegood/makegood/internal/embedded"
	"github.com/makegood/makegood/internal/kafka"
	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/ledger/ledgertest"
	"github.com/makegood/makegood/refund"
)

// TestTheStarterBooksWhatBothTopicsOfFactsSay runs the starter as it is wired: what a payment service writes of a refund
// and of a dispute is in the ledger, and what it may not write is a dead letter.
func TestTheStarterBooksWhatBothTopicsOfFactsSay(t *testing.T) {
	const updated, disputes = "payments.refund-updated.v1", "payments.dispute.v1"
	stack, err := embedded.StartTemporal(t.Context(), embedded.Options{DataDir: t.TempDir(), Executable: "/nowhere/makegood", Logger: zap.NewNop()})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = stack.Stop() })
	cluster, err := kfake.NewCluster(kfake.NumBrokers(1), kfake.SeedTopics(1, updated, disputes, "orders.order-cancelled.v1"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(cluster.Close)
	s := loaded(t, map[string]string{
		"MAKEGOOD_TEMPORAL_ADDRESS": stack.TemporalAddress, "MAKEGOOD_KAFKA_BROKERS": cluster.ListenAddrs()[0],
		"MAKEGOOD_KAFKA_REFUND_UPDATED_TOPIC": updated, "MAKEGOOD_KAFKA_DISPUTE_TOPIC": disputes,
	})
	s.Starter.MetricsAddress = "127.0.0.1:0" // any port
	if _, err := CreateLedger(t.Context(), s, time.Now); err != nil {
		t.Fatal(err)
	}
	books, err := OpenLedger(t.Context(), s, time.Now, nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = books.Close() })
	d := ledgertest.At(t, books, nil)
	id, disputed := d.Sent("o1", "c1", 1), d.Paid("o2", "c1", 1)
	ends := running(t, newApp(t, s, zap.NewNop()))

	at := time.Now().UTC().Format(time.RFC3339Nano)
	w := kafka.NewWriter(kafka.Line{Brokers: cluster.ListenAddrs()})
	t.Cleanup(func() { _ = w.Close() })
	err = w.WriteMessages(t.Context(),
		driver.Message{Topic: updated, Key: []byte("o1"), Value: []byte("{}")},
		driver.Message{Topic: updated, Key: []byte("o1"), Value: []byte(fmt.Sprintf(
			`{"provider":"simulator","provider_reference":"ch_o1","provider_refund_id":"re_1","key":%q,"status":"SETTLED","amount_minor":"11300","currency_code":"CNY","occurred_at":%q}`,
			refund.ProviderKey(id, "1", 1), at))},
		driver.Message{Topic: disputes, Key: []byte("o2"), Value: []byte(fmt.Sprintf(
			`{"dispute_id":"dp_1","provider":"simulator","provider_reference":"ch_o2","stage":"OPENED","amount_minor":"22600","currency_code":"CNY","occurred_at":%q}`, at))})
	if err != nil {
		t.Fatal(err)
	}
	eventually(t, "the refund is settled", func() bool { return d.Leg(id, 0).Status == refund.LegSettled })
	eventually(t, "the payment is stopped", func() bool { return d.Balances(disputed)[0].Stop == "DISPUTED" })
	eventually(t, "nothing waits", func() bool {
		open, err := books.OpenNotifications(t.Context(), 0)
		return err == nil && len(open) == 0
	})
	eventually(t, "the letter lies there", func() bool {
		letters, err := DeadLetters(s, updated, time.Now).List(t.Context())
		return err == nil && len(letters) == 1 && letters[0].Reason == string(refund.CodeMissingField)
	})
	found, err := books.Disputes(t.Context(), ledger.DisputeFilter{ID: "dp_1"})
	if err != nil || len(found) != 1 || found[0].TakenMinor != 22600 {
		t.Errorf("dispute %+v (%v)", found, err)
	}
	ends()
}

// running runs a starter; the function it returns ends it, and holds it to end well.
func running(t *testing.T, a *App) (end func()) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- a.RunStarter(ctx) }()
	return func() {
		t.Helper()
		cancel()
		if err := <-ended; err != nil {
			t.Errorf("the starter ended with %v", err)
		}
	}
}

// eventually asks again and again, for a minute.
func eventually(t *testing.T, what string, is func() bool) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	ticker := time.NewTicker(20 * time.Millisecond)
	defer ticker.Stop()
	for !is() {
		select {
		case <-ctx.Done():
			t.Fatalf("%s: not within a minute", what)
		case <-ticker.C:
		}
	}
}
