package e2e

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"go.temporal.io/sdk/activity"
	"go.temporal.io/sdk/temporal"
	sdk "go.temporal.io/sdk/worker"
	"go.temporal.io/sdk/workflow"

	"github.com/makegood/makegood/internal/demo"
	"github.com/makegood/makegood/internal/kafka"
	"github.com/makegood/makegood/refund"
	"github.com/makegood/makegood/starter"
)

// cancellation is an event of today of one merchant's order.
func cancellation(t *testing.T, merchant, order string) demo.Event {
	t.Helper()
	raw, err := os.ReadFile("../starter/event/testdata/contract/order-cancelled.whole.json")
	if err != nil {
		t.Fatal(err)
	}
	var body map[string]any
	if err := json.Unmarshal(raw, &body); err != nil {
		t.Fatal(err)
	}
	body["merchant_id"], body["order_id"], body["occurred_at"] = merchant, order, time.Now().UTC().Format(time.RFC3339)
	firstPayment(body)["provider_reference"] = "ch_" + order
	body["customer"].(map[string]any)["customer_id"] = order
	value, err := json.Marshal(body)
	if err != nil {
		t.Fatal(err)
	}
	return demo.Event{Key: order, Value: value}
}

func (w *world) publishEvents(events ...demo.Event) {
	w.t.Helper()
	if err := demo.Publish(w.t.Context(), kafka.Line{Brokers: []string{w.stack.KafkaAddress}}, topic, events); err != nil {
		w.t.Fatal(err)
	}
}

func TestAMerchantsOneRefundIsPaidBeforeMostOfAnothersHundreds(t *testing.T) {
	const many = 600
	w := start(t)
	var events []demo.Event
	for i := range many {
		events = append(events, cancellation(t, "many", fmt.Sprintf("many-%d", i)))
	}
	w.publishEvents(append(events, cancellation(t, "one", "one-0"))...)
	w.spawn("worker")
	w.spawn("starter")
	one := refund.ID("refund/one/one-0/c-1")
	w.until("the one refund", 3*time.Minute, func() bool { return w.status(one) == refund.StatusRefunded })
	paid := 0
	for _, row := range w.rows() {
		if strings.HasPrefix(string(row.ID), "refund/many/") && row.Status == refund.StatusRefunded {
			paid++
		}
	}
	t.Logf("%d of the other merchant's %d were paid before it", paid, many)
	if paid > many/5 {
		t.Errorf("%d of the other merchant's %d were paid before it, want at most a fifth", paid, many)
	}
}

func TestActivitiesAndContinuedRunsHaveTheRefundsPriority(t *testing.T) {
	w := start(t)
	seen := make(chan temporal.Priority, 2)
	own := sdk.New(w.client, "refunds", sdk.Options{DisableEagerActivities: true})
	own.RegisterActivityWithOptions(func(ctx context.Context) error {
		seen <- activity.GetInfo(ctx).Priority
		return nil
	}, activity.RegisterOptions{Name: "Note"})
	own.RegisterWorkflowWithOptions(func(ctx workflow.Context, in refund.Request) error {
		within := workflow.WithActivityOptions(ctx, workflow.ActivityOptions{StartToCloseTimeout: time.Minute})
		if err := workflow.ExecuteActivity(within, "Note").Get(ctx, nil); err != nil || in.Continued != nil {
			return err
		}
		in.Continued = &refund.Continued{Runs: 1}
		return workflow.NewContinueAsNewError(ctx, refund.WorkflowName, in)
	}, workflow.RegisterOptions{Name: refund.WorkflowName})
	if err := own.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(own.Stop)
	w.starterOnly(starter.Config{})
	w.publishEvents(cancellation(t, "m-001", "kept"))
	want := temporal.Priority{PriorityKey: 3, FairnessKey: "m-001", FairnessWeight: 1}
	for _, run := range []string{"the first run", "the run that continues it"} {
		select {
		case got := <-seen:
			if got != want {
				t.Errorf("an activity of %s has %+v, want %+v", run, got, want)
			}
		case <-time.After(time.Minute):
			t.Fatalf("no activity of %s ran", run)
		}
	}
}
