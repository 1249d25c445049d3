package e2e

import (
	"fmt"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	driver "github.com/segmentio/kafka-go"
	"go.temporal.io/api/common/v1"
	"go.temporal.io/api/enums/v1"
	"go.temporal.io/api/history/v1"

	"github.com/makegood/makegood/internal/kafka"
	"github.com/makegood/makegood/internal/telemetry/collectortest"
	"github.com/makegood/makegood/refund"
)

// tracedWorld is a world whose processes send their spans to a collector, and whose provider and receiver of text
// messages are listened to.
type tracedWorld struct {
	*world
	collector *collectortest.Collector
	// provider and phone are the traceparents of what was sent to each; empty ones too.
	provider, phone *heard
}

// heard keeps the header traceparent of each request.
type heard struct {
	mu     sync.Mutex
	values []string
}

func (h *heard) all() []string {
	h.mu.Lock()
	defer h.mu.Unlock()
	return slices.Clone(h.values)
}

// before listens, and lets next answer.
func (h *heard) before(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h.mu.Lock()
		h.values = append(h.values, r.Header.Get("traceparent"))
		h.mu.Unlock()
		next.ServeHTTP(w, r)
	})
}

func startTraced(t *testing.T) tracedWorld {
	t.Helper()
	w := tracedWorld{world: start(t), collector: collectortest.Start(t), provider: &heard{}, phone: &heard{}}
	simulator, err := url.Parse(w.stack.SimulatorURL)
	if err != nil {
		t.Fatal(err)
	}
	proxy := httputil.NewSingleHostReverseProxy(simulator)
	proxy.ErrorLog = log.New(io.Discard, "", 0) // a worker that is killed breaks its calls off
	provider := httptest.NewServer(w.provider.before(proxy))
	phone := httptest.NewServer(w.phone.before(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {})))
	t.Cleanup(func() { provider.Close(); phone.Close() })
	w.env = append(w.env, "MAKEGOOD_LOG_LEVEL=debug", "MAKEGOOD_LOG_FORMAT=json", "MAKEGOOD_SIMULATOR_URL="+provider.URL,
		"MAKEGOOD_SMS_URL="+phone.URL, "MAKEGOOD_SMS_SECRET=whsec_"+strings.Repeat("c3Nz", 8))
	for _, variable := range w.collector.Variables() {
		w.env = append(w.env, variable.Name+"="+variable.Value)
	}
	return w
}

// untraced is the same world for processes that send no spans.
func (w tracedWorld) untraced() *world {
	other := *w.world
	other.env = slices.DeleteFunc(slices.Clone(w.env), func(v string) bool { return strings.HasPrefix(v, "OTEL_") })
	return &other
}

// sends publishes an order's cancellation in a record that came with a trace; an empty one has none.
func (w tracedWorld) sends(order, traceparent string, change func(map[string]any)) refund.ID {
	w.t.Helper()
	file, id := w.event(order, change)
	value, err := os.ReadFile(file)
	if err != nil {
		w.t.Fatal(err)
	}
	record := driver.Message{Topic: topic, Key: []byte(order), Value: value}
	if traceparent != "" {
		record.Headers = []driver.Header{{Key: "traceparent", Value: []byte(traceparent)}}
	}
	writer := kafka.NewWriter(kafka.Line{Brokers: []string{w.stack.KafkaAddress}})
	defer func() { _ = writer.Close() }()
	if err := writer.WriteMessages(w.t.Context(), record); err != nil {
		w.t.Fatal(err)
	}
	return id
}

// spansOf are the spans that name the refund.
func (w tracedWorld) spansOf(id refund.ID) (found []collectortest.Span) {
	for _, span := range w.collector.Spans() {
		if span.Attributes["makegood.refund"] == string(id) {
			found = append(found, span)
		}
	}
	return found
}

// untilSpan waits until a span of the refund has arrived, and returns it.
func (w tracedWorld) untilSpan(id refund.ID, name string, fits func(collectortest.Span) bool) (found collectortest.Span) {
	w.t.Helper()
	w.until("a span "+name+" of "+string(id), time.Minute, func() bool {
		spans := w.spansOf(id)
		i := slices.IndexFunc(spans, func(s collectortest.Span) bool { return s.Name == name && fits(s) })
		if i >= 0 {
			found = spans[i]
		}
		return i >= 0
	})
	return found
}

func anySpan(collectortest.Span) bool { return true }

// startHeader are the fields in the header of the workflow's start.
func (w *world) startHeader(id refund.ID) map[string]*common.Payload {
	w.t.Helper()
	return w.historyOf(id).GetEvents()[0].GetWorkflowExecutionStartedEventAttributes().GetHeader().GetFields()
}

// historyOf is the refund's history.
func (w *world) historyOf(id refund.ID) *history.History {
	w.t.Helper()
	past := &history.History{}
	events := w.client.GetWorkflowHistory(w.t.Context(), string(id), "", false, enums.HISTORY_EVENT_FILTER_TYPE_ALL_EVENT)
	for events.HasNext() {
		event, err := events.Next()
		if err != nil {
			w.t.Fatal(err)
		}
		past.Events = append(past.Events, event)
	}
	return past
}

// historyBytes is how long the refund's history is, as the server counts it.
func (w *world) historyBytes(id refund.ID) int64 {
	w.t.Helper()
	info, err := w.client.DescribeWorkflowExecution(w.t.Context(), string(id), "")
	if err != nil {
		w.t.Fatal(err)
	}
	return info.GetWorkflowExecutionInfo().GetHistorySizeBytes()
}

// statusTraces are the traceparents of the status records of a refund.
func (w *world) statusTraces(id refund.ID, count int) (found []string) {
	w.t.Helper()
	for partition := range 3 {
		reader := driver.NewReader(driver.ReaderConfig{Brokers: []string{w.stack.KafkaAddress}, Topic: "refunds.refund-status.v1", Partition: partition, MaxWait: 100 * time.Millisecond})
		defer func() { _ = reader.Close() }()
		last, err := reader.ReadLag(w.t.Context())
		if err != nil {
			w.t.Fatal(err)
		}
		for range last {
			record, err := reader.ReadMessage(w.t.Context())
			if err != nil {
				w.t.Fatal(err)
			}
			headers := map[string]string{}
			for _, h := range record.Headers {
				headers[h.Key] = string(h.Value)
			}
			if headers["ce_subject"] == string(id) {
				found = append(found, headers["traceparent"])
			}
		}
	}
	if len(found) != count {
		w.t.Errorf("%d status records of %s, want %d", len(found), id, count)
	}
	return found
}

// tree names each span with the names of those above it, up to the one that the record came with.
func tree(spans []collectortest.Span, root string) (paths []string, loose []string) {
	byID := map[string]collectortest.Span{}
	for _, s := range spans {
		byID[s.ID] = s
	}
	for _, s := range spans {
		path, at := s.Name, s
		for at.Parent != root {
			above, ok := byID[at.Parent]
			if !ok {
				loose = append(loose, fmt.Sprintf("%s of %s has the parent %q, which never arrived", at.Name, at.Service, at.Parent))
				break
			}
			path, at = above.Name+" > "+path, above
		}
		paths = append(paths, path)
	}
	return paths, loose
}
