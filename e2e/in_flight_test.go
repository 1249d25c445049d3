package e2e

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/makegood/makegood/refund"
)

// TestAPayoutThatIsResetWhileItIsUnderWayPaysOnce resets the workflow to its first task again and again
// while PayLeg is under way, with a provider that moves the money only after it was given up.
func TestAPayoutThatIsResetWhileItIsUnderWayPaysOnce(t *testing.T) {
	t.Parallel()
	const reference, resets = "ch_order-in-flight~late_move:6s", 4
	w := start(t)
	w.spawn("starter")
	w.spawn("worker")
	id := w.publish("order-in-flight", paidFrom(reference), refund.StatusPayingOut)
	for i := range resets {
		w.until(fmt.Sprintf("PayLeg under way before reset %d", i+1), time.Minute, func() bool { return w.underWay(id, "PayLeg") })
		if minor, _ := w.book().For(reference); minor != 0 {
			t.Fatalf("reset %d comes too late: %d were moved", i+1, minor)
		}
		w.temporal("workflow", "reset", "--workflow-id", string(id), "--event-id", "4", "--reason", "test")
	}
	w.endsWithOneMovement(id, reference)
	w.temporal("workflow", "reset", "--workflow-id", string(id), "--event-id", "4", "--reason", "test")
	w.endsWithOneMovement(id, reference)
	w.booksAgree()
}

// TestAWorkerKilledBetweenBeginAndRecordPaysOnce kills the worker while legs are being sent, in rounds, with
// providers that moved the money before, after or not at all.
func TestAWorkerKilledBetweenBeginAndRecordPaysOnce(t *testing.T) {
	t.Parallel()
	const rounds = 3
	faults := []string{"~timeout_after_success", "~timeout_before", "~late_move:2s", "~slow:900ms"}
	w := start(t)
	w.spawn("starter")
	for round := range rounds {
		worker := w.spawn("worker")
		ids := make(map[refund.ID]string, len(faults))
		var files []string
		for i, fault := range faults {
			order := fmt.Sprintf("order-killed-%d-%d", round, i)
			file, id := w.event(order, paidFrom("ch_"+order+fault))
			ids[id], files = "ch_"+order+fault, append(files, file)
		}
		w.mustRun(append([]string{"publish"}, files...)...)
		var sending []refund.ID
		w.until("a leg that is being sent", time.Minute, func() bool { sending = w.sending(ids); return len(sending) > 0 })
		worker.kill()
		sending = w.sending(ids)
		t.Logf("round %d: killed while %d of %d were being sent: %v", round+1, len(sending), len(faults), sending)
		if len(sending) == 0 {
			t.Errorf("round %d: nothing was between begin and record", round+1)
		}
		worker = w.spawn("worker")
		for id, reference := range ids {
			w.endsWithOneMovement(id, reference)
		}
		worker.kill()
	}
	w.booksAgree()
}

func paidFrom(reference string) func(map[string]any) {
	return func(body map[string]any) { firstPayment(body)["provider_reference"] = reference }
}

// sending are those of the refunds whose leg was begun and has no outcome.
func (w *world) sending(of map[refund.ID]string) (found []refund.ID) {
	w.t.Helper()
	for id := range of {
		if w.status(id) == "" {
			continue
		}
		stored, err := w.books.Case(w.t.Context(), id)
		if err != nil {
			w.t.Fatal(err)
		}
		if slices.ContainsFunc(stored.Legs, func(l refund.Leg) bool { return l.Status == refund.LegSending }) {
			found = append(found, id)
		}
	}
	slices.Sort(found)
	return found
}

// underWay: the workflow waits for an activity of a type.
func (w *world) underWay(id refund.ID, activity string) bool {
	info, err := w.client.DescribeWorkflowExecution(w.t.Context(), string(id), "")
	if err != nil {
		return false
	}
	for _, pending := range info.GetPendingActivities() {
		if pending.GetActivityType().GetName() == activity {
			return true
		}
	}
	return false
}

// endsWithOneMovement waits for the refund's end: 140.00 CNY, moved once.
func (w *world) endsWithOneMovement(id refund.ID, reference string) {
	w.t.Helper()
	w.until("the end of "+string(id), 2*time.Minute, func() bool { return w.closedWorkflow(id) })
	if status := w.status(id); status != refund.StatusRefunded {
		w.t.Errorf("%s ended %s", id, status)
	}
	if minor, movements := w.book().For(reference); minor != 14000 || movements != 1 {
		w.t.Errorf("%s: moved %d in %d movements", reference, minor, movements)
	}
}
