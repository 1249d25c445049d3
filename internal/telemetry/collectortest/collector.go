// Package collectortest is a collector in process that speaks OTLP over gRPC, for tests: it keeps the spans it is sent.
package collectortest

import (
	"context"
	"encoding/hex"
	"fmt"
	"net"
	"strings"
	"sync"
	"testing"

	collector "go.opentelemetry.io/proto/otlp/collector/trace/v1"
	common "go.opentelemetry.io/proto/otlp/common/v1"
	trace "go.opentelemetry.io/proto/otlp/trace/v1"
	"google.golang.org/grpc"
	"google.golang.org/protobuf/encoding/protojson"
)

// Span is a span as it arrived. Ids are hexadecimal; Parent is empty for one that has none.
type Span struct {
	Service, Name     string
	Trace, ID, Parent string
	Attributes        map[string]string
	// Links are the traces that are linked.
	Links []string
	// Failed: its status is an error.
	Failed bool
}

// Collector keeps what it is sent. It is safe for concurrent use.
type Collector struct {
	collector.UnimplementedTraceServiceServer
	// URL is what OTEL_EXPORTER_OTLP_ENDPOINT names.
	URL string

	mu    sync.Mutex
	spans []Span
	said  strings.Builder
}

// Start serves on a free port until the test ends.
func Start(t testing.TB) *Collector {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	c := &Collector{URL: "http://" + listener.Addr().String()}
	server := grpc.NewServer()
	collector.RegisterTraceServiceServer(server, c)
	go func() { _ = server.Serve(listener) }() // it ends with Stop
	t.Cleanup(server.Stop)
	return c
}

// Variable is one of a process's environment.
type Variable struct{ Name, Value string }

// Variables switch tracing to this collector on, with spans sent at once.
func (c *Collector) Variables() []Variable {
	return []Variable{{"OTEL_EXPORTER_OTLP_ENDPOINT", c.URL}, {"OTEL_EXPORTER_OTLP_PROTOCOL", "grpc"}, {"OTEL_BSP_SCHEDULE_DELAY", "50"}}
}

// Export implements the collector's service.
func (c *Collector) Export(_ context.Context, in *collector.ExportTraceServiceRequest) (*collector.ExportTraceServiceResponse, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.said.WriteString(protojson.Format(in))
	for _, resource := range in.GetResourceSpans() {
		service := attributes(resource.GetResource().GetAttributes())["service.name"]
		for _, scope := range resource.GetScopeSpans() {
			for _, span := range scope.GetSpans() {
				c.spans = append(c.spans, read(service, span))
			}
		}
	}
	return &collector.ExportTraceServiceResponse{}, nil
}

// Spans are those that have arrived so far.
func (c *Collector) Spans() []Span {
	c.mu.Lock()
	defer c.mu.Unlock()
	return append([]Span(nil), c.spans...)
}

// Said is everything that has arrived, as text.
func (c *Collector) Said() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.said.String()
}

func read(service string, s *trace.Span) Span {
	out := Span{
		Service: service, Name: s.GetName(), Attributes: attributes(s.GetAttributes()),
		Trace: hex.EncodeToString(s.GetTraceId()), ID: hex.EncodeToString(s.GetSpanId()), Parent: hex.EncodeToString(s.GetParentSpanId()),
		Failed: s.GetStatus().GetCode() == trace.Status_STATUS_CODE_ERROR,
	}
	for _, link := range s.GetLinks() {
		out.Links = append(out.Links, hex.EncodeToString(link.GetTraceId()))
	}
	return out
}

func attributes(in []*common.KeyValue) map[string]string {
	out := map[string]string{}
	for _, a := range in {
		out[a.GetKey()] = text(a.GetValue())
	}
	return out
}

func text(v *common.AnyValue) string {
	switch v := v.GetValue().(type) {
	case *common.AnyValue_StringValue:
		return v.StringValue
	case *common.AnyValue_BoolValue:
		return fmt.Sprint(v.BoolValue)
	case *common.AnyValue_IntValue:
		return fmt.Sprint(v.IntValue)
	}
	return ""
}
