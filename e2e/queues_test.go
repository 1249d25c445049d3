package e2e

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"go.temporal.io/api/enums/v1"
	"go.temporal.io/api/workflow/v1"

	"github.com/makegood/makegood/payment/stripe/stripetest"
	"github.com/makegood/makegood/refund"
)

// stripeWith adds a Stripe to the world's settings, which its workers ask on a queue of its own where queues names it.
func (w *world) stripeWith(server *stripetest.Server, queues, rate string) {
	w.env = append(w.env, "MAKEGOOD_STRIPE_KEY="+stripetest.Key, "MAKEGOOD_STRIPE_URL="+server.URL,
		"MAKEGOOD_PROVIDER_QUEUES="+queues, "MAKEGOOD_STRIPE_RATE="+rate)
}

// byStripe publishes the cancellation of an order that Stripe was paid for.
func (w *world) byStripe(order string) refund.ID {
	w.t.Helper()
	file, id := w.event(order, func(body map[string]any) { firstPayment(body)["provider"] = "stripe" })
	w.mustRun("publish", file)
	return id
}

// payQueues says by which task queue each activity that pays was to go, and whether a worker took it up.
func (w *world) payQueues(id refund.ID) (steps []string) {
	w.t.Helper()
	queues := map[int64]string{}
	history := w.client.GetWorkflowHistory(context.Background(), string(id), "", false, enums.HISTORY_EVENT_FILTER_TYPE_ALL_EVENT)
	for history.HasNext() {
		event, err := history.Next()
		if err != nil {
			w.t.Fatal(err)
		}
		if a := event.GetActivityTaskScheduledEventAttributes(); a.GetActivityType().GetName() == "PayLeg" {
			queues[event.GetEventId()] = a.GetTaskQueue().GetName()
		}
		if a := event.GetActivityTaskCompletedEventAttributes(); queues[a.GetScheduledEventId()] != "" {
			steps = append(steps, queues[a.GetScheduledEventId()])
		}
		if a := event.GetActivityTaskTimedOutEventAttributes(); queues[a.GetScheduledEventId()] != "" {
			steps = append(steps, fmt.Sprintf("%s: %s", queues[a.GetScheduledEventId()], a.GetFailure().GetTimeoutFailureInfo().GetTimeoutType()))
		}
	}
	return steps
}

// waitsForAWorker: an activity of the refund lies on its task queue.
func (w *world) waitsForAWorker(id refund.ID) bool {
	about, err := w.client.DescribeWorkflowExecution(w.t.Context(), string(id), "")
	return err == nil && slices.ContainsFunc(about.GetPendingActivities(), func(a *workflow.PendingActivityInfo) bool {
		return a.GetState() == enums.PENDING_ACTIVITY_STATE_SCHEDULED
	})
}

// paidOnQueue waits until the activity that paid is known to have ended, on a queue, and returns all that went before. The
// ledger knows of it a moment earlier.
func (w *world) paidOnQueue(id refund.ID, queue string) (steps []string) {
	w.t.Helper()
	defer func() { w.t.Logf("%s went by %q", id, steps) }()
	w.until(fmt.Sprintf("that %s is paid by %s", id, queue), time.Minute, func() bool {
		steps = w.payQueues(id)
		return len(steps) > 0 && steps[len(steps)-1] == queue
	})
	return steps
}

// TestAProvidersOwnQueueHasItsRateAndMayBeTakenAway runs on the real server: a leg is paid on its provider's queue, the
// next ones wait there for the provider's rate, and when the setting is taken away with its worker they are paid by the
// shared queue, each once.
func TestAProvidersOwnQueueHasItsRateAndMayBeTakenAway(t *testing.T) {
	w, server := start(t), stripetest.New(t)
	w.stripeWith(server, "stripe", "0.01")
	if said, err := w.makegood("doctor"); !strings.Contains(said, "no worker polls task queue refunds-stripe") {
		t.Errorf("without a worker the doctor says %v:\n%s", err, said)
	}
	old := w.spawn("worker")
	w.spawn("starter")
	first := w.byStripe("first")
	w.until("the first refund", 2*time.Minute, func() bool { return w.status(first) == refund.StatusRefunded })
	w.paidOnQueue(first, "refunds-stripe")
	late := []refund.ID{w.byStripe("second"), w.byStripe("third")}
	w.until("both wait for Stripe's rate", time.Minute, func() bool {
		return w.waitsForAWorker(late[0]) && w.waitsForAWorker(late[1])
	})
	if paid := server.Movements(); len(paid) != 1 {
		t.Errorf("a hundred seconds have room for one call, made were %+v", paid)
	}
	old.kill()
	w.stripeWith(server, "", "80")
	w.spawn("worker")
	for _, id := range late {
		w.until("the refund of the queue that was taken away", 3*time.Minute, func() bool { return w.status(id) == refund.StatusRefunded })
		if by := w.paidOnQueue(id, "refunds"); !slices.Contains(by, "refunds-stripe: ScheduleToStart") {
			t.Errorf("%s was paid by %q", id, by)
		}
	}
	for _, id := range append(late, first) {
		order := strings.Split(string(id), "/")[2]
		if _, count := server.Moved("ch_" + order); count != 1 {
			t.Errorf("%s was paid %d times", id, count)
		}
	}
	if findings, err := w.books.Audit(t.Context()); err != nil || len(findings) > 0 {
		t.Errorf("audit: %v %v", findings, err)
	}
}
