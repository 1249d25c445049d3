package starter

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"go.opentelemetry.io/otel/codes"
	sdk "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"
	"go.uber.org/zap"

	"github.com/makegood/makegood/internal/kafka"
)

const (
	traceOfRecord  = "0af7651916cd43dd8448eb211c80319c"
	parentOfRecord = "b7ad6b7169203331"
)

// tracedBundle is a bundle whose records have spans.
type tracedBundle struct {
	bundle
	spans   *tracetest.SpanRecorder
	handler kafka.Handler
}

func setupTraced(t *testing.T) tracedBundle {
	t.Helper()
	b := tracedBundle{bundle: setup(t), spans: tracetest.NewSpanRecorder()}
	b.intake.config.Tracer = sdk.NewTracerProvider(sdk.WithSpanProcessor(b.spans)).Tracer("test")
	b.handler = b.intake.config.traced(b.intake)
	return b
}

// fromTrace is a record that came with a trace.
func fromTrace(value []byte) kafka.Record {
	r := recordAt(7, value)
	r.Headers = []kafka.Header{{Key: "traceparent", Value: []byte("00-" + traceOfRecord + "-" + parentOfRecord + "-01")}}
	return r
}

// last is the latest span, with its attributes.
func (b tracedBundle) last(t *testing.T) (sdk.ReadOnlySpan, map[string]string) {
	t.Helper()
	ended := b.spans.Ended()
	if len(ended) == 0 {
		t.Fatal("no span")
	}
	span, out := ended[len(ended)-1], map[string]string{}
	for _, a := range span.Attributes() {
		out[string(a.Key)] = a.Value.String()
	}
	return span, out
}

func TestARecordContinuesTheTraceItCameWithAndOneWithoutBeginsOne(t *testing.T) {
	b := setupTraced(t)
	if err := b.handler.Handle(t.Context(), fromTrace(exampleValue(t))); err != nil {
		t.Fatal(err)
	}
	span, says := b.last(t)
	if span.SpanContext().TraceID().String() != traceOfRecord || span.Parent().SpanID().String() != parentOfRecord || span.Name() != "consume orders" {
		t.Errorf("%s in %s below %s", span.Name(), span.SpanContext().TraceID(), span.Parent().SpanID())
	}
	for key, want := range map[string]string{
		"makegood.result": "started", "makegood.refund": "refund/m-001/820982911946154508/c-1", "makegood.merchant": "m-001",
		"messaging.destination.name": "orders", "messaging.destination.partition.id": "2", "messaging.kafka.offset": "7", "makegood.attempt": "1",
	} {
		if says[key] != want {
			t.Errorf("%s is %q, want %q", key, says[key], want)
		}
	}
	line := b.logs.FilterMessage("record started").All()[0].ContextMap()
	if line["trace_id"] != traceOfRecord || line["span_id"] != span.SpanContext().SpanID().String() {
		t.Errorf("the line says %v", line)
	}
	if err := b.handler.Handle(t.Context(), recordAt(8, exampleValue(t))); err != nil {
		t.Fatal(err)
	}
	if next, says := b.last(t); !next.SpanContext().IsValid() || next.SpanContext().TraceID() == span.SpanContext().TraceID() || next.Parent().IsValid() || says["makegood.result"] != "duplicate" {
		t.Errorf("the second record: %v below %v, %v", next.SpanContext(), next.Parent(), says)
	}
}

func TestARefusedRecordSaysItsCodeAndNothingOfTheEvent(t *testing.T) {
	b := setupTraced(t)
	value := []byte(strings.Replace(string(exampleValue(t)), `"CNY"`, `"buyer@example.com"`, 1))
	if err := b.handler.Handle(t.Context(), fromTrace(value)); err != nil {
		t.Fatal(err)
	}
	span, says := b.last(t)
	if code := string(b.letters.letters[0].Reason); span.Status().Code != codes.Error || span.Status().Description != code || says["makegood.result"] != "refused" {
		t.Errorf("%v, %v, want %s", span.Status(), says, code)
	}
	if text := fmt.Sprint(span.Status(), says, span.Events()); strings.Contains(text, "buyer") {
		t.Errorf("it quotes the event: %s", text)
	}
	if line := b.logs.FilterLevelExact(zap.WarnLevel).All()[0].ContextMap(); line["trace_id"] != traceOfRecord {
		t.Errorf("the line says %v", line)
	}
}

func TestARecordThatWaitsHasASpanForEachTryInOneTrace(t *testing.T) {
	b := setupTraced(t)
	away := errors.New("away")
	b.temporal.refusals = []error{away, away}
	r := fromTrace(exampleValue(t))
	for r.Attempt = 1; r.Attempt <= 2; r.Attempt++ {
		if err := b.handler.Handle(t.Context(), r); err == nil {
			t.Fatal("it is safe while Temporal is away")
		}
		span, says := b.last(t)
		if span.Status().Code != codes.Error || span.SpanContext().TraceID().String() != traceOfRecord || says["makegood.attempt"] != fmt.Sprint(r.Attempt) {
			t.Errorf("try %d: %v, %v", r.Attempt, span.Status(), says)
		}
	}
	b.intake.waits(r, away, 0)
	if line := b.logs.FilterMessage("a record waits; nothing is lost").All()[0].ContextMap(); line["trace_id"] != traceOfRecord {
		t.Errorf("the line says %v", line)
	}
}

func TestWithoutATracerTheHandlerIsTheIntakeItself(t *testing.T) {
	b := setup(t)
	if got := b.intake.config.traced(b.intake); got != kafka.Handler(b.intake) {
		t.Errorf("got %T", got)
	}
	if err := b.intake.Handle(t.Context(), fromTrace(exampleValue(t))); err != nil {
		t.Fatal(err)
	}
	if line := b.logs.FilterMessage("record started").All()[0].ContextMap(); line["trace_id"] != nil {
		t.Errorf("the line says %v", line)
	}
}
