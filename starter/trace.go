package starter

import (
	"context"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/trace"
	"go.uber.org/zap"

	"github.com/makegood/makegood/internal/kafka"
	"github.com/makegood/makegood/internal/telemetry"
	"github.com/makegood/makegood/refund"
)

// traced is a handler with a span around each try of a record.
type traced struct {
	kafka.Handler
	config Config
}

// traced is the handler itself while tracing is off.
func (c Config) traced(next kafka.Handler) kafka.Handler {
	if c.Tracer == nil {
		return next
	}
	return traced{Handler: next, config: c}
}

// Handle implements kafka.Handler. The span's parent is the one that the record names in its header traceparent, not a
// link: a record starts one refund, and the trace that began in the order system shall show it to its end. A record
// without that header begins a trace.
func (t traced) Handle(ctx context.Context, r kafka.Record) error {
	ctx, span := t.config.Tracer.Start(continued(ctx, r), "consume "+r.Topic, trace.WithSpanKind(trace.SpanKindConsumer), trace.WithAttributes(
		attribute.String("messaging.system", "kafka"), attribute.String("messaging.destination.name", r.Topic),
		attribute.String("messaging.consumer.group.name", t.config.Group), attribute.Int("messaging.kafka.offset", int(r.Offset)),
		attribute.Int("messaging.destination.partition.id", r.Partition), attribute.Int("makegood.attempt", r.Attempt),
	))
	defer span.End()
	err := t.Handler.Handle(ctx, r)
	if err != nil {
		span.SetStatus(codes.Error, "it waits, and is tried again")
	}
	return err
}

// continued is ctx with the span that the record names.
func continued(ctx context.Context, r kafka.Record) context.Context {
	headers := headersOf(r)
	return telemetry.Continue(ctx, func(key string) string { return headers[key] })
}

// traceOf is the trace that a record came with, for a log line beside its span.
func (c Config) traceOf(r kafka.Record) zap.Field {
	if c.Tracer == nil {
		return zap.Skip()
	}
	return telemetry.TraceOf(continued(context.Background(), r))
}

// describe says in the record's span what became of it.
func describe(ctx context.Context, became result, id refund.ID) {
	span := trace.SpanFromContext(ctx)
	if !span.IsRecording() {
		return
	}
	span.SetAttributes(attribute.String("makegood.result", string(became)), attribute.String("makegood.refund", string(id)))
	if key, err := id.Key(); err == nil {
		span.SetAttributes(attribute.String("makegood.merchant", string(key.Merchant)), attribute.String("makegood.order", string(key.Order)))
	}
}

// describeRefused says why it is a dead letter, by the code alone: the detail quotes the event.
func describeRefused(ctx context.Context, why deadLetter) {
	span := trace.SpanFromContext(ctx)
	if !span.IsRecording() {
		return
	}
	describe(ctx, resultRefused, why.id)
	span.SetStatus(codes.Error, string(why.problem.Code))
}
