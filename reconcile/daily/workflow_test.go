package daily

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"go.temporal.io/sdk/testsuite"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/payment"
	"github.com/makegood/makegood/reconcile"
)

// books keep what the pretended runs have made.
type books struct {
	mu    sync.Mutex
	runs  []ledger.Reconciliation
	fails map[string][]error
}

func (b *books) Reconciliations(_ context.Context, f ledger.ReconciliationFilter) (out []ledger.Reconciliation, err error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for i := len(b.runs) - 1; i >= 0; i-- {
		if b.runs[i].Provider == f.Provider && b.runs[i].Account == *f.Account {
			out = append(out, b.runs[i])
		}
	}
	return out, nil
}

func (b *books) run(_ context.Context, of reconcile.Account, q reconcile.Request) (ledger.Reconciliation, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if fails := b.fails[of.Provider]; len(fails) > 0 {
		b.fails[of.Provider] = fails[1:]
		return ledger.Reconciliation{}, fails[0]
	}
	r := ledger.Reconciliation{
		ID: of.Provider + "/" + q.Period.From.Format(time.DateOnly), Provider: of.Provider, Account: of.Name, From: q.Period.From, To: q.Period.To, Origin: q.Origin,
		Counts: []ledger.ReconcileCount{{Kind: ledger.ReconcileMissing, Count: 2, Open: 2}},
	}
	b.runs = append(b.runs, r)
	return r, nil
}

// today is the 20th of November, six o'clock.
var today = time.Date(2026, 11, 20, 6, 0, 0, 0, time.UTC)

// ran runs the workflow on accounts of two providers.
func (b *books) ran(t *testing.T, now time.Time) (Result, error) {
	t.Helper()
	var suite testsuite.WorkflowTestSuite
	env := suite.NewTestWorkflowEnvironment()
	Activities{
		Books: b, Run: b.run, Now: func() time.Time { return now }, BeatEvery: time.Hour,
		Accounts: func(context.Context) ([]reconcile.Account, []string, error) {
			return []reconcile.Account{{Provider: "paypal"}, {Provider: "stripe"}}, []string{"adyen"}, nil
		},
	}.Register(env)
	env.ExecuteWorkflow(WorkflowName)
	if !env.IsWorkflowCompleted() {
		t.Fatal("the workflow has not ended")
	}
	if err := env.GetWorkflowError(); err != nil {
		return Result{}, err
	}
	var out Result
	return out, env.GetWorkflowResult(&out)
}

func TestEachAccountIsReconciledOnceADay(t *testing.T) {
	b := &books{}
	got, err := b.ran(t, today)
	if err != nil || strings.Join(got.Runs, " ") != "paypal/2026-11-19 stripe/2026-11-19" || got.Open != 4 || got.Unlisted[0] != "adyen" {
		t.Errorf("%+v, %v", got, err)
	}
	if got, err = b.ran(t, today.Add(time.Hour)); err != nil || len(got.Runs) != 0 {
		t.Errorf("the same day again: %+v, %v", got, err)
	}
	if got, err = b.ran(t, today.AddDate(0, 0, 2)); err != nil || strings.Join(got.Runs, " ") != "paypal/2026-11-20 paypal/2026-11-21 stripe/2026-11-20 stripe/2026-11-21" {
		t.Errorf("after a day that was missed: %+v, %v", got, err)
	}
	for _, r := range b.runs {
		if r.Origin != ledger.ReconcileScheduled {
			t.Errorf("%s is asked for by %s", r.ID, r.Origin)
		}
	}
}

func TestAnAccountThatFailsDoesNotHoldUpTheOthers(t *testing.T) {
	b := &books{fails: map[string][]error{"paypal": {payment.ErrNoList}}}
	_, err := b.ran(t, today)
	if err == nil || !strings.Contains(err.Error(), "paypal: ") || !strings.Contains(err.Error(), "no list") {
		t.Errorf("got %v", err)
	}
	if len(b.runs) != 1 || b.runs[0].Provider != "stripe" {
		t.Errorf("kept are %+v", b.runs)
	}
}

func TestAProviderThatIsAwayIsAskedAgain(t *testing.T) {
	b := &books{fails: map[string][]error{"stripe": {errors.New("away"), payment.RateLimited{RetryAfter: time.Minute}}}}
	got, err := b.ran(t, today)
	if err != nil || len(got.Runs) != 2 {
		t.Errorf("%+v, %v", got, err)
	}
}
