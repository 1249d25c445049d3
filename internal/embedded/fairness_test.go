package embedded_test

import (
	"fmt"
	"os"
	"slices"
	"testing"
	"time"

	"go.temporal.io/sdk/client"
	sdk "go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/worker"
	"go.temporal.io/sdk/workflow"
	"go.yaml.in/yaml/v3"

	"github.com/makegood/makegood/internal/embedded"
)

// queueOf starts workflows that nobody takes up yet: many of merchant a, then one of merchant b, and one of a that
// is urgent.
func queueOf(t *testing.T, c client.Client, many int) {
	t.Helper()
	begin := func(id string, p sdk.Priority) {
		options := client.StartWorkflowOptions{ID: id, TaskQueue: "turns", Priority: p}
		if _, err := c.ExecuteWorkflow(t.Context(), options, "Noted"); err != nil {
			t.Fatal(err)
		}
	}
	for i := range many {
		begin(fmt.Sprintf("a-%d", i), sdk.Priority{PriorityKey: 3, FairnessKey: "a", FairnessWeight: 1})
	}
	begin("b", sdk.Priority{PriorityKey: 3, FairnessKey: "b", FairnessWeight: 1})
	begin("urgent", sdk.Priority{PriorityKey: 1, FairnessKey: "a", FairnessWeight: 1})
}

func TestTasksThatWaitAreHandedOutByPriorityAndInTurnsByMerchant(t *testing.T) {
	const many = 60
	c := dial(t, start(t, embedded.Options{DataDir: t.TempDir(), InMemory: true}).TemporalAddress)
	queueOf(t, c, many)
	taken := make(chan string, many+2)
	w := worker.New(c, "turns", worker.Options{MaxConcurrentWorkflowTaskExecutionSize: 2, MaxConcurrentWorkflowTaskPollers: 2})
	w.RegisterWorkflowWithOptions(func(ctx workflow.Context) error {
		taken <- workflow.GetInfo(ctx).WorkflowExecution.ID
		return nil
	}, workflow.RegisterOptions{Name: "Noted"})
	if err := w.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(w.Stop)
	var order []string
	for range many + 2 {
		select {
		case id := <-taken:
			order = append(order, id)
		case <-time.After(time.Minute):
			t.Fatalf("taken were %v", order)
		}
	}
	// Some of the first merchant's wait in the server's memory, handed out before the others were there.
	const early = 10
	for _, id := range []string{"b", "urgent"} {
		if at := slices.Index(order, id); at > early {
			t.Errorf("%s was taken as number %d of %d, after %v", id, at+1, len(order), order[:at])
		}
	}
}

// The server of Compose has the switches that the embedded one has.
func TestComposeSwitchesFairnessOn(t *testing.T) {
	raw, err := os.ReadFile("../../ops/temporal/dynamic-config.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var switches map[string][]struct{ Value any }
	if err := yaml.Unmarshal(raw, &switches); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"matching.useNewMatcher", "matching.enableFairness"} {
		if on := switches[name]; len(on) != 1 || on[0].Value != true {
			t.Errorf("%s is %v, want true", name, on)
		}
	}
}
