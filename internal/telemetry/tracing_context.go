package telemetry

import (
	"context"

	"go.opentelemetry.io/otel/propagation"
	"go.opentelemetry.io/otel/trace"
	"go.uber.org/zap"
	"go.uber.org/zap/zapcore"
)

// The names of the W3C trace context, in Kafka records, HTTP requests and Temporal's headers.
const (
	HeaderTraceparent = "traceparent"
	HeaderTracestate  = "tracestate"
)

// stateBytesMax is how long a tracestate may be that is passed on: what the specification asks everybody to carry. A
// longer one comes from outside, and would be in every header.
const stateBytesMax = 512

// Carry hands the trace context of ctx to set, header by header; without a span in ctx there is none.
func Carry(ctx context.Context, set func(key, value string)) {
	propagation.TraceContext{}.Inject(ctx, outgoing(set))
}

// Continue is ctx with the span that headers name as its parent; get is a header's value, or empty. Headers that are no
// W3C trace context change nothing.
func Continue(ctx context.Context, get func(key string) string) context.Context {
	return propagation.TraceContext{}.Extract(ctx, incoming(get))
}

// TraceOf are the fields trace_id and span_id of the span in ctx, for a log line; none without one.
func TraceOf(ctx context.Context) zap.Field {
	at := trace.SpanContextFromContext(ctx)
	if !at.IsValid() {
		return zap.Skip()
	}
	return zap.Inline(traceFields(at))
}

// The names under which logs carry a trace.
const (
	FieldTrace = "trace_id"
	FieldSpan  = "span_id"
)

type traceFields trace.SpanContext

// MarshalLogObject implements zapcore.ObjectMarshaler.
func (t traceFields) MarshalLogObject(into zapcore.ObjectEncoder) error {
	at := trace.SpanContext(t)
	into.AddString(FieldTrace, at.TraceID().String())
	into.AddString(FieldSpan, at.SpanID().String())
	return nil
}

// outgoing is where a trace context is written to.
type outgoing func(key, value string)

// Get implements propagation.TextMapCarrier; nobody reads what is written.
func (outgoing) Get(string) string { return "" }

// Keys implements propagation.TextMapCarrier.
func (outgoing) Keys() []string { return nil }

// Set implements propagation.TextMapCarrier.
func (o outgoing) Set(key, value string) {
	if key != HeaderTracestate || len(value) <= stateBytesMax {
		o(key, value)
	}
}

// incoming is where a trace context is read from.
type incoming func(key string) string

// Get implements propagation.TextMapCarrier.
func (i incoming) Get(key string) string { return i(key) }

// Set implements propagation.TextMapCarrier; nobody writes to what is read.
func (incoming) Set(string, string) {}

// Keys implements propagation.TextMapCarrier.
func (incoming) Keys() []string { return []string{HeaderTraceparent, HeaderTracestate} }
