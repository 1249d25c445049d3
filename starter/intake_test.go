package starter

import (
	"bytes"
	"context"
	"errors"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"go.temporal.io/api/enums/v1"
	"go.temporal.io/sdk/temporal"
	"go.uber.org/zap"
	"go.uber.org/zap/zaptest/observer"

	"github.com/makegood/makegood/internal/kafka"
	"github.com/makegood/makegood/refund"
)

var now = time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)

// writtenLetters keeps dead letters, or fails.
type writtenLetters struct {
	records []kafka.Record
	letters []kafka.Letter
	err     error
}

func (w *writtenLetters) Write(_ context.Context, r kafka.Record, l kafka.Letter) error {
	if w.err != nil {
		return w.err
	}
	w.records, w.letters = append(w.records, r), append(w.letters, l)
	return nil
}

type bundle struct {
	intake   *intake
	temporal *pretendTemporal
	letters  *writtenLetters
	logs     *observer.ObservedLogs
	registry *prometheus.Registry
}

func setup(t *testing.T) bundle {
	t.Helper()
	core, logs := observer.New(zap.DebugLevel)
	b := bundle{temporal: newPretendTemporal(), letters: &writtenLetters{}, logs: logs, registry: prometheus.NewRegistry()}
	config, err := Config{
		Brokers: []string{"none"}, Temporal: b.temporal, TaskQueue: "refunds", Logger: zap.New(core),
		Metrics: b.registry, Now: func() time.Time { return now },
	}.withDefaults()
	if err != nil {
		t.Fatal(err)
	}
	counts, err := newCounts(config.Metrics)
	if err != nil {
		t.Fatal(err)
	}
	b.intake = &intake{config: config, counts: counts, letters: b.letters}
	return b
}

func (b bundle) wantCount(t *testing.T, r result, want float64) {
	t.Helper()
	if got := counted(t, b.registry, MetricRecords, string(r)); got != want {
		t.Errorf("%s is %v, want %v", r, got, want)
	}
}

func exampleValue(t *testing.T) []byte {
	t.Helper()
	value, err := os.ReadFile("testdata/order-cancelled.whole.json")
	if err != nil {
		t.Fatal(err)
	}
	return value
}

func recordAt(offset int64, value []byte) kafka.Record {
	return kafka.Record{Topic: "orders", Partition: 2, Offset: offset, Key: []byte("820982911946154508"), Value: value, Attempt: 1}
}

func TestAGoodRecordStartsOneWorkflowThatCannotBeStartedTwice(t *testing.T) {
	b := setup(t)
	if err := b.intake.Handle(t.Context(), recordAt(7, exampleValue(t))); err != nil {
		t.Fatal(err)
	}
	const id = "refund/m-001/820982911946154508/c-1"
	got, ok := b.temporal.started[id]
	if !ok {
		t.Fatalf("started %v, want %s", b.temporal.started, id)
	}
	input := b.temporal.inputs[id].(refund.Request)
	if got.TaskQueue != "refunds" || got.WorkflowIDReusePolicy != enums.WORKFLOW_ID_REUSE_POLICY_REJECT_DUPLICATE ||
		got.WorkflowIDConflictPolicy != enums.WORKFLOW_ID_CONFLICT_POLICY_FAIL || !got.WorkflowExecutionErrorWhenAlreadyStarted {
		t.Errorf("options are %+v", got)
	}
	wantMemo := map[string]any{"digest": input.Digest, "place": "orders/2/7"}
	if !reflect.DeepEqual(got.Memo, wantMemo) || !strings.HasPrefix(input.Digest, "v1:") {
		t.Errorf("memo is %v, want %v", got.Memo, wantMemo)
	}
	if want := "Order `820982911946154508` · CUSTOMER_CHANGED_MIND · captured 140.00 CNY"; got.StaticSummary != want {
		t.Errorf("summary is %q, want %q", got.StaticSummary, want)
	}
	wantDetails := "Merchant `m-001`, order `820982911946154508`, request `c-1`, asked for by customer.\n\nCancelled: all that is left of the order (1 lines).\n"
	if got.StaticDetails != wantDetails {
		t.Errorf("details are %q, want %q", got.StaticDetails, wantDetails)
	}
	wantAttributes(t, got.TypedSearchAttributes)
	if want := (temporal.Priority{PriorityKey: 3, FairnessKey: "m-001", FairnessWeight: 1}); got.Priority != want {
		t.Errorf("priority is %+v, want %+v", got.Priority, want)
	}
	b.wantCount(t, resultStarted, 1)
}

