package telemetry

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
	exporter "go.opentelemetry.io/otel/exporters/prometheus"
	"go.opentelemetry.io/otel/sdk/metric"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/contrib/opentelemetry"
	"go.uber.org/zap"
)

// NewRegistry makes a registry that holds the process's own figures (memory, goroutines).
func NewRegistry() *prometheus.Registry {
	r := prometheus.NewRegistry()
	r.MustRegister(collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return r
}

// latencySeconds are the bounds of the SDK's timers: from a fast local call to a long poll.
var latencySeconds = [...]float64{0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60}

// TemporalMetrics returns the handler that puts the Temporal SDK's metrics (temporal_*) into the
// registry: counters as counters, timers as histograms in seconds.
func TemporalMetrics(into prometheus.Registerer, l *zap.Logger) (client.MetricsHandler, error) {
	e, err := exporter.New(exporter.WithRegisterer(into), exporter.WithoutScopeInfo(), exporter.WithoutTargetInfo())
	if err != nil {
		return nil, fmt.Errorf("telemetry: exporter: %w", err)
	}
	timers := metric.NewView(metric.Instrument{Kind: metric.InstrumentKindHistogram},
		metric.Stream{Aggregation: metric.AggregationExplicitBucketHistogram{Boundaries: latencySeconds[:]}})
	provider := metric.NewMeterProvider(metric.WithReader(e), metric.WithView(timers))
	return opentelemetry.NewMetricsHandler(opentelemetry.MetricsHandlerOptions{
		Meter:                provider.Meter("temporal-sdk-go"),
		OnError:              func(err error) { l.Warn("a metric of the Temporal SDK is lost", zap.Error(err)) },
		UseMonotonicCounters: true,
	}), nil
}

// Endpoint says where figures are served, which ones, and who is told when that ends.
type Endpoint struct {
	// Address is host:port; port 0 takes a free one.
	Address string
	From    prometheus.Gatherer
	Logger  *zap.Logger
	// Beside are what else is served there, by the pattern of http.ServeMux; it may be nil.
	Beside map[string]http.Handler
}

// ServeMetrics serves e.From under http://address/metrics until ctx ends. It returns what is
// listened on, or why the address cannot be had.
func ServeMetrics(ctx context.Context, e Endpoint) (net.Addr, error) {
	listener, err := net.Listen("tcp", e.Address)
	if err != nil {
		return nil, fmt.Errorf("telemetry: metrics address: %w", err)
	}
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", promhttp.HandlerFor(e.From, promhttp.HandlerOpts{}))
	for pattern, handler := range e.Beside {
		mux.Handle(pattern, handler)
	}
	server := &http.Server{Handler: mux, ReadHeaderTimeout: 5 * time.Second}
	context.AfterFunc(ctx, func() { _ = server.Close() })
	go func() {
		if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
			e.Logger.Error("metrics are not served any more", zap.String("address", e.Address), zap.Error(err))
		}
	}()
	return listener.Addr(), nil
}
