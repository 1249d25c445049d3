package telemetry_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"go.opentelemetry.io/otel/trace"
	collector "go.opentelemetry.io/proto/otlp/collector/trace/v1"
	"go.uber.org/zap"
	"google.golang.org/protobuf/proto"

	"github.com/makegood/makegood/internal/telemetry"
	"github.com/makegood/makegood/internal/telemetry/collectortest"
)

// in is an environment of its own.
func in(variables map[string]string) func(string) (string, bool) {
	return func(name string) (string, bool) { value, ok := variables[name]; return value, ok }
}

// tracingTo starts tracing to an address by gRPC; the SDK and its exporter read the process's own environment.
func tracingTo(t *testing.T, url string, logger *zap.Logger, metrics prometheus.Registerer) *telemetry.Tracing {
	t.Helper()
	for name, value := range map[string]string{
		"OTEL_EXPORTER_OTLP_ENDPOINT": url, "OTEL_EXPORTER_OTLP_PROTOCOL": "grpc", "OTEL_EXPORTER_OTLP_TIMEOUT": "100",
		"OTEL_BSP_SCHEDULE_DELAY": "10", "OTEL_BSP_MAX_QUEUE_SIZE": "8", "OTEL_BSP_MAX_EXPORT_BATCH_SIZE": "8",
	} {
		t.Setenv(name, value)
	}
	on, err := telemetry.NewTracing(t.Context(), telemetry.TracingOptions{
		Service: "makegood-test", Logger: logger, Metrics: metrics,
		Lookup: in(map[string]string{"OTEL_EXPORTER_OTLP_ENDPOINT": url, "OTEL_EXPORTER_OTLP_PROTOCOL": "grpc"}),
	})
	if err != nil || on == nil {
		t.Fatalf("tracing: %v, %v", on, err)
	}
	return on
}

func TestTracingIsOffUnlessACollectorIsNamed(t *testing.T) {
	before := runtime.NumGoroutine()
	for name, variables := range map[string]map[string]string{
		"nothing": {}, "no endpoint": {"OTEL_SERVICE_NAME": "a", "OTEL_TRACES_EXPORTER": "otlp"},
		"switched off":       {"OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:4318", "OTEL_SDK_DISABLED": "true"},
		"exporter of nobody": {"OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:4318", "OTEL_TRACES_EXPORTER": "none"},
	} {
		registry := prometheus.NewRegistry()
		got, err := telemetry.NewTracing(t.Context(), telemetry.TracingOptions{Service: "s", Logger: zap.NewNop(), Metrics: registry, Lookup: in(variables)})
		if got != nil || err != nil {
			t.Errorf("%s: %v, %v", name, got, err)
		}
		if families, err := registry.Gather(); len(families) != 0 || err != nil {
			t.Errorf("%s: %d metrics, %v", name, len(families), err)
		}
	}
	if after := runtime.NumGoroutine(); after > before {
		t.Errorf("%d goroutines, before it were %d", after, before)
	}
}

func TestAWrongVariableIsNamed(t *testing.T) {
	for name, value := range map[string]string{
		"OTEL_EXPORTER_OTLP_ENDPOINT": "collector:4317", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT": "http://",
		"OTEL_EXPORTER_OTLP_PROTOCOL": "http/json", "OTEL_EXPORTER_OTLP_TRACES_PROTOCOL": "udp", "OTEL_TRACES_EXPORTER": "zipkin",
	} {
		variables := map[string]string{"OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:4318", name: value}
		got, err := telemetry.NewTracing(t.Context(), telemetry.TracingOptions{
			Service: "s", Logger: zap.NewNop(), Metrics: prometheus.NewRegistry(), Lookup: in(variables),
		})
		if err == nil || got != nil || !strings.Contains(err.Error(), name+"=") || !strings.Contains(err.Error(), value) {
			t.Errorf("%s=%s: %v", name, value, err)
		}
	}
}

func TestSpansArriveUnderTheProcesssNameAndTheLastOnesAtItsEnd(t *testing.T) {
	receiver, registry := collectortest.Start(t), prometheus.NewRegistry()
	on := tracingTo(t, receiver.URL, zap.NewNop(), registry)
	_, span := on.Start(telemetry.WithSpanID(t.Context(), trace.SpanID{1, 2, 3}), "last")
	span.End()
	on.Close(time.Minute)
	got := receiver.Spans()
	if len(got) != 1 || got[0].Name != "last" || got[0].Service != "makegood-test" || got[0].ID != "0102030000000000" {
		t.Fatalf("got %+v", got)
	}
	wantSpans(t, registry, map[string]float64{"ended": 1, "sent": 1, "lost": 0})
}

// TestSpansGoByHTTPUnlessTheEnvironmentSaysOtherwise: that is the specification's default.
func TestSpansGoByHTTPUnlessTheEnvironmentSaysOtherwise(t *testing.T) {
	var got collector.ExportTraceServiceRequest
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil || r.URL.Path != "/v1/traces" || proto.Unmarshal(body, &got) != nil {
			t.Errorf("%s %s, %d bytes, %v", r.Method, r.URL.Path, len(body), err)
		}
	}))
	defer server.Close()
	t.Setenv("OTEL_EXPORTER_OTLP_ENDPOINT", server.URL)
	on, err := telemetry.NewTracing(t.Context(), telemetry.TracingOptions{
		Service: "makegood-test", Logger: zap.NewNop(), Metrics: prometheus.NewRegistry(), Lookup: os.LookupEnv,
	})
	if err != nil || on == nil {
		t.Fatalf("tracing: %v, %v", on, err)
	}
	_, span := on.Start(t.Context(), "by HTTP")
	span.End()
	on.Close(time.Minute)
	if spans := got.GetResourceSpans(); len(spans) != 1 || spans[0].GetScopeSpans()[0].GetSpans()[0].GetName() != "by HTTP" {
		t.Errorf("got %v", spans)
	}
}

