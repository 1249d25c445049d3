package e2e

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os/exec"
	"slices"
	"strings"
	"testing"
	"time"

	"go.temporal.io/api/enums/v1"
	"go.temporal.io/api/history/v1"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/worker"
	"go.temporal.io/sdk/workflow"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/payment/stripe/stripetest"
	"github.com/makegood/makegood/reconcile/daily"
	"github.com/makegood/makegood/refund"
)

// wrongList stands before Stripe and changes its list of a period: the refund of order-missing is not in it, that of
// order-less has another amount, and that of order-bounced has failed. What is asked of one payment is as it is.
func wrongList(t *testing.T, of string) string {
	t.Helper()
	to, err := url.Parse(of)
	if err != nil {
		t.Fatal(err)
	}
	proxy := &httputil.ReverseProxy{
		Rewrite: func(r *httputil.ProxyRequest) { r.SetURL(to) },
		ModifyResponse: func(r *http.Response) error {
			if r.Request.Method != http.MethodGet || r.Request.URL.Query().Get("created[gte]") == "" {
				return nil
			}
			var list map[string]any
			if err := json.NewDecoder(r.Body).Decode(&list); err != nil {
				return err
			}
			var data []any
			for _, one := range list["data"].([]any) {
				made := one.(map[string]any)
				switch made["charge"] {
				case "ch_order-missing":
					continue
				case "ch_order-less":
					made["amount"] = 100
				case "ch_order-bounced":
					made["status"], made["failure_reason"] = "failed", "expired_or_canceled_card"
				}
				data = append(data, made)
			}
			list["data"] = data
			body, err := json.Marshal(list)
			r.Body, r.ContentLength = io.NopCloser(bytes.NewReader(body)), int64(len(body))
			r.Header.Del("Content-Length")
			return err
		},
	}
	web := httptest.NewServer(proxy)
	t.Cleanup(web.Close)
	return web.URL
}

// reconciled runs makegood reconcile over the days around now, and returns its runs and its exit status.
func (w *world) reconciled(more ...string) (run ledger.Reconciliation, status int) {
	w.t.Helper()
	now := time.Now().UTC()
	args := append([]string{"reconcile", "--json", "--provider", "stripe", "--from", now.AddDate(0, 0, -1).Format(time.DateOnly),
		"--to", now.AddDate(0, 0, 2).Format(time.DateOnly)}, more...)
	out, err := w.makegood(args...)
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		w.t.Fatal(err)
	}
	if exit != nil {
		status = exit.ExitCode()
	}
	var done struct{ Runs []ledger.Reconciliation }
	if err := json.Unmarshal([]byte(out), &done); err != nil || len(done.Runs) != 1 {
		w.t.Fatalf("status %d, %v: %s (%v)", status, err, out, exit)
	}
	return done.Runs[0], status
}

// differences are a run's items in words: kind, payment, what became of it, and whether it stays.
func differences(r ledger.Reconciliation) (out []string) {
	for _, i := range r.Items {
		word := string(i.Kind) + " " + i.Reference + " " + i.Booked
		if i.Open {
			word += " open"
		}
		out = append(out, word)
	}
	return out
}

