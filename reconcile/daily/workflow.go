package daily

import (
	"fmt"
	"strings"
	"time"

	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/workflow"

	"github.com/makegood/makegood/reconcile"
)

// WorkflowName is the workflow's type.
const WorkflowName = "Reconciliation"

// The names of the activities.
const (
	planName = "PlanReconciliation"
	runName  = "ReconcileAccount"
)

// AccountDays are the days that are due of an account.
type AccountDays struct {
	Provider string `json:"provider"`
	Account  string `json:"account,omitempty"`
	// Days are the beginnings of UTC days, oldest first.
	Days []time.Time `json:"days"`
}

// name is the account's for people.
func (a AccountDays) name() string { return reconcile.AccountName(a.Provider, a.Account) }

// Plan is what is due.
type Plan struct {
	Accounts []AccountDays `json:"accounts"`
	// Unlisted are accounts that nobody can list, by name.
	Unlisted []string `json:"unlisted,omitempty"`
}

// AccountRuns are the runs of an account; the reports are in the ledger.
type AccountRuns struct {
	Runs []string `json:"runs,omitempty"`
	// Open is how many differences stay in the latest of them.
	Open int64 `json:"open"`
}

// Result is what came of a day's workflow.
type Result struct {
	Runs     []string `json:"runs,omitempty"`
	Open     int64    `json:"open"`
	Unlisted []string `json:"unlisted,omitempty"`
	// Failed says of accounts that could not be reconciled why. Their days are due again tomorrow.
	Failed []string `json:"failed,omitempty"`
}

const (
	// planTimeout bounds one reading of the ledger and the settings.
	planTimeout = time.Minute
	// runTimeout bounds one try of an account with all its days: a month of bills is read in minutes. beatTimeout is how
	// long a worker may be silent.
	runTimeout  = 2 * time.Hour
	beatTimeout = time.Minute
	// runsUntil ends the tries before the next day's workflow is due.
	runsUntil = 20 * time.Hour
	// The pauses between tries: a provider that is away is asked again within minutes, and then once an hour.
	retryFirst, retryMax = time.Minute, time.Hour
)

// Reconciliation reconciles what is due. Accounts do not wait for each other. It fails, after all have ended, where one
// could not be reconciled: somebody has to look, and the days stay due.
func Reconciliation(ctx workflow.Context) (Result, error) {
	var plan Plan
	err := workflow.ExecuteActivity(workflow.WithActivityOptions(ctx, workflow.ActivityOptions{
		StartToCloseTimeout: planTimeout, ScheduleToCloseTimeout: runsUntil, RetryPolicy: retries(),
	}), planName).Get(ctx, &plan)
	if err != nil {
		return Result{}, err
	}
	out := Result{Unlisted: plan.Unlisted}
	ctx = workflow.WithActivityOptions(ctx, workflow.ActivityOptions{
		StartToCloseTimeout: runTimeout, HeartbeatTimeout: beatTimeout, ScheduleToCloseTimeout: runsUntil, RetryPolicy: retries(),
	})
	futures := make([]workflow.Future, len(plan.Accounts))
	for i, account := range plan.Accounts {
		futures[i] = workflow.ExecuteActivity(ctx, runName, account)
	}
	for i, future := range futures {
		var runs AccountRuns
		if err := future.Get(ctx, &runs); err != nil {
			out.Failed = append(out.Failed, fmt.Sprintf("%s: %v", plan.Accounts[i].name(), err))
			continue
		}
		out.Runs, out.Open = append(out.Runs, runs.Runs...), out.Open+runs.Open
	}
	if len(out.Failed) > 0 {
		return out, temporal.NewNonRetryableApplicationError(strings.Join(out.Failed, "; "), "NOT_RECONCILED", nil, out)
	}
	return out, nil
}

func retries() *temporal.RetryPolicy {
	return &temporal.RetryPolicy{InitialInterval: retryFirst, BackoffCoefficient: 2, MaximumInterval: retryMax}
}
