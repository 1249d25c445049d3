package e2e

import (
	"testing"
	"time"

	"github.com/makegood/makegood/internal/demo"
	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// TestWorkerAndStarterAreKilledAgainAndAgainAndNothingIsLostOrPaidTwice publishes the demo's
// stream, faults and all, and kills both processes -9 each time some more refunds have come in.
func TestWorkerAndStarterAreKilledAgainAndAgainAndNothingIsLostOrPaidTwice(t *testing.T) {
	w := start(t)
	events, expect := demo.Stream(7, 120, time.Now())
	if err := demo.Publish(t.Context(), []string{w.stack.KafkaAddress}, topic, events); err != nil {
		t.Fatal(err)
	}
	kills := 0
	for _, known := range []int{5, 20, 40, 60} {
		starter, worker := w.spawn("starter"), w.spawn("worker")
		w.until("more refunds", 2*time.Minute, func() bool { return len(w.rows()) >= min(known, expect.Refunds) })
		starter.kill()
		worker.kill()
		kills++
	}
	w.spawn("starter")
	w.spawn("worker")
	w.untilAtRest(expect)
	for id, fate := range expect.Fates {
		if got := w.status(id); got != fate {
			t.Errorf("%s is %s, want %s", id, got, fate)
		}
	}
	if len(w.rows()) != expect.Refunds || kills != 4 {
		t.Errorf("%d refunds after %d kills, want %d", len(w.rows()), kills, expect.Refunds)
	}
	w.booksAgree()
}

// untilAtRest waits for every refund's end, and names the ones that did not come to it.
func (w *world) untilAtRest(expect demo.Expected) {
	w.t.Helper()
	defer func() {
		for _, row := range w.rows() {
			if w.t.Failed() && !resting(row) {
				w.t.Logf("not at rest: %+v", row)
			}
		}
	}()
	w.until("every refund's end", 4*time.Minute, func() bool { return w.atRest(expect) })
}

// atRest: every expected refund is known, and none has anything left to do by itself.
func (w *world) atRest(expect demo.Expected) bool {
	rows := w.rows()
	if len(rows) < expect.Refunds {
		return false
	}
	for _, row := range rows {
		if !resting(row) {
			return false
		}
	}
	return true
}

func resting(row ledger.CaseRow) bool {
	waits := row.Status == refund.StatusAwaitingApproval || row.Status == refund.StatusNeedsAttention
	return waits || row.Closed || (row.Status.Final() && row.Offer == refund.OfferOpen)
}
