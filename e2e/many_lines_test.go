package e2e

import (
	"fmt"
	"testing"
	"time"

	"github.com/makegood/makegood/refund"
)

// TestAnOrderOfThousandsOfLinesIsPaid: its assessment is seven to ten times as large as the event, and the
// server ends a workflow whose task completes with more than it takes. What is large stays in the ledger.
func TestAnOrderOfThousandsOfLinesIsPaid(t *testing.T) {
	t.Parallel()
	w := start(t)
	w.spawn("starter")
	w.spawn("worker")
	file, id := w.event("order-lines", manyLines)
	w.mustRun("publish", file)
	w.until("a refund that is paid, or waits for a person", time.Minute, func() bool {
		return w.status(id) == refund.StatusRefunded || w.status(id) == refund.StatusAwaitingApproval
	})
	if w.status(id) == refund.StatusAwaitingApproval {
		w.mustRun("decide", string(id), "--approve", "--reviewer", "noah", "--note", "all of them")
	}
	w.until("the refund's end", time.Minute, func() bool { return w.closedWorkflow(id) })
	info, err := w.client.DescribeWorkflowExecution(t.Context(), string(id), "")
	if err != nil {
		t.Fatal(err)
	}
	bytes := info.GetWorkflowExecutionInfo().GetHistorySizeBytes()
	t.Logf("%s, %d events, %d bytes", w.status(id), info.GetWorkflowExecutionInfo().GetHistoryLength(), bytes)
	if got := w.movedFor("order-lines"); w.status(id) != refund.StatusRefunded || got != lineCount*linePrice {
		t.Errorf("it is %s, %d were moved", w.status(id), got)
	}
	if bytes > refund.InputBytesMax+5*refund.StandingBytesMax {
		t.Errorf("the history has %d bytes", bytes)
	}
	w.mustRun("show", string(id))
	w.booksAgree()
}

const lineCount, linePrice = 3200, 7

// manyLines makes the order one of thousands of minimal course lines, delivered two days before: as large as
// an event may be.
func manyLines(body map[string]any) {
	lines := make([]any, lineCount)
	for i := range lines {
		lines[i] = map[string]any{
			"line_id": fmt.Sprint(i), "business_model": "COURSE", "quantity": 1, "unit_price_minor": linePrice,
		}
	}
	body["lines"], body["delivered_at"], body["shipping"] = lines, "2026-11-19T08:30:00Z", map[string]any{"amount_minor": 0}
	firstPayment(body)["captured_minor"] = lineCount * linePrice
}
