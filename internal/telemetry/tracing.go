package telemetry

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/exporters/otlp/otlptrace/otlptracegrpc"
	"go.opentelemetry.io/otel/exporters/otlp/otlptrace/otlptracehttp"
	"go.opentelemetry.io/otel/sdk/resource"
	sdk "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/trace"
	"go.uber.org/zap"
)

// scope is the name of what makes makegood's spans.
const scope = "github.com/makegood/makegood"

// Tracing makes spans and sends them to a collector by OTLP, in the background.
type Tracing struct {
	trace.Tracer
	provider *sdk.TracerProvider
	lost     *losses
}

// TracingOptions say whose spans are made. Everything is required.
type TracingOptions struct {
	// Service names the process, unless OTEL_SERVICE_NAME does.
	Service string
	Logger  *zap.Logger
	// Metrics counts spans; Lookup is os.LookupEnv.
	Metrics prometheus.Registerer
	Lookup  func(name string) (string, bool)
}

// NewTracing starts tracing where the environment names a collector, by the variables that all programs with
// OpenTelemetry know (OTEL_*). Where it names none, it starts nothing and returns nil: tracing is off. An error
// says which variable is wrong. A collector that is away is no error.
func NewTracing(ctx context.Context, o TracingOptions) (*Tracing, error) {
	by, on, err := transportIn(o.Lookup)
	if err != nil || !on {
		return nil, err
	}
	otel.SetErrorHandler(otel.ErrorHandlerFunc(func(err error) { o.Logger.Warn("tracing", zap.Error(err)) }))
	counts, err := countSpans(o.Metrics)
	if err != nil {
		return nil, err
	}
	exporter, err := newExporter(ctx, by)
	if err != nil {
		return nil, fmt.Errorf("telemetry: tracing: %w", err)
	}
	about, err := describe(ctx, o.Service)
	if err != nil {
		return nil, errors.Join(err, exporter.Shutdown(ctx))
	}
	lost := &losses{SpanExporter: exporter, counts: counts, log: o.Logger, now: time.Now}
	provider := sdk.NewTracerProvider(sdk.WithResource(about), sdk.WithIDGenerator(ids{}),
		sdk.WithSpanProcessor(ended{counts}), sdk.WithBatcher(lost))
	return &Tracing{Tracer: provider.Tracer(scope), provider: provider, lost: lost}, nil
}

func newExporter(ctx context.Context, by transport) (sdk.SpanExporter, error) {
	if by == transportGRPC {
		return otlptracegrpc.New(ctx)
	}
	return otlptracehttp.New(ctx)
}

// describe says which process makes the spans; OTEL_SERVICE_NAME and OTEL_RESOURCE_ATTRIBUTES have the last word.
func describe(ctx context.Context, service string) (*resource.Resource, error) {
	about, err := resource.New(ctx, resource.WithTelemetrySDK(), resource.WithAttributes(serviceName.String(service)), resource.WithFromEnv())
	if err != nil {
		return nil, fmt.Errorf("telemetry: OTEL_RESOURCE_ATTRIBUTES: %w", err)
	}
	return about, nil
}

// Close sends what is left, and gives up after a while: what a collector has not taken then is lost.
func (t *Tracing) Close(after time.Duration) {
	ctx, cancel := context.WithTimeout(context.Background(), after)
	defer cancel()
	if err := t.provider.Shutdown(ctx); err != nil {
		t.lost.log.Warn("the last spans were not taken by the collector", zap.Error(err))
	}
}
