package starter

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	driver "github.com/segmentio/kafka-go"
	"go.uber.org/zap"

	"github.com/makegood/makegood/internal/kafka"
	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/payment/paymenttest"
	"github.com/makegood/makegood/privacy"
	"github.com/makegood/makegood/privacy/privacytest"
	"github.com/makegood/makegood/refund"
	"github.com/makegood/makegood/starter/event"
)

var factTopicsOfTests = FactTopics{Dispute: event.DisputeTopic, RefundUpdated: event.RefundUpdatedTopic}

// factsDesk is an intake of Kafka's facts on a ledger of its own.
type factsDesk struct {
	*intakeDesk
	letters *writtenLetters
	facts   FactsConfig
}

func newFactsDesk(t *testing.T) *factsDesk {
	t.Helper()
	d := &factsDesk{intakeDesk: newIntakeDesk(t), letters: &writtenLetters{}}
	d.webhooks.config.Topics = factTopicsOfTests.Readers(time.Now)
	d.facts = FactsConfig{
		Topics: factTopicsOfTests, Group: "makegood", Intake: d.webhooks, Logger: zap.NewNop(), Metrics: prometheus.NewRegistry(), Now: time.Now,
		Retry: kafka.Backoff{Min: time.Millisecond, Max: 10 * time.Millisecond},
	}
	return d
}

// handle hands a record of a topic to its intake.
func (d *factsDesk) handle(topic, value string, headers ...kafka.Header) error {
	d.t.Helper()
	for _, t := range d.facts.Topics.all() {
		if t.name == topic {
			in := &factIntake{config: d.facts, topic: t, letters: d.letters, records: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "x"}, []string{"topic", "result"})}
			return in.Handle(d.t.Context(), kafka.Record{Topic: topic, Key: []byte("o1"), Value: []byte(value), Headers: headers, Attempt: 1})
		}
	}
	d.t.Fatalf("no topic %s", topic)
	return nil
}

// updated is a record that says where the first leg of a refund stands.
func (d *factsDesk) updated(id refund.ID, status string) string {
	d.t.Helper()
	f := ofLeg(d.intakeDesk, id, refund.OutcomeSettled, 0)
	return fmt.Sprintf(`{"provider":"stripe","provider_reference":%q,"provider_refund_id":"re_77","key":%q,"status":%q,"amount_minor":"%d","currency_code":"CNY","occurred_at":%q}`,
		f.Reference, f.Refund.Key, status, f.Refund.AmountMinor, time.Now().UTC().Format(time.RFC3339Nano))
}

func TestARefundUpdateFromKafkaSettlesTheLegOnceAndTellsTheStory(t *testing.T) {
	d := newFactsDesk(t)
	id := d.sent("o1", paymenttest.SilentAfterMoving())
	record := d.updated(id, "SETTLED")
	for range 2 { // Kafka delivers it again after a crash
		if err := d.handle(event.RefundUpdatedTopic, record); err != nil {
			t.Fatal(err)
		}
	}
	is(t, "kept before it is booked", d.open(), 1)
	is(t, "not booked yet", d.Leg(id, 0).Status, refund.LegSending)
	d.work()
	is(t, "leg", d.Leg(id, 0).Status, refund.LegSettled)
	is(t, "open", d.open(), 0)
	is(t, "told", strings.Join(d.stories.told, ","), "provider_fact "+string(id))
}

func TestADisputeFromKafkaStopsThePayment(t *testing.T) {
	d := newFactsDesk(t)
	id := d.sent("o1", paymenttest.SilentAfterMoving())
	at := time.Now().UTC().Format(time.RFC3339)
	value := `{"dispute_id":"dp_1","provider":"stripe","provider_reference":"ch_o1","stage":"OPENED","amount_minor":22600,"currency_code":"CNY","occurred_at":"` + at + `"}`
	if err := d.handle(event.DisputeTopic, value, kafka.Header{Key: event.HeaderID, Value: []byte("evt_1")}); err != nil {
		t.Fatal(err)
	}
	d.work()
	is(t, "stop", d.Balances(id)[0].Stop, "DISPUTED")
	is(t, "dispute", d.DisputeOf("dp_1").Heard[0].ID, "evt_1")
}

func TestALateFailureFromKafkaStartsACorrection(t *testing.T) {
	d := newFactsDesk(t)
	id := d.sent("o1", paymenttest.SilentAfterMoving())
	if err := d.handle(event.RefundUpdatedTopic, d.updated(id, "SETTLED")); err != nil {
		t.Fatal(err)
	}
	d.work()
	delete(d.stories.open, string(id))
	if err := d.handle(event.RefundUpdatedTopic, d.updated(id, "FAILED")); err != nil {
		t.Fatal(err)
	}
	d.work()
	is(t, "leg", d.Leg(id, 0).Status, refund.LegLateFailed)
	is(t, "corrections", len(d.stories.started), 1)
}

