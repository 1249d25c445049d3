package e2e

import (
	"encoding/json"
	"fmt"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/makegood/makegood/refund"
)

// TestWhatPeopleAndOperatorsDo walks through the acts of support and operations on the real
// server, through the public commands and Temporal's own.
func TestWhatPeopleAndOperatorsDo(t *testing.T) {
	t.Parallel() // it waits for a minute in which nothing happens
	w := start(t)
	w.spawn("starter")
	w.spawn("worker")
	abandoned := w.terminate("order-terminate")
	for _, c := range []struct {
		name string
		run  func(*testing.T, *world)
	}{
		{"two people approve a large refund with Temporal's own signal command", approvedBySignal},
		{"a decision by command is answered, and a repeated id gets the first answer", decidedByCommand},
		{"the requester's own decision is refused with its code", requesterRefused},
		{"a waiting refund is withdrawn by command", withdrawnByCommand},
		{"an operator's cancel while it waits withdraws", cancelledWaiting},
		{"a reset after the payout moves no money again", resetAfterPayout},
		{"a reset of a waiting refund goes on with the stored proposal", resetWhileWaiting},
		{"a declined refund is resolved by a retry", resolvedByRetry},
		{"a leg without an answer is cleared by two people", clearedByTwo},
		{"a refund waits while the kill switch is on, and goes on", stoppedForAWhile},
		{"an offer is accepted by command", offerAccepted},
		{"the same event again is a duplicate, and another body a conflict", duplicateAndConflict},
		{"the saved views list what they say", savedViews},
		{"a terminated refund is found by doctor, and repaired once it has been quiet for a minute", repaired(abandoned)},
	} {
		t.Run(c.name, func(t *testing.T) {
			c.run(t, w.in(t))
		})
	}
	w.record("")
}

// publish sends an event and waits until its refund stands at a status.
func (w *world) publish(order string, change func(map[string]any), until refund.Status) refund.ID {
	w.t.Helper()
	file, id := w.event(order, change)
	w.mustRun("publish", file)
	w.reaches(id, until)
	return id
}

func (w *world) reaches(id refund.ID, status refund.Status) {
	w.t.Helper()
	w.until(string(id)+" is "+string(status), time.Minute, func() bool { return w.status(id) == status })
}

// temporal runs Temporal's own command against the stack.
func (w *world) temporal(args ...string) string {
	w.t.Helper()
	command := temporalCommand(w.t)
	if command == "" {
		command = filepath.Join("..", "bin", "temporal")
	}
	out, err := exec.Command(command, append(args, "--address", w.stack.TemporalAddress)...).CombinedOutput()
	if err != nil {
		w.t.Fatalf("temporal %s: %v\n%s", strings.Join(args, " "), err, out)
	}
	return string(out)
}

func (w *world) movedFor(order string) int64 {
	minor, _ := w.book().For("ch_" + order)
	return minor
}

func approvedBySignal(t *testing.T, w *world) {
	id := w.publish("order-signal", func(body map[string]any) { large(body); newAccount(body) }, refund.StatusAwaitingApproval)
	for i, reviewer := range []string{"noah", "olga"} {
		w.temporal("workflow", "signal", "--workflow-id", string(id), "--name", "decide",
			"--input", fmt.Sprintf(`{"decision_id":"d-%d","decision":"approve","reviewer":"%s","note":"checked"}`, i, reviewer))
		w.until(reviewer+"'s decision", time.Minute, func() bool { return strings.Contains(w.mustRun("show", string(id)), reviewer) })
		if status := w.status(id); i == 0 && status != refund.StatusAwaitingApproval {
			t.Errorf("with one of two it is %s", status)
		}
	}
	w.reaches(id, refund.StatusRefunded)
	if got := w.movedFor("order-signal"); got != 1281200 {
		t.Errorf("moved %d", got)
	}
}

func decidedByCommand(t *testing.T, w *world) {
	id := w.publish("order-decide", large, refund.StatusAwaitingApproval)
	if out := w.mustRun("waiting"); !strings.Contains(out, string(id)) || !strings.Contains(out, "OVER_LIMIT") {
		t.Errorf("waiting does not list it, or not why it waits:\n%s", out)
	}
	for range 2 {
		out := w.mustRun("decide", string(id), "--reject", "--reviewer", "noah", "--note", "empty box", "--decision-id", "d-7", "--json")
		var answer refund.Answer
		if err := json.Unmarshal([]byte(out), &answer); err != nil || !answer.Accepted {
			t.Errorf("answer %s %v", out, err)
		}
		w.reaches(id, refund.StatusRejected)
	}
	if w.closedWorkflow(id) {
		t.Error("it is over, and could still be appealed")
	}
	if got := w.movedFor("order-decide"); got != 0 {
		t.Errorf("moved %d", got)
	}
}

func requesterRefused(t *testing.T, w *world) {
	id := w.publish("order-own", large, refund.StatusAwaitingApproval)
	_, err := w.makegood("decide", string(id), "--approve", "--reviewer", "customer:42", "--note", "please")
	if err == nil || !strings.Contains(err.Error(), "REVIEWER_IS_REQUESTER") {
		t.Errorf("got %v", err)
	}
	w.mustRun("withdraw", string(id), "--by", "customer:42")
	w.reaches(id, refund.StatusWithdrawn)
}