// TestBooksAndAProvidersListAreHeldAgainstEachOther: refunds are paid over Stripe's stand-in, and its list says something
// else of some. What the list proves is booked once, and reaches the refund's story; the rest stays for people.
func TestBooksAndAProvidersListAreHeldAgainstEachOther(t *testing.T) {
	w := start(t)
	provider := stripetest.New(t)
	w.env = append(w.env, "MAKEGOOD_STRIPE_KEY="+stripetest.Key, "MAKEGOOD_STRIPE_URL="+wrongList(t, provider.URL),
		"MAKEGOOD_RECONCILE_TOPIC=refunds.reconciliation.v1") // a run that is not published ends with status 2
	w.spawn("worker")
	w.spawn("starter")
	ids := map[string]refund.ID{}
	for _, order := range []string{"order-good", "order-less", "order-missing", "order-bounced"} {
		file, id := w.event(order, func(body map[string]any) { firstPayment(body)["provider"] = "stripe" })
		ids[order] = id
		w.mustRun("publish", file)
	}
	for order, id := range ids {
		w.until(order+" to be paid", time.Minute, func() bool { return w.status(id) == refund.StatusRefunded })
	}
	provider.Outside("ch_order-good", 100, "CNY")
	_, movements := provider.Moved("ch_order-good")

	w.until("the list to be due for what is missing", time.Minute, func() bool {
		dry, status := w.reconciled("--dry-run")
		return status == 1 && slices.Contains(differences(dry), "MISSING ch_order-missing  open")
	})
	first, status := w.reconciled()
	if want := []string{"MISSING ch_order-missing  open", "EXTRA ch_order-good OUTSIDE open", "AMOUNT ch_order-less DIFFERS open", "STATE ch_order-bounced BOOKED"}; status != 1 || !slices.Equal(differences(first), want) {
		t.Fatalf("the first run: status %d, %q, want %q", status, differences(first), want)
	}
	for _, s := range first.Sums {
		if s.DifferenceMinor != s.ItemsMinor {
			t.Errorf("the items do not explain %+v", s)
		}
	}
	correction := refund.Correction{Leg: "1", Number: 1}.WorkflowID(ids["order-bounced"])
	w.until("the bounced refund's correction", time.Minute, func() bool {
		standing, err := w.books.Standing(t.Context(), ids["order-bounced"])
		if err != nil {
			t.Fatal(err)
		}
		leg, _ := standing.Leg("1")
		return leg.Status == refund.LegLateFailed && (w.hasWorkflow(correction) || w.hasOpen(string(ids["order-bounced"])))
	})

	second, status := w.reconciled()
	if want := []string{"MISSING ch_order-missing  open", "EXTRA ch_order-good  open", "AMOUNT ch_order-less KNOWN open"}; status != 1 || !slices.Equal(differences(second), want) {
		t.Errorf("the second run: status %d, %q, want %q", status, differences(second), want)
	}
	outside, err := w.books.OutsideRefunds(t.Context(), ledger.OutsideFilter{Unattributed: true})
	if err != nil || len(outside) != 1 {
		t.Fatalf("%+v, %v", outside, err)
	}
	w.mustRun("attribute", outside[0].ProviderRefundID, "--provider", "stripe", "--reference", "ch_order-good", "--goodwill", "--by", "noah", "--note", "an apology")
	third, status := w.reconciled()
	if want := []string{"MISSING ch_order-missing  open", "AMOUNT ch_order-less KNOWN open"}; status != 1 || !slices.Equal(differences(third), want) {
		t.Errorf("the third run: status %d, %q, want %q", status, differences(third), want)
	}
	if shown := w.mustRun("reconcile", "show", first.ID); !strings.Contains(shown, "kept as "+first.ID) {
		t.Errorf("shown is %s", shown)
	}
	if _, now := provider.Moved("ch_order-good"); now != movements {
		t.Errorf("reconciliation moved money: %d movements, and %d before", now, movements)
	}
	if findings, err := w.books.Audit(t.Context()); err != nil || len(findings) > 0 {
		t.Errorf("audit: %+v, %v", findings, err)
	}
	scheduled(t, w)
}

// hasWorkflow reports whether Temporal has begun a workflow, hasOpen whether it is open.
func (w *world) hasWorkflow(id string) bool {
	_, err := w.client.DescribeWorkflowExecution(w.t.Context(), id, "")
	return err == nil
}

func (w *world) hasOpen(id string) bool {
	about, err := w.client.DescribeWorkflowExecution(w.t.Context(), id, "")
	return err == nil && about.GetWorkflowExecutionInfo().GetStatus() == enums.WORKFLOW_EXECUTION_STATUS_RUNNING
}

// scheduled: the worker has made the schedule; its workflow runs, keeps the last complete day once, and replays.
func scheduled(t *testing.T, w *world) {
	handle := w.client.ScheduleClient().GetHandle(t.Context(), daily.ScheduleID("refunds"))
	about, err := handle.Describe(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if hours := about.Schedule.Spec.Calendars[0].Hour; len(hours) != 1 || hours[0].Start != 6 || about.Schedule.Policy.Overlap != enums.SCHEDULE_OVERLAP_POLICY_SKIP {
		t.Errorf("the schedule is %+v", about.Schedule)
	}
	for range 2 {
		if err := handle.Trigger(t.Context(), client.ScheduleTriggerOptions{}); err != nil {
			t.Fatal(err)
		}
		w.until("the workflow of the schedule", time.Minute, func() bool {
			about, err := handle.Describe(t.Context())
			return err == nil && len(about.Info.RecentActions) > 0 && len(about.Info.RunningWorkflows) == 0
		})
	}
	w.until("a scheduled run", time.Minute, func() bool {
		runs, err := w.books.Reconciliations(t.Context(), ledger.ReconciliationFilter{Provider: "stripe"})
		return err == nil && len(slices.DeleteFunc(runs, func(r ledger.Reconciliation) bool { return r.Origin != ledger.ReconcileScheduled })) == 1
	})
	about, err = handle.Describe(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	run := about.Info.RecentActions[0].StartWorkflowResult
	var got daily.Result
	if err := w.client.GetWorkflow(t.Context(), run.WorkflowID, run.FirstExecutionRunID).Get(t.Context(), &got); err != nil || len(got.Runs) != 1 {
		t.Errorf("the workflow's result is %+v, %v", got, err)
	}
	past := &history.History{}
	for events := w.client.GetWorkflowHistory(t.Context(), run.WorkflowID, run.FirstExecutionRunID, false, enums.HISTORY_EVENT_FILTER_TYPE_ALL_EVENT); events.HasNext(); {
		event, err := events.Next()
		if err != nil {
			t.Fatal(err)
		}
		past.Events = append(past.Events, event)
	}
	replayer := worker.NewWorkflowReplayer()
	replayer.RegisterWorkflowWithOptions(daily.Reconciliation, workflow.RegisterOptions{Name: daily.WorkflowName})
	if err := replayer.ReplayWorkflowHistory(nil, past); err != nil {
		t.Errorf("it does not replay: %v", err)
	}
}
