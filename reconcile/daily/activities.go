package daily

import (
	"context"
	"errors"
	"time"

	"go.temporal.io/sdk/activity"
	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/workflow"

	"github.com/makegood/makegood/internal/heartbeat"
	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/payment"
	"github.com/makegood/makegood/reconcile"
)

// Books is what the plan asks of the ledger.
type Books interface {
	// Reconciliations lists runs, the latest period first.
	Reconciliations(ctx context.Context, filter ledger.ReconciliationFilter) ([]ledger.Reconciliation, error)
}

// Activities are the activities of the workflow. All fields are needed.
type Activities struct {
	Books Books
	// Accounts are those that can be listed, and the names of those that cannot.
	Accounts func(ctx context.Context) (listed []reconcile.Account, unlisted []string, err error)
	// Run reconciles an account, keeps the report and publishes it.
	Run func(ctx context.Context, of reconcile.Account, q reconcile.Request) (ledger.Reconciliation, error)
	Now func() time.Time
	// BeatEvery is the time between two signs of life.
	BeatEvery time.Duration
}

// Registry is where workflow and activities are registered.
type Registry interface {
	RegisterWorkflowWithOptions(w any, options workflow.RegisterOptions)
	RegisterActivityWithOptions(a any, options activity.RegisterOptions)
}

// Register registers the workflow with its activities.
func (a Activities) Register(r Registry) {
	r.RegisterWorkflowWithOptions(Reconciliation, workflow.RegisterOptions{Name: WorkflowName})
	r.RegisterActivityWithOptions(a.plan, activity.RegisterOptions{Name: planName})
	r.RegisterActivityWithOptions(a.run, activity.RegisterOptions{Name: runName})
}

// runsRead is how many runs are looked through for the last scheduled one: a person may have asked for others since.
const runsRead = 200

// plan says which days are due of which accounts.
func (a Activities) plan(ctx context.Context) (Plan, error) {
	accounts, unlisted, err := a.Accounts(ctx)
	if err != nil {
		return Plan{}, err
	}
	out := Plan{Unlisted: unlisted}
	for _, of := range accounts {
		runs, err := a.Books.Reconciliations(ctx, ledger.ReconciliationFilter{Provider: of.Provider, Account: &of.Name, LimitMax: runsRead})
		if err != nil {
			return Plan{}, err
		}
		if days := of.DueDays(lastScheduled(runs), a.Now()); len(days) > 0 {
			out.Accounts = append(out.Accounts, AccountDays{Provider: of.Provider, Account: of.Name, Days: days})
		}
	}
	return out, nil
}

// lastScheduled is the beginning of the last day that the schedule ran; zero: none.
func lastScheduled(runs []ledger.Reconciliation) time.Time {
	for _, r := range runs {
		if r.Origin == ledger.ReconcileScheduled {
			return r.From
		}
	}
	return time.Time{}
}

// run reconciles the days of an account. A day that was kept before is not kept again: a try that follows another one
// goes on where that ended.
func (a Activities) run(ctx context.Context, in AccountDays) (out AccountRuns, err error) {
	defer heartbeat.Every(ctx, a.BeatEvery)()
	accounts, _, err := a.Accounts(ctx)
	if err != nil {
		return out, err
	}
	for _, of := range accounts {
		if of.Provider != in.Provider || of.Name != in.Account {
			continue
		}
		for _, day := range in.Days {
			kept, err := a.Run(ctx, of, reconcile.Request{Period: ledger.Period{From: day, To: day.AddDate(0, 0, 1)}, Origin: ledger.ReconcileScheduled})
			if err != nil {
				return out, toTemporal(err)
			}
			out.Runs, out.Open = append(out.Runs, kept.ID), kept.OpenCount()
			activity.RecordHeartbeat(ctx, kept.ID)
		}
		return out, nil
	}
	return out, temporal.NewNonRetryableApplicationError(in.name()+" is not configured any more", "NOT_CONFIGURED", nil)
}

// toTemporal turns an error into retry behaviour: a list that is not finished, and a rate, say themselves when to try
// again; where there is no list, trying again is useless.
func toTemporal(err error) error {
	var limited payment.RateLimited
	switch {
	case errors.As(err, &limited):
		return temporal.NewApplicationErrorWithOptions(err.Error(), "RATE_LIMITED", temporal.ApplicationErrorOptions{NextRetryDelay: limited.RetryAfter})
	case errors.Is(err, payment.ErrNoList):
		return temporal.NewNonRetryableApplicationError(err.Error(), "NO_LIST", nil)
	case errors.Is(err, ledger.ErrInvariant):
		return temporal.NewNonRetryableApplicationError(err.Error(), "INVARIANT", nil)
	}
	return err
}
