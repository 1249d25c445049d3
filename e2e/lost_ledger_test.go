package e2e

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// TestALostLedgerIsNotReplacedAndNothingIsPaidAgain: an empty ledger knows of nothing that was paid, and
// would pay a second request for the same goods, and keep keys that no worker finds.
func TestALostLedgerIsNotReplacedAndNothingIsPaidAgain(t *testing.T) {
	t.Parallel()
	w := start(t)
	starter, worker := w.spawn("starter"), w.spawn("worker")
	for i := range 3 {
		id := w.publish(lostOrder(i), nil, refund.StatusRefunded)
		w.until("the refund's end", time.Minute, func() bool { return w.closedWorkflow(id) })
	}
	w.untilListed("Ledger = '"+w.ledgerID()+"'", 3)
	worker.kill()
	for i := range 3 {
		file, _ := w.event(lostOrder(i), func(body map[string]any) { body["cancellation_id"] = "c-2" })
		w.mustRun("publish", file)
	}
	w.untilListed("WorkflowType = 'Refund' AND ExecutionStatus = 'Running'", 3)
	starter.kill()
	w.loseLedger()

	for _, name := range []string{"worker", "starter"} {
		if said := w.spawn(name).endsByItself(time.Minute); !strings.Contains(said, ledger.ErrNoLedger.Error()) {
			t.Errorf("a %s without a ledger said:\n%s", name, said)
		}
	}
	w.mustRun("ledger", "create") // as somebody in a hurry would
	for _, name := range []string{"worker", "starter"} {
		if said := w.spawn(name).endsByItself(time.Minute); !strings.Contains(said, "LEDGER_AWAY: this is not the ledger of this task queue") {
			t.Errorf("a %s on an empty ledger said:\n%s", name, said)
		}
	}
	for i := range 3 {
		if minor, movements := w.book().For("ch_" + lostOrder(i)); minor != 14000 || movements != 1 {
			t.Errorf("%s: moved %d in %d movements", lostOrder(i), minor, movements)
		}
	}
}

func lostOrder(i int) string { return fmt.Sprintf("order-lost-%d", i) }

// TestAProcessStopsWhenItsLedgersFileIsRemovedUnderIt: what it wrote there would vanish with it.
func TestAProcessStopsWhenItsLedgersFileIsRemovedUnderIt(t *testing.T) {
	t.Parallel()
	w := start(t)
	starter, worker := w.spawn("starter"), w.spawn("worker")
	w.publish("order-under", nil, refund.StatusRefunded)
	w.loseLedger()
	for _, p := range []*process{worker, starter} {
		if said := p.endsByItself(time.Minute); !strings.Contains(said, ledger.ErrLost.Error()) {
			t.Errorf("it said:\n%s", tail(said, 20))
		}
	}
}

// loseLedger removes the ledger's files; the test's own view of them goes with it.
func (w *world) loseLedger() {
	w.t.Helper()
	files, err := filepath.Glob(filepath.Join(w.dir, "ledger.db*"))
	if err != nil || len(files) == 0 {
		w.t.Fatalf("no ledger in %s: %v", w.dir, err)
	}
	for _, file := range files {
		if err := os.Remove(file); err != nil {
			w.t.Fatal(err)
		}
	}
}

// untilListed waits until a filter finds so many workflows: the index follows the workflows by a moment.
func (w *world) untilListed(query string, count int) {
	w.t.Helper()
	w.until(fmt.Sprintf("%d workflows with %s", count, query), time.Minute, func() bool {
		return strings.Contains(w.temporal("workflow", "count", "--query", query), fmt.Sprintf("Total: %d\n", count))
	})
}
