package e2e

import (
	"context"
	"errors"
	"fmt"
	"math/bits"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"go.temporal.io/api/serviceerror"

	"github.com/makegood/makegood/refund"
)

const (
	// burstCount are signals that wait for the worker all at once, in one run; the server takes 10,000 a run.
	burstCount = 9000
	// streamCount are signals that come while the worker takes them, over several runs.
	streamCount = 30000
	// senderCount is how many send at once.
	senderCount = 24
)

// TestThousandsOfRefusedSignalsLeaveARefundAlive: a good decision afterwards is taken, and paid.
func TestThousandsOfRefusedSignalsLeaveARefundAlive(t *testing.T) {
	t.Parallel()
	outer := start(t)
	outer.spawn("starter")
	worker := outer.spawn("worker")
	t.Run("9,000 in one run, all there when a worker comes back", func(t *testing.T) {
		w := outer.in(t)
		id := w.publish("order-burst", large, refund.StatusAwaitingApproval)
		worker.kill()
		w.sendRefused(id, burstCount)
		worker = outer.spawn("worker")
		w.decidedAndPaid(id, "order-burst", burstCount)
	})
	t.Run("30,000 over several runs, while the worker takes them", func(t *testing.T) {
		w := outer.in(t)
		id := w.publish("order-stream", large, refund.StatusAwaitingApproval)
		w.sendRefused(id, streamCount)
		w.decidedAndPaid(id, "order-stream", streamCount)
		if runs := w.runs(id); runs < 3 {
			t.Errorf("%d runs: the history is not bounded", runs)
		}
	})
	outer.booksAgree()
}

// sendRefused sends signals of every kind that is refused: by the requester, at the wrong time, that are no
// JSON of their name, of an unknown name; and, one in a hundred, by somebody whom only the ledger can refuse.
func (w *world) sendRefused(id refund.ID, count int64) {
	w.t.Helper()
	sent, began := atomic.Int64{}, time.Now()
	var senders sync.WaitGroup
	for range senderCount {
		senders.Go(func() {
			for i := sent.Add(1); i <= count; i = sent.Add(1) {
				if err := w.signalRefused(id, i); err != nil {
					w.t.Errorf("signal %d: %v", i, err)
					return
				}
			}
		})
	}
	senders.Wait()
	w.t.Logf("%d signals were sent in %s", count, time.Since(began).Round(time.Second))
}

func (w *world) signalRefused(id refund.ID, i int64) error {
	name, arg := "decide", any(refund.Decision{DecisionID: "d", Verb: refund.VerbApprove, Reviewer: "customer:42", Note: "please"})
	switch {
	case i%100 == 0:
		arg = refund.Decision{DecisionID: refund.DecisionID(fmt.Sprint("d-", i)), Verb: refund.VerbApprove, Reviewer: "nobody", Note: "please"}
	case i%4 == 1:
		arg = "approve"
	case i%4 == 2:
		name = "Decide"
	case i%4 == 3:
		name, arg = "answer", refund.InfoReply{By: "customer:42", Answer: "nobody asked"}
	}
	for {
		err := w.client.SignalWorkflow(w.t.Context(), string(id), "", name, arg)
		var full *serviceerror.ResourceExhausted
		var limit *serviceerror.InvalidArgument
		if !errors.As(err, &full) && !errors.As(err, &limit) && !errors.Is(err, context.DeadlineExceeded) {
			return err
		}
	}
}

// decidedAndPaid decides as a person would who tries again while the refund is busy, and waits for the money.
func (w *world) decidedAndPaid(id refund.ID, order string, refusedMin int64) {
	w.t.Helper()
	began := time.Now()
	w.until("a good decision", 2*time.Minute, func() bool {
		_, err := w.makegood("decide", string(id), "--approve", "--reviewer", "noah", "--note", "genuine", "--decision-id", "d-good")
		return err == nil
	})
	w.reaches(id, refund.StatusRefunded)
	w.t.Logf("decided and paid after %s, in %d runs", time.Since(began).Round(time.Second), w.runs(id))
	if got := w.movedFor(order); got != 1281200 {
		w.t.Errorf("moved %d", got)
	}
	if count := w.view(id).RefusedCount; count < refusedMin {
		w.t.Errorf("%d signals were refused, %d were sent", count, refusedMin)
	}
	// The trail names the first ten, then the total at powers of two.
	if rows, rowsMax := w.refusedRows(id), 10+bits.Len64(uint64(refusedMin)); rows == 0 || rows > rowsMax {
		w.t.Errorf("%d rows of the trail are about refused signals, at most %d are meant", rows, rowsMax)
	}
}

func (w *world) view(id refund.ID) (view refund.View) {
	w.t.Helper()
	answer, err := w.client.QueryWorkflow(w.t.Context(), string(id), "", refund.QueryRefund)
	if err == nil {
		err = answer.Get(&view)
	}
	if err != nil {
		w.t.Fatal(err)
	}
	return view
}

func (w *world) refusedRows(id refund.ID) (count int) {
	w.t.Helper()
	stored, err := w.books.Case(w.t.Context(), id)
	if err != nil {
		w.t.Fatal(err)
	}
	for _, row := range stored.Trail {
		if strings.Contains(row.Event, "Refused") {
			count++
		}
	}
	w.t.Logf("%d of the trail's %d rows are about refused signals", count, len(stored.Trail))
	return count
}

// runs counts the refund's runs that the server lists.
func (w *world) runs(id refund.ID) (count int) {
	w.t.Helper()
	out := w.temporal("workflow", "count", "--query", "WorkflowId = '"+string(id)+"'")
	if _, err := fmt.Sscanf(out, "Total: %d", &count); err != nil {
		w.t.Fatalf("%v in %q", err, out)
	}
	return count
}
