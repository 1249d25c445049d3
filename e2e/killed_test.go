package e2e

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/makegood/makegood/internal/demo"
	"github.com/makegood/makegood/internal/kafka"
	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// killings is how often both processes are killed, each time in the middle of a part of the stream.
const killings = 4

// TestWorkerAndStarterAreKilledAgainAndAgainAndNothingIsLostOrPaidTwice publishes the demo's
// stream, faults and all, part by part, and kills both processes -9 while they work on each part.
func TestWorkerAndStarterAreKilledAgainAndAgainAndNothingIsLostOrPaidTwice(t *testing.T) {
	w := start(t)
	events, expect := demo.Stream(7, 120, time.Now())
	for part := range slices.Chunk(events, len(events)/killings) {
		starter, worker := w.spawn("starter"), w.spawn("worker")
		w.joined(starter)
		before := len(w.rows())
		if err := demo.Publish(t.Context(), kafka.Line{Brokers: []string{w.stack.KafkaAddress}}, topic, part); err != nil {
			t.Fatal(err)
		}
		w.until("some more refunds", time.Minute, func() bool { return len(w.rows()) >= before+3 })
		starter.kill()
		worker.kill()
	}
	w.spawn("starter")
	w.spawn("worker")
	w.untilAtRest(expect)
	for id, fate := range expect.Fates {
		if got := w.status(id); got != fate {
			t.Errorf("%s is %s, want %s", id, got, fate)
		}
	}
	if len(w.rows()) != expect.Refunds {
		t.Errorf("%d refunds, want %d", len(w.rows()), expect.Refunds)
	}
	w.booksAgree()
}

// joined waits until the starter has all partitions: until then it is not killed. kfake forgets to
// expire a member whose connection is gone when its join is answered (Apache Kafka does not), and
// its partitions would have a dead owner for good.
func (w *world) joined(starter *process) {
	w.t.Helper()
	w.until("the starter's share of the topic", time.Minute, func() bool {
		return strings.Contains(starter.said(), `"partitions": 3`)
	})
}

// untilAtRest waits for every refund's end, and names the ones that did not come to it.
func (w *world) untilAtRest(expect demo.Expected) {
	w.t.Helper()
	defer func() {
		if !w.t.Failed() {
			return
		}
		known := map[refund.ID]bool{}
		for _, row := range w.rows() {
			known[row.ID] = true
		}
		for id := range expect.Fates {
			if !known[id] {
				w.t.Errorf("lost: %s\n%s", id, w.traces(id))
			}
		}
		for _, row := range w.rows() {
			if !resting(row) {
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

// resting: only people, goods, an offer or an appeal are waited for. Nobody acts in this stream, so a
// paid refund has nothing to appeal and is closed.
func resting(row ledger.CaseRow) bool {
	switch row.Status {
	case refund.StatusAwaitingApproval, refund.StatusNeedsAttention, refund.StatusAwaitingGoods, refund.StatusNeedsInfo:
		return true
	case refund.StatusRefunded, refund.StatusPartlyRefunded, refund.StatusRejected, refund.StatusWithdrawn, refund.StatusNothingToRefund:
		return row.Closed || row.Offer == refund.OfferOpen || row.Status == refund.StatusRejected
	case refund.StatusReceived, refund.StatusAssessing, refund.StatusInspected, refund.StatusPayingOut:
		return false
	}
	return false
}