func wantAttributes(t *testing.T, got temporal.SearchAttributes) {
	t.Helper()
	want := map[string]any{
		"RefundStatus": "Received", "RefundReason": "CUSTOMER_CHANGED_MIND", "Merchant": "m-001", "Currency": "CNY", "NeedsHuman": false,
	}
	have := map[string]any{}
	for key, value := range got.GetUntypedValues() {
		have[key.GetName()] = value
	}
	if !reflect.DeepEqual(have, want) {
		t.Errorf("search attributes are %v, want %v", have, want)
	}
}

func TestDuplicatesRedeliveriesAndConflictsAreToldApart(t *testing.T) {
	b := setup(t)
	value := exampleValue(t)
	other := bytes.Replace(value, []byte(`"captured_minor": 14000`), []byte(`"captured_minor": 13000`), 1)
	for _, record := range []kafka.Record{recordAt(1, value), recordAt(1, value), recordAt(2, value), recordAt(3, other)} {
		if err := b.intake.Handle(t.Context(), record); err != nil {
			t.Fatal(err)
		}
	}
	b.wantCount(t, resultStarted, 1)
	b.wantCount(t, resultRedelivered, 1)
	b.wantCount(t, resultDuplicate, 1)
	b.wantCount(t, resultConflict, 1)
	if len(b.letters.letters) != 1 || b.letters.records[0].Offset != 3 {
		t.Fatalf("dead letters are %+v, want the record at offset 3", b.letters.records)
	}
	if l := b.letters.letters[0]; l.Reason != "CONFLICT" || l.Stage != "start" || !l.At.Equal(now) {
		t.Errorf("letter is %+v", l)
	}
}

func TestABadRecordBecomesADeadLetterAndNoWorkflow(t *testing.T) {
	b := setup(t)
	if err := b.intake.Handle(t.Context(), recordAt(5, []byte("refund please"))); err != nil {
		t.Fatal(err)
	}
	want := []kafka.Letter{{Stage: "decode", Reason: "MALFORMED", Detail: "MALFORMED: the value is not JSON", At: now}}
	if !slices.Equal(b.letters.letters, want) {
		t.Errorf("letters are %+v, want %+v", b.letters.letters, want)
	}
	if b.temporal.calls != 0 {
		t.Errorf("Temporal was called %d times, want 0", b.temporal.calls)
	}
	b.wantCount(t, resultRefused, 1)
	if got := counted(t, b.registry, MetricDeadLetters, "MALFORMED"); got != 1 {
		t.Errorf("MALFORMED counted %v, want 1", got)
	}
}

func TestARecordIsNotSafeWhileItsDeadLetterIsNotWritten(t *testing.T) {
	b := setup(t)
	b.letters.err = errors.New("broker away")
	if err := b.intake.Handle(t.Context(), recordAt(5, nil)); !errors.Is(err, b.letters.err) {
		t.Fatalf("got %v, want %v", err, b.letters.err)
	}
	b.wantCount(t, resultRefused, 0)
}

func TestNoErrorOfTemporalMakesADeadLetter(t *testing.T) {
	b := setup(t)
	b.temporal.refusals = []error{errAway, errors.New("InvalidArgument: search attribute RefundStatus is not usable yet")}
	record := recordAt(5, exampleValue(t))
	for _, want := range slices.Clone(b.temporal.refusals) {
		if err := b.intake.Handle(t.Context(), record); !errors.Is(err, want) {
			t.Fatalf("got %v, want %v", err, want)
		}
	}
	if err := b.intake.Handle(t.Context(), record); err != nil {
		t.Fatal(err)
	}
	if len(b.letters.letters) != 0 {
		t.Errorf("dead letters: %+v", b.letters.letters)
	}
	b.wantCount(t, resultStarted, 1)
}

func TestAStartWhoseAnswerWasLostIsFoundAgain(t *testing.T) {
	b := setup(t)
	b.temporal.loseAnswers = 1
	record := recordAt(5, exampleValue(t))
	if err := b.intake.Handle(t.Context(), record); !errors.Is(err, errAnswerLost) {
		t.Fatalf("got %v, want the lost answer", err)
	}
	b.temporal.refusals = []error{errAway}
	if err := b.intake.Handle(t.Context(), record); !errors.Is(err, errAway) {
		t.Fatalf("got %v, want Temporal away", err)
	}
	if err := b.intake.Handle(t.Context(), record); err != nil {
		t.Fatal(err)
	}
	b.wantCount(t, resultRedelivered, 1)
	if len(b.letters.letters) != 0 {
		t.Errorf("dead letters: %+v", b.letters.letters)
	}
}