func TestABadFactChangesNothingAndLiesSealedInTheDeadLetterTopic(t *testing.T) {
	d := newFactsDesk(t)
	d.facts.Vault = privacy.NewVault(&privacytest.Keys{}, privacy.Master{})
	for value, code := range map[string]refund.Code{
		`{"lin@example.com`:              refund.CodeMalformed,
		`{"payer":"lin@example.com"}`:    refund.CodeMissingField,
		`{"amount_minor":"226.00"}`:      refund.CodeMalformed,
		d.updatedOf("ARRIVED", "CNY", 1): refund.CodeUnknownKind,
		d.updatedOf("SETTLED", "XXY", 1): refund.CodeUnknownCurrency,
		d.updatedOf("SETTLED", "CNY", 0): refund.CodeMissingField,
	} {
		if err := d.handle(event.RefundUpdatedTopic, value); err != nil {
			t.Fatal(err)
		}
		last := len(d.letters.letters) - 1
		if last < 0 || d.letters.letters[last].Reason != string(code) {
			t.Fatalf("%s: letters %+v, want %s", value, d.letters.letters, code)
		}
		if kept := string(d.letters.records[last].Value); !strings.HasPrefix(kept, refund.SealedPrefix) {
			t.Errorf("the letter is not sealed: %s", kept)
		}
	}
	is(t, "nothing is kept", d.open(), 0)
}

func (d *factsDesk) updatedOf(status, currency string, minor int) string {
	return fmt.Sprintf(`{"provider":"stripe","provider_reference":"ch_1","provider_refund_id":"re_1","status":%q,"amount_minor":%d,"currency_code":%q,"occurred_at":"2026-11-20T00:00:00Z"}`,
		status, minor, currency)
}

func TestWhileTheLedgerIsAwayAFactWaitsInKafka(t *testing.T) {
	d := newFactsDesk(t)
	d.webhooks.config.Books = brokenBooks{d.Store}
	if err := d.handle(event.RefundUpdatedTopic, d.updatedOf("SETTLED", "CNY", 1)); err == nil {
		t.Error("the record counts as safe, and nothing has kept it")
	}
	is(t, "letters", len(d.letters.letters), 0)
}

func TestWhatIsKeptOfAFactIsSealed(t *testing.T) {
	d := newFactsDesk(t)
	vault := privacy.NewVault(&privacytest.Keys{}, privacy.Master{})
	d.webhooks.config.Vault = vault
	value := d.updatedOf("SETTLED", "CNY", 1)
	if err := d.handle(event.RefundUpdatedTopic, value); err != nil {
		t.Fatal(err)
	}
	open, err := d.Store.OpenNotifications(t.Context(), 0)
	if err != nil || len(open) != 1 || !strings.HasPrefix(string(open[0].Body), refund.SealedPrefix) {
		t.Fatalf("kept %+v (%v)", open, err)
	}
	opened, err := vault.OpenBytes(t.Context(), open[0].Body)
	if err != nil || string(opened) != value {
		t.Errorf("opened %s (%v)", opened, err)
	}
}

// TestFactsAreReadFromBothTopics runs over Kafka's protocol: a bad record between two good ones is a dead letter, what
// each topic says is booked, and only then offsets are committed.
func TestFactsAreReadFromBothTopics(t *testing.T) {
	d := newFactsDesk(t)
	id := d.sent("o1", paymenttest.SilentAfterMoving())
	brokers := broker(t).ListenAddrs()
	d.facts.Line = kafka.Line{Brokers: brokers}
	booked := make(chan ledger.Notification, 8)
	d.webhooks.config.Books = tellingBooks{d.webhooks.config.Books, booked}
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 2)
	topics := []kafka.Topic{{Name: event.DisputeTopic, Partitions: 1, Replicas: 1}, {Name: event.RefundUpdatedTopic, Partitions: 1, Replicas: 1}}
	if err := kafka.EnsureTopics(ctx, zap.NewNop(), d.facts.Line, topics...); err != nil {
		t.Fatal(err)
	}
	go func() { d.webhooks.Run(ctx, nil); done <- nil }()
	go func() { done <- ConsumeFacts(ctx, d.facts) }()
	w := kafka.NewWriter(d.facts.Line)
	defer func() { _ = w.Close() }()
	err := w.WriteMessages(ctx,
		driver.Message{Topic: event.RefundUpdatedTopic, Key: []byte("o1"), Value: []byte("{")},
		driver.Message{Topic: event.RefundUpdatedTopic, Key: []byte("o1"), Value: []byte(d.updated(id, "SETTLED"))},
		driver.Message{Topic: event.DisputeTopic, Key: []byte("o1"), Value: []byte(`{"dispute_id":"dp_1","provider":"stripe","provider_reference":"ch_o1",
			"stage":"INQUIRY","amount_minor":22600,"currency_code":"CNY","occurred_at":"2026-11-20T00:00:00Z"}`)})
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		select {
		case <-booked:
		case <-time.After(deadline):
			t.Fatal("a fact was not booked")
		}
	}
	is(t, "leg", d.Leg(id, 0).Status, refund.LegSettled)
	is(t, "dispute", d.DisputeOf("dp_1").Stage, refund.DisputeInquiry)
	letters, err := kafka.NewLetterBox(d.facts.Line, event.RefundUpdatedTopic, "makegood").List(ctx)
	if err != nil || len(letters) != 1 || letters[0].Reason != string(refund.CodeMalformed) {
		t.Errorf("letters %+v (%v)", letters, err)
	}
	place{group: "makegood-refund-updated", topic: event.RefundUpdatedTopic, partitions: []int{0}}.awaitCommitted(t, brokers, 2)
	cancel()
	for range 2 {
		if err := <-done; err != nil {
			t.Error(err)
		}
	}
}

// tellingBooks tell of each notification that is done.
type tellingBooks struct {
	Books
	booked chan ledger.Notification
}

func (b tellingBooks) NotificationDone(ctx context.Context, id, problem string) error {
	err := b.Books.NotificationDone(ctx, id, problem)
	if err == nil {
		b.booked <- ledger.Notification{ID: id, Problem: problem}
	}
	return err
}
