package e2e

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/makegood/makegood/doctor"
	"github.com/makegood/makegood/refund"
)

// terminate ends a waiting refund's workflow as an operator might: nothing is cleaned up.
func (w *world) terminate(order string) refund.ID {
	w.t.Helper()
	id := w.publish(order, large, refund.StatusAwaitingApproval)
	w.untilListed("WorkflowId = '"+string(id)+"' AND NeedsHuman = true", 1) // its first task is over
	w.temporal("workflow", "terminate", "--workflow-id", string(id), "--reason", "test")
	return id
}

// repaired has doctor find the abandoned refund, leave it while it is fresh, and give back what it
// held: after the minute that doctor leaves to other operators, most of which the other cases took.
func repaired(id refund.ID) func(*testing.T, *world) {
	quietAt := time.Now().Add(time.Minute)
	return func(t *testing.T, w *world) {
		fresh := w.terminate("order-terminate-fresh")
		found, err := w.doctor()
		if err == nil || !names(found, id) || !names(found, fresh) {
			t.Errorf("doctor found %+v, %v", found.Findings, err)
		}
		var report doctor.Report
		w.until("doctor repairs it", 2*time.Minute, func() bool {
			if time.Now().Before(quietAt) {
				return false
			}
			report, _ = w.doctor("--repair", "--by", "ops") // exit status 1: the fresh one is left
			return w.status(id) == refund.StatusWithdrawn
		})
		if w.status(fresh) != refund.StatusAwaitingApproval {
			t.Errorf("what was terminated a moment ago is %s", w.status(fresh))
		}
		for _, repair := range report.Repairs {
			if done := repair.Refund == id; repair.Done != done {
				t.Errorf("repair %+v", repair)
			}
		}
		if out := w.mustRun("show", string(id)); !strings.Contains(out, "doctor: the case was open, and no workflow ran it") {
			t.Errorf("the trail does not say who repaired, and why:\n%s", out)
		}
		if again, _ := w.doctor(); names(again, id) {
			t.Errorf("doctor still finds it: %+v", again.Findings)
		}
		w.booksAgree()
	}
}

func (w *world) doctor(args ...string) (doctor.Report, error) {
	w.t.Helper()
	out, ended := w.makegood(append([]string{"doctor", "--json"}, args...)...)
	var report doctor.Report
	if err := json.Unmarshal([]byte(out), &report); err != nil {
		w.t.Fatalf("%v in %q: %v", err, out, ended)
	}
	return report, ended
}

func names(r doctor.Report, id refund.ID) bool {
	for _, f := range r.Findings {
		if f.Refund == id && f.Code == doctor.CodeNoOpenWorkflow {
			return true
		}
	}
	return false
}