func TestTheLogNamesRefundAndOrderAndNoPerson(t *testing.T) {
	b := setup(t)
	value := exampleValue(t)
	bad := bytes.Replace(value, []byte(`"email": "buyer@example.com"`), []byte(`"email": ["buyer@example.com"]`), 1)
	for _, v := range [][]byte{value, bad} {
		if err := b.intake.Handle(t.Context(), recordAt(1, v)); err != nil {
			t.Fatal(err)
		}
	}
	entries := b.logs.All()
	if len(entries) != 2 || entries[0].ContextMap()["refund"] != "refund/m-001/820982911946154508/c-1" ||
		entries[0].ContextMap()["order"] != "820982911946154508" || entries[1].ContextMap()["reason"] != "MALFORMED" {
		t.Fatalf("log is %+v", entries)
	}
	if entries[0].Level != zap.DebugLevel || entries[1].Level != zap.WarnLevel {
		t.Errorf("a refund is said at %s and a deadLetter at %s, want debug and warn", entries[0].Level, entries[1].Level)
	}
	for _, entry := range entries {
		for key, value := range entry.ContextMap() {
			if text, ok := value.(string); ok && strings.Contains(text, "example.com") {
				t.Errorf("%s is %q", key, text)
			}
		}
	}
}

func TestDetailsListWhatIsCancelledUpToALimit(t *testing.T) {
	c := refund.Cancellation{Key: refund.Key{Merchant: "m", Order: "o", Request: "c"}, Scope: refund.ScopeLines, Initiator: refund.InitiatorSupport}
	for range linesShownMax + 2 {
		c.CancelledLines = append(c.CancelledLines, refund.CancelledLine{LineID: "1", Quantity: 3})
	}
	want := "Merchant `m`, order `o`, request `c`, asked for by support.\n\nCancelled:\n\n" +
		strings.Repeat("- 3 of line `1`\n", linesShownMax) + "- and 2 lines more\n"
	if got := details(c); got != want {
		t.Fatalf("got %q, want %q", got, want)
	}
}

func TestEverythingMissingInTheConfigurationIsNamedAtOnce(t *testing.T) {
	err := Run(t.Context(), Config{})
	if err == nil {
		t.Fatal("it ran")
	}
	want := "starter: needs brokers\nstarter: needs a Temporal client\nstarter: needs a task queue\nstarter: needs a logger\nstarter: needs a metrics registerer"
	if err.Error() != want {
		t.Fatalf("got %q, want %q", err, want)
	}
}

func TestARecordThatCannotBeReadIsADeadLetterWithItsPlace(t *testing.T) {
	b := setup(t)
	record := recordAt(7, nil)
	record.Unreadable = kafka.ErrUnpacksTooLarge
	if err := b.intake.Handle(t.Context(), record); err != nil {
		t.Fatal(err)
	}
	if len(b.letters.letters) != 1 {
		t.Fatalf("%d dead letters, want 1", len(b.letters.letters))
	}
	if l := b.letters.letters[0]; l.Stage != "read" || l.Reason != "TOO_LARGE" || !strings.Contains(l.Detail, "unpacks to more than 32 MiB") {
		t.Errorf("the dead letter is %+v", l)
	}
	b.wantCount(t, resultRefused, 1)
}

func TestAReplayIsCountedAndStartsNothingTwice(t *testing.T) {
	b := setup(t)
	replayed := recordAt(9, exampleValue(t))
	replayed.Headers = []kafka.Header{{Key: kafka.HeaderReplayOf, Value: []byte("orders.dlq/0/1")}}
	malformed := recordAt(10, []byte("{"))
	malformed.Headers = replayed.Headers
	for _, r := range []kafka.Record{recordAt(7, exampleValue(t)), replayed, malformed} {
		if err := b.intake.Handle(t.Context(), r); err != nil {
			t.Fatal(err)
		}
	}
	if len(b.temporal.started) != 1 {
		t.Errorf("%d workflows were started, want 1", len(b.temporal.started))
	}
	for r, want := range map[result]float64{resultStarted: 0, resultDuplicate: 1, resultRefused: 1} {
		if got := counted(t, b.registry, MetricReplays, string(r)); got != want {
			t.Errorf("%v replays ended as %s, want %v", got, r, want)
		}
	}
}