// TestACollectorThatIsAwayHoldsNothingUp: hundreds of spans are made at once, the queue stays small, what is lost is
// counted and said once, and the end is not held up beyond its bound.
func TestACollectorThatIsAwayHoldsNothingUp(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	url := "http://" + listener.Addr().String()
	_ = listener.Close() // nobody listens there
	var logs bytes.Buffer
	logger, err := telemetry.NewLogger(telemetry.LogOptions{Level: "info", Format: "json", To: &logs})
	if err != nil {
		t.Fatal(err)
	}
	registry := prometheus.NewRegistry()
	on := tracingTo(t, url, logger, registry)
	const count = 500
	began := time.Now()
	for range count {
		_, span := on.Start(context.Background(), "span")
		span.End()
	}
	if took := time.Since(began); took > time.Second {
		t.Errorf("%d spans took %s", count, took)
	}
	began = time.Now()
	on.Close(time.Second)
	if took := time.Since(began); took > 2*time.Second {
		t.Errorf("the end took %s", took)
	}
	if n := strings.Count(logs.String(), "the collector does not take spans"); n != 1 {
		t.Errorf("said %d times:\n%s", n, logs.String())
	}
	if ended, sent, lost := spans(t, registry, "ended"), spans(t, registry, "sent"), spans(t, registry, "lost"); ended != count || sent != 0 || lost < 1 || lost > count {
		t.Errorf("ended %v, sent %v, lost %v", ended, sent, lost)
	}
}

func wantSpans(t *testing.T, registry *prometheus.Registry, want map[string]float64) {
	t.Helper()
	for result, n := range want {
		if got := spans(t, registry, result); got != n {
			t.Errorf("%s is %v, want %v", result, got, n)
		}
	}
}

func spans(t *testing.T, registry *prometheus.Registry, result string) (n float64) {
	t.Helper()
	families, err := registry.Gather()
	if err != nil {
		t.Fatal(err)
	}
	for _, family := range families {
		for _, metric := range family.GetMetric() {
			if family.GetName() == telemetry.MetricSpans && metric.GetLabel()[0].GetValue() == result {
				n = metric.GetCounter().GetValue()
			}
		}
	}
	return n
}

func TestATraceGoesThroughHeadersAndALongStateStays(t *testing.T) {
	const parent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
	for name, c := range map[string]struct{ in, want map[string]string }{
		"a trace":          {map[string]string{"traceparent": parent, "tracestate": "a=1"}, map[string]string{"traceparent": parent, "tracestate": "a=1"}},
		"a long state":     {map[string]string{"traceparent": parent, "tracestate": longState}, map[string]string{"traceparent": parent}},
		"no trace":         {map[string]string{"tracestate": "a=1"}, map[string]string{}},
		"a broken trace":   {map[string]string{"traceparent": "00-xyz"}, map[string]string{}},
		"the zero trace":   {map[string]string{"traceparent": "00-00000000000000000000000000000000-b7ad6b7169203331-01"}, map[string]string{}},
		"with another's":   {map[string]string{"traceparent": parent, "baggage": "customer=42"}, map[string]string{"traceparent": parent}},
		"not to be traced": {map[string]string{"traceparent": parent[:53] + "00"}, map[string]string{"traceparent": parent[:53] + "00"}},
	} {
		ctx := telemetry.Continue(t.Context(), func(key string) string { return c.in[key] })
		got := map[string]string{}
		telemetry.Carry(ctx, func(key, value string) { got[key] = value })
		if len(got) != len(c.want) || got["traceparent"] != c.want["traceparent"] || got["tracestate"] != c.want["tracestate"] {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
}

var longState = "a=" + strings.Repeat("x", 250) + ",b=" + strings.Repeat("y", 250) + ",c=" + strings.Repeat("z", 250)

func TestALineHasTheIdsOfItsSpanOrNone(t *testing.T) {
	var out bytes.Buffer
	l, err := telemetry.NewLogger(telemetry.LogOptions{Level: "info", Format: "json", To: &out})
	if err != nil {
		t.Fatal(err)
	}
	ctx := telemetry.Continue(t.Context(), func(key string) string {
		return map[string]string{"traceparent": "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"}[key]
	})
	l.Info("in a trace", telemetry.TraceOf(ctx))
	l.Info("in none", telemetry.TraceOf(t.Context()))
	lines := strings.Split(strings.TrimSpace(out.String()), "\n")
	for i, want := range []map[string]any{{"trace_id": "0af7651916cd43dd8448eb211c80319c", "span_id": "b7ad6b7169203331"}, {"trace_id": nil, "span_id": nil}} {
		var line map[string]any
		if err := json.Unmarshal([]byte(lines[i]), &line); err != nil {
			t.Fatal(err)
		}
		for key, value := range want {
			if line[key] != value {
				t.Errorf("line %d: %s is %v, want %v", i, key, line[key], value)
			}
		}
	}
}
