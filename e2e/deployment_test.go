package e2e

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/makegood/makegood/deployment"
	"github.com/makegood/makegood/refund"
)

// as has the commands and processes that are started from now on be of a build.
func (w *world) as(build string) {
	w.env = append(w.env, "MAKEGOOD_WORKER_DEPLOYMENT=shop", "MAKEGOOD_WORKER_BUILD_ID="+build)
}

// deploys starts a worker of a build, and has new refunds start on it.
func (w *world) deploys(build string) *process {
	w.t.Helper()
	w.as(build)
	started := w.spawn("worker")
	w.until("a worker of build "+build, time.Minute, func() bool {
		own, _ := jsonOf[deployment.Status](w, "deployment", "status").Version(build)
		return own.WorkerCount == 1
	})
	return started
}

// jsonOf runs a command, and reads what it prints for programs.
func jsonOf[T any](w *world, args ...string) (out T) {
	w.t.Helper()
	if err := json.Unmarshal([]byte(w.mustRun(append(args, "--json")...)), &out); err != nil {
		w.t.Fatal(err)
	}
	return out
}

// TestBuildsOfTheWorkerFollowEachOtherByCommand: nothing starts without a current version, which the doctor
// says; a refund that waits on the old build is moved to the new one, and is paid there once.
func TestBuildsOfTheWorkerFollowEachOtherByCommand(t *testing.T) {
	w := start(t)
	w.spawn("starter")
	first := w.deploys("1")
	file, early := w.event("order-early", large)
	w.mustRun("publish", file)
	w.until("the doctor's finding", time.Minute, func() bool {
		out, err := w.makegood("doctor")
		return err != nil && strings.Contains(out, "deployment shop has no current version: no refund starts, 1 wait for it: makegood deployment set-current 1")
	})
	if status := w.status(early); status != "" {
		t.Errorf("without a current version it is %s", status)
	}
	w.mustRun("deployment", "set-current", "1")
	w.reaches(early, refund.StatusAwaitingApproval)

	w.deploys("2")
	if routed := jsonOf[deployment.Routed](w, "deployment", "set-current", "2"); routed.Before != "1" || routed.Current != "2" {
		t.Errorf("got %+v", routed)
	}
	late := w.publish("order-late", large, refund.StatusAwaitingApproval)
	w.until("both builds' refunds", time.Minute, func() bool {
		s := jsonOf[deployment.Status](w, "deployment", "status")
		one, _ := s.Version("1")
		two, _ := s.Version("2")
		return one.OpenRefundCount == 1 && two.OpenRefundCount == 1
	})
	if tried := jsonOf[deployment.Report](w, "deployment", "move", "--dry-run"); tried.Found != 1 || tried.Moved != 1 || !tried.DryRun {
		t.Errorf("dry run: %+v", tried)
	}
	moved := jsonOf[deployment.Report](w, "deployment", "move", "--from", "1", "--status", "AwaitingApproval", "--refund", string(early))
	if moved.Moved != 1 || moved.To != "shop:2" || len(moved.Kept) != 0 {
		t.Errorf("move: %+v", moved)
	}
	first.kill()
	for _, id := range []refund.ID{early, late} {
		w.mustRun("decide", string(id), "--approve", "--reviewer", "noah", "--note", "checked")
		w.reaches(id, refund.StatusRefunded)
	}
	w.booksAgree()
}
