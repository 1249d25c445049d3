package traced

import (
	"context"

	"go.opentelemetry.io/otel/trace"
	"go.temporal.io/api/common/v1"
	"go.temporal.io/sdk/converter"

	"github.com/makegood/makegood/internal/telemetry"
)

// The fields of Temporal's headers. The first is the one that Temporal's own interceptors use, in every language: what
// they start is traced on here, and the other way round. The second names the span of a person's act beside it.
const (
	headerTrace = "_tracer-data"
	headerAct   = "_makegood-act"
)

// writeHeader puts a span where a header carries it; nothing where there is no span.
func writeHeader(header map[string]*common.Payload, field string, at trace.SpanContext) error {
	if !at.IsValid() {
		return nil
	}
	fields := map[string]string{}
	telemetry.Carry(trace.ContextWithSpanContext(context.Background(), at), func(key, value string) { fields[key] = value })
	payload, err := converter.GetDefaultDataConverter().ToPayload(fields)
	if err != nil {
		return err
	}
	header[field] = payload
	return nil
}

// readHeader is the span that a header carries. What cannot be read is none: a refund does not wait for its trace.
func readHeader(header map[string]*common.Payload, field string) trace.SpanContext {
	payload, there := header[field]
	if !there {
		return trace.SpanContext{}
	}
	var fields map[string]string
	if err := converter.GetDefaultDataConverter().FromPayload(payload, &fields); err != nil {
		return trace.SpanContext{}
	}
	ctx := telemetry.Continue(context.Background(), func(key string) string { return fields[key] })
	return trace.SpanContextFromContext(ctx)
}
