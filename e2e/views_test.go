package e2e

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/makegood/makegood/internal/temporal"
	"github.com/makegood/makegood/refund"
)

// savedViews asks the server every saved view, and what each must find of the refunds of the cases
// before. The server's index follows its workflows by a moment.
func savedViews(t *testing.T, w *world) {
	waiting := w.publish("order-view-waiting", large, refund.StatusAwaitingApproval)
	parked := w.publish("order-view-parked", func(body map[string]any) {
		firstPayment(body)["provider_reference"] = "ch_order-view-parked~decline"
	}, refund.StatusNeedsAttention)
	beside := w.declinedBesideOpen("order-view-beside")
	goods := w.publish("order-view-goods", func(body map[string]any) { delivered(body); large(body); newAccount(body) }, refund.StatusAwaitingGoods)
	offered := w.publish("order-view-offer", func(body map[string]any) { body["reason"] = "DAMAGED" }, refund.StatusRefunded)
	due := w.publish("order-view-due", func(body map[string]any) { large(body); withdrawnLongAgo(body) }, refund.StatusAwaitingApproval)
	const rejected, terminated refund.ID = "refund/m-001/order-decide/c-1", "refund/m-001/order-terminate/c-1"
	all := []refund.ID{waiting, due, parked, beside, goods, offered, rejected, terminated}
	finds := map[string][]refund.ID{
		"Waits for a person":              {waiting, due, parked, beside},
		"Waits, and is overdue":           {due},
		"Due, by a review or by law":      {due},
		"Waits for approval":              {waiting, due},
		"Parked for operations":           {parked},
		"High risk, waiting":              nil,
		"Large, waiting":                  {waiting, due},
		"Waits for goods":                 {goods},
		"Waits for the customer's answer": nil,
		"Goes on by itself":               nil,
		"May be appealed":                 {rejected},
		"Paid, offer open":                {offered},
		"One merchant's":                  {waiting, due, parked, beside, goods, offered, rejected},
		"One reason's":                    {offered},
		"One ledger's":                    all,

		"Ended by an operator, or by a bug": {terminated},
	}
	for _, view := range temporal.Views() {
		view.Query = strings.ReplaceAll(view.Query, "LEDGER", w.ledgerID())
		want, known := finds[view.Name]
		if !known {
			t.Errorf("%q is not tried", view.Name)
		}
		w.until("the view "+view.Name+" finds what it should", 20*time.Second, func() bool {
			return slices.Equal(w.listed(view, all), want)
		})
	}
}

// withdrawnLongAgo is a withdrawal under EU law of which makegood hears after the law's time to pay.
func withdrawnLongAgo(body map[string]any) {
	body["market"], body["placed_at"], body["occurred_at"] = "DE", "2026-10-01T10:00:00Z", "2026-10-20T10:00:00Z"
	delete(firstPayment(body), "captured_at")
}

// declinedBesideOpen publishes a refund of two payments, one of which says no while the other has not
// answered for good: it is being paid out, and a person has to act on the declined leg meanwhile.
func (w *world) declinedBesideOpen(order string) refund.ID {
	w.t.Helper()
	id := w.publish(order, func(body map[string]any) {
		payments := []any{}
		for i, fault := range []string{"~pending:10m", "~decline:instrument"} {
			one := maps.Clone(firstPayment(body))
			one["payment_id"], one["provider_reference"] = fmt.Sprintf("pay-%d", i+1), fmt.Sprintf("ch_%s-%d%s", order, i+1, fault)
			one["captured_minor"] = 7000
			payments = append(payments, one)
		}
		body["payments"] = payments
	}, refund.StatusPayingOut)
	w.until("the declined leg beside the open one", time.Minute, func() bool {
		stored, err := w.books.Case(w.t.Context(), id)
		return err == nil && stored.Standing.NeedsHuman()
	})
	return id
}

func (w *world) ledgerID() string {
	w.t.Helper()
	who, err := w.books.Identity(w.t.Context())
	if err != nil {
		w.t.Fatal(err)
	}
	return who.ID
}

// listed are those of the refunds that the view finds, in their own order.
func (w *world) listed(view temporal.View, of []refund.ID) (found []refund.ID) {
	w.t.Helper()
	out := w.temporal("workflow", "list", "--query", view.At(time.Now()), "--limit", "1000", "--output", "json")
	var rows []struct {
		Execution struct{ WorkflowID string } `json:"execution"`
	}
	if err := json.Unmarshal([]byte(out), &rows); err != nil {
		w.t.Fatalf("the view %s: %v in %s", view.Name, err, out)
	}
	for _, id := range of {
		for _, row := range rows {
			if row.Execution.WorkflowID == string(id) {
				found = append(found, id)
			}
		}
	}
	return found
}
