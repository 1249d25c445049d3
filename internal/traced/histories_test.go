package traced_test

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	sdk "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"
	"go.temporal.io/api/common/v1"
	"go.temporal.io/api/history/v1"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/converter"
	"go.temporal.io/sdk/interceptor"
	"go.temporal.io/sdk/worker"
	"go.temporal.io/sdk/workflow"

	"github.com/makegood/makegood/internal/traced"
	"github.com/makegood/makegood/refund"
	"github.com/makegood/makegood/workflows"
)

// TestRecordedHistoriesReplayWhileTracingIsOn: refunds that began untraced go on on a worker that traces, and a replay
// makes no span, also of a refund that began with a trace.
func TestRecordedHistoriesReplayWhileTracingIsOn(t *testing.T) {
	files, err := filepath.Glob("../../workflows/testdata/histories/*/*.json")
	if err != nil || len(files) < 20 {
		t.Fatalf("%d histories, %v: too few to mean anything", len(files), err)
	}
	spans := tracetest.NewSpanRecorder()
	tracer := sdk.NewTracerProvider(sdk.WithSpanProcessor(spans)).Tracer("test")
	replayer, err := worker.NewWorkflowReplayerWithOptions(worker.WorkflowReplayerOptions{
		Interceptors: []interceptor.WorkerInterceptor{traced.NewTemporal(tracer)},
	})
	if err != nil {
		t.Fatal(err)
	}
	replayer.RegisterWorkflowWithOptions(workflows.Refund, workflow.RegisterOptions{Name: refund.WorkflowName})
	for _, file := range files {
		raw, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, traceparent := range []string{"", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"} {
			past, err := client.HistoryFromJSON(bytes.NewReader(raw), client.HistoryJSONOptions{})
			if err != nil {
				t.Fatal(err)
			}
			withTrace(t, past, traceparent)
			if err := replayer.ReplayWorkflowHistory(nil, past); err != nil {
				t.Errorf("%s, begun with %q: %v", filepath.Base(file), traceparent, err)
			}
		}
	}
	if made := spans.Started(); len(made) > 0 {
		t.Errorf("replays made %d spans, such as %s", len(made), made[0].Name())
	}
}

// withTrace is the history as if the refund had been started with a trace.
func withTrace(t *testing.T, past *history.History, traceparent string) {
	t.Helper()
	if traceparent == "" {
		return
	}
	field, err := converter.GetDefaultDataConverter().ToPayload(map[string]string{"traceparent": traceparent})
	if err != nil {
		t.Fatal(err)
	}
	started := past.GetEvents()[0].GetWorkflowExecutionStartedEventAttributes()
	started.Header = &common.Header{Fields: map[string]*common.Payload{"_tracer-data": field}}
}