func withdrawnByCommand(t *testing.T, w *world) {
	id := w.publish("order-withdraw", large, refund.StatusAwaitingApproval)
	w.mustRun("withdraw", string(id), "--by", "customer:42", "--note", "keeps it")
	w.reaches(id, refund.StatusWithdrawn)
	if got := w.movedFor("order-withdraw"); got != 0 {
		t.Errorf("moved %d", got)
	}
}

func cancelledWaiting(t *testing.T, w *world) {
	id := w.publish("order-cancel", large, refund.StatusAwaitingApproval)
	w.temporal("workflow", "cancel", "--workflow-id", string(id))
	w.reaches(id, refund.StatusWithdrawn)
	w.until("the workflow ends as completed", time.Minute, func() bool { return w.closedWorkflow(id) })
}

func resetAfterPayout(t *testing.T, w *world) {
	id := w.publish("order-reset", nil, refund.StatusRefunded)
	w.until("the workflow's end", time.Minute, func() bool { return w.closedWorkflow(id) })
	w.temporal("workflow", "reset", "--workflow-id", string(id), "--event-id", "4", "--reason", "test")
	w.until("the reset run's end", time.Minute, func() bool { return w.closedWorkflow(id) })
	out := w.mustRun("show", string(id), "--json")
	if !strings.Contains(out, `"Refunded"`) {
		t.Errorf("after the reset: %s", out)
	}
	if got := w.movedFor("order-reset"); got != 14000 {
		t.Errorf("the provider moved %d in all", got)
	}
	w.booksAgree()
}

func resetWhileWaiting(t *testing.T, w *world) {
	id := w.publish("order-reset-waiting", large, refund.StatusAwaitingApproval)
	w.until("the end of its first task", time.Minute, func() bool { // the ledger knows its status before that
		described, err := w.client.DescribeWorkflowExecution(t.Context(), string(id), "")
		return err == nil && described.GetWorkflowExecutionInfo().GetHistoryLength() >= 4
	})
	w.temporal("workflow", "reset", "--workflow-id", string(id), "--event-id", "4", "--reason", "test")
	w.until("the reset run waits again", time.Minute, func() bool {
		_, err := w.makegood("decide", string(id), "--approve", "--reviewer", "noah", "--note", "again", "--decision-id", "d-9")
		return err == nil
	})
	w.reaches(id, refund.StatusRefunded)
	if got := w.movedFor("order-reset-waiting"); got != 1281200 {
		t.Errorf("the provider moved %d in all", got)
	}
}

func resolvedByRetry(t *testing.T, w *world) {
	declined := func(body map[string]any) { firstPayment(body)["provider_reference"] = "ch_order-decline~decline" }
	id := w.publish("order-decline", declined, refund.StatusNeedsAttention)
	w.mustRun("resolve", string(id), "--retry", "--by", "ops", "--note", "the bank says try again")
	w.reaches(id, refund.StatusRefunded)
	if minor, _ := w.book().For("ch_order-decline~decline"); minor != 14000 {
		t.Errorf("moved %d", minor)
	}
}

func offerAccepted(t *testing.T, w *world) {
	fault := func(body map[string]any) { body["reason"] = "OUT_OF_STOCK" }
	id := w.publish("order-offer", fault, refund.StatusRefunded)
	w.until("the offer is open", time.Minute, func() bool { return w.offer(id) == refund.OfferOpen })
	if _, err := w.makegood("answer-offer", string(id), "--accept", "--by", "customer:42"); err == nil || !strings.Contains(err.Error(), "UNKNOWN_ALTERNATIVE") {
		t.Errorf("which of the two is wanted was not said: %v", err)
	}
	w.mustRun("answer-offer", string(id), "--accept", "--choice", "coupon", "--by", "customer:42")
	w.until("the offer is accepted", time.Minute, func() bool { return w.offer(id) == refund.OfferAccepted })
	w.booksAgree()
}

func (w *world) offer(id refund.ID) refund.OfferStatus {
	w.t.Helper()
	stored, err := w.books.Case(w.t.Context(), id)
	if err != nil {
		w.t.Fatal(err)
	}
	return stored.Offer
}

func duplicateAndConflict(t *testing.T, w *world) {
	file, id := w.event("order-twice", nil)
	w.mustRun("publish", file)
	w.mustRun("publish", file)
	other, _ := w.event("order-twice", func(body map[string]any) { body["reason"] = "OTHER" })
	w.mustRun("publish", other)
	last := w.publish("order-after-twice", nil, refund.StatusRefunded)
	w.reaches(id, refund.StatusRefunded)
	rows := 0
	for _, row := range w.rows() {
		if row.ID == id || row.ID == last {
			rows++
		}
	}
	if got := w.movedFor("order-twice"); got != 14000 || rows != 2 {
		t.Errorf("moved %d, %d refunds", got, rows)
	}
}
