package workflows_test

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"go.temporal.io/api/history/v1"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/worker"
	"go.temporal.io/sdk/workflow"
	"google.golang.org/protobuf/proto"

	"github.com/makegood/makegood/refund"
	"github.com/makegood/makegood/workflows"
)

// histories are of real refunds on the real server, a folder a release. Those of a release are never
// recorded again: refunds that began under it are still under way.
const histories = "testdata/histories/*/*.json"

func replay(t *testing.T, story any, h *history.History) error {
	t.Helper()
	replayer := worker.NewWorkflowReplayer()
	replayer.RegisterWorkflowWithOptions(story, workflow.RegisterOptions{Name: refund.WorkflowName})
	return replayer.ReplayWorkflowHistory(nil, h)
}

func stored(t *testing.T) map[string]*history.History {
	t.Helper()
	files, err := filepath.Glob(histories)
	if err != nil || len(files) < 20 {
		t.Fatalf("%d histories in %s, %v: too few to mean anything; `make histories` records those of a new release", len(files), histories, err)
	}
	out := map[string]*history.History{}
	for _, file := range files {
		raw, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		out[filepath.Join(filepath.Base(filepath.Dir(file)), filepath.Base(file))], err = client.HistoryFromJSON(bytes.NewReader(raw), client.HistoryJSONOptions{})
		if err != nil {
			t.Fatalf("%s: %v", file, err)
		}
	}
	return out
}

func TestStoredHistoriesReplay(t *testing.T) {
	for name, h := range stored(t) {
		t.Run(name, func(t *testing.T) {
			if err := replay(t, workflows.Refund, h); err != nil {
				t.Error(err)
			}
		})
	}
}

// TestAStoryThatLeavesOutAStepDoesNotReplay: the check can fail.
func TestAStoryThatLeavesOutAStepDoesNotReplay(t *testing.T) {
	shortened := func(workflow.Context, refund.Request) (refund.Result, error) { return refund.Result{}, nil }
	for name, h := range stored(t) {
		if err := replay(t, shortened, h); err == nil {
			t.Errorf("%s replays with a story that does nothing", name)
		}
	}
}

// TestContactDataStandsInTheWorkflowsInputAndNowhereElse looks at every byte of every event.
func TestContactDataStandsInTheWorkflowsInputAndNowhereElse(t *testing.T) {
	const email = "buyer@example.com"
	for name, h := range stored(t) {
		for i, event := range h.GetEvents() {
			raw, err := proto.Marshal(event)
			if err != nil {
				t.Fatal(err)
			}
			if got := bytes.Contains(raw, []byte(email)); got != (i == 0) {
				t.Errorf("%s: event %d (%s) has the address: %t", name, event.GetEventId(), event.GetEventType(), got)
			}
		}
	}
}

// BenchmarkReplay replays an automatic refund of the latest release.
func BenchmarkReplay(b *testing.B) {
	files, err := filepath.Glob("testdata/histories/*/order-twice.json")
	if err != nil || len(files) == 0 {
		b.Fatal("no history of order-twice", err)
	}
	raw, err := os.ReadFile(files[len(files)-1])
	if err != nil {
		b.Fatal(err)
	}
	h, err := client.HistoryFromJSON(bytes.NewReader(raw), client.HistoryJSONOptions{})
	if err != nil {
		b.Fatal(err)
	}
	replayer := worker.NewWorkflowReplayer()
	replayer.RegisterWorkflowWithOptions(workflows.Refund, workflow.RegisterOptions{Name: refund.WorkflowName})
	for b.Loop() {
		if err := replayer.ReplayWorkflowHistory(nil, h); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "histories/s")
}
