package e2e

import (
	"errors"
	"fmt"
	"os"
	"slices"
	"sync"
	"testing"
	"time"

	"go.temporal.io/api/enums/v1"
	"go.temporal.io/sdk/client"

	"github.com/makegood/makegood/api"
	"github.com/makegood/makegood/app"
	"github.com/makegood/makegood/internal/config"
	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
	"github.com/makegood/makegood/starter/event"
)

// service is the service behind the doors, in this process, on the world's Temporal and ledger.
func (w *world) service() *api.Service {
	w.t.Helper()
	settings, err := config.Load(config.FromEnviron(w.env))
	if err != nil {
		w.t.Fatal(err)
	}
	ports := app.NewServicePorts(settings, time.Now)
	w.t.Cleanup(ports.Close)
	service, err := api.New(ports.Ports())
	if err != nil {
		w.t.Fatal(err)
	}
	return service
}

// request is an order's cancellation, as a caller asks for it.
func (w *world) request(order string, change func(map[string]any)) (api.RequestRefundRequest, refund.ID) {
	w.t.Helper()
	file, id := w.event(order, change)
	raw, err := os.ReadFile(file)
	if err != nil {
		w.t.Fatal(err)
	}
	in, err := event.Decode(event.Message{Value: raw}, time.Now())
	if err != nil {
		w.t.Fatal(err)
	}
	return api.RequestRefundRequest{Cancellation: in.Cancellation, Contact: in.Contact}, id
}

// shopCalls is a shop's program that asks for refunds.
var shopCalls = api.Call{Subject: api.Subject{
	Name: "shop", Kind: api.Machine, Verified: api.ByKey, Scopes: []api.Scope{api.ScopeRequest, api.ScopeRead, api.ScopeCustomer},
}}

// TestARequestIsAnsweredWithItsDecisionWhileThePayoutGoesOn on the real server: also when it is made 64 times at once,
// again, with another body, and once Temporal's workflow is over.
func TestARequestIsAnsweredWithItsDecisionWhileThePayoutGoesOn(t *testing.T) {
	w := start(t)
	w.spawn("worker")
	service := w.service()
	ask := func(in api.RequestRefundRequest) (api.RequestedRefund, error) {
		return service.RequestRefund(t.Context(), shopCalls, in)
	}

	in, id := w.request("order-asked", pending)
	begun := time.Now()
	answer, err := ask(in)
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("the first answer took %s", time.Since(begun).Round(time.Millisecond))
	if answer.Replayed || answer.Standing.Status != refund.StatusPayingOut || answer.Standing.TotalMinor == 0 || w.movedFor("order-asked~pending:2s") != 0 {
		t.Errorf("answered %+v after %d had moved", answer.Standing, w.movedFor("order-asked~pending:2s"))
	}
	if sum := rowsOf(answer); sum != answer.Standing.TotalMinor {
		t.Errorf("the explanation's rows come to %d of %d", sum, answer.Standing.TotalMinor)
	}
	if answer.Expected.By == nil || !answer.Expected.By.After(begun) {
		t.Errorf("expected %+v", answer.Expected)
	}
	w.reaches(id, refund.StatusRefunded)
	if moved := w.movedFor("order-asked~pending:2s"); moved != answer.Standing.TotalMinor {
		t.Errorf("%d moved of %d", moved, answer.Standing.TotalMinor)
	}
	if count := countOf(w.events(id), enums.EVENT_TYPE_ACTIVITY_TASK_SCHEDULED); count == 0 {
		t.Errorf("no leg was paid by a regular activity: %v", w.events(id))
	}

	again, err := ask(in)
	if err != nil || !again.Replayed || again.Standing.Status != refund.StatusRefunded {
		t.Errorf("the same again: %+v, %v", again.Standing, err)
	}
	other := in
	other.Cancellation.Reason = refund.ReasonDamaged
	_, err = ask(other)
	if own := new(api.Error); !errors.As(err, &own) || own.Code != refund.CodeConflict {
		t.Errorf("the same key with another body: %v", err)
	}
	w.askedAtOnce(ask)
	w.record("api-") // before the orders that are measured: they have one shape
	w.measured(ask)
	w.booksAgree()
}

// askedAtOnce makes one request 64 times side by side.
func (w *world) askedAtOnce(ask func(api.RequestRefundRequest) (api.RequestedRefund, error)) {
	w.t.Helper()
	const times = 64
	in, id := w.request("order-at-once", nil)
	answers, problems := make([]api.RequestedRefund, times), make([]error, times)
	var asking sync.WaitGroup
	for n := range times {
		asking.Go(func() { answers[n], problems[n] = ask(in) })
	}
	asking.Wait()
	for n, answer := range answers {
		if problems[n] != nil || answer.Standing.Refund != id || answer.Standing.TotalMinor != answers[0].Standing.TotalMinor {
			w.t.Errorf("answer %d: %+v, %v", n, answer.Standing, problems[n])
		}
	}
	w.reaches(id, refund.StatusRefunded)
	if moved := w.movedFor("order-at-once"); moved != answers[0].Standing.TotalMinor {
		w.t.Errorf("%d moved of %d", moved, answers[0].Standing.TotalMinor)
	}
	if count := countOf(w.events(id), enums.EVENT_TYPE_WORKFLOW_EXECUTION_UPDATE_ACCEPTED); count != 1 {
		w.t.Errorf("%d updates stand in the history: %v", count, w.events(id))
	}
}

// measured says how long an answer takes beside a bare start of the same workflow, in turns.
func (w *world) measured(ask func(api.RequestRefundRequest) (api.RequestedRefund, error)) {
	w.t.Helper()
	const rounds = 25
	var answers, starts []time.Duration
	for n := range rounds {
		in, _ := w.request(fmt.Sprintf("order-answered-%d", n), nil)
		begun := time.Now()
		if _, err := ask(in); err != nil {
			w.t.Fatal(err)
		}
		answers = append(answers, time.Since(begun))

		bare, id := w.request(fmt.Sprintf("order-started-%d", n), nil)
		begun = time.Now()
		_, err := w.client.ExecuteWorkflow(w.t.Context(), client.StartWorkflowOptions{ID: string(id), TaskQueue: "refunds"}, refund.WorkflowName,
			refund.Request{Cancellation: bare.Cancellation, Digest: refund.Digest(bare.Cancellation), Contact: bare.Contact})
		if err != nil {
			w.t.Fatal(err)
		}
		starts = append(starts, time.Since(begun))
	}
	slices.Sort(answers)
	slices.Sort(starts)
	w.t.Logf("an answer takes %s, a bare start %s (medians of %d, in turns)",
		answers[rounds/2].Round(time.Millisecond), starts[rounds/2].Round(time.Millisecond), rounds)
	w.until("the end of all refunds", time.Minute, func() bool {
		return !slices.ContainsFunc(w.rows(), func(row ledger.CaseRow) bool { return row.Status != refund.StatusRefunded })
	})
}

// pending lets the provider accept at once and pay two seconds later.
func pending(body map[string]any) {
	payment := firstPayment(body)
	payment["provider_reference"] = payment["provider_reference"].(string) + "~pending:2s"
}

func rowsOf(answer api.RequestedRefund) (sum int64) {
	if answer.Explanation == nil {
		return 0
	}
	for _, row := range answer.Explanation.Statement.Rows {
		sum += row.AmountMinor
	}
	return sum
}

func countOf(types []enums.EventType, wanted enums.EventType) (count int) {
	for _, one := range types {
		if one == wanted {
			count++
		}
	}
	return count
}
