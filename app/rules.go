package app

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"go.uber.org/zap"

	"github.com/makegood/makegood/activities"
	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/policy/sheet"
	"github.com/makegood/makegood/policy/watch"
	"github.com/makegood/makegood/refund"
)

// rules is what a worker decides refunds by: the policy, the risk rules, and who may decide.
type rules struct {
	policy activities.Policy
	risk   activities.Risk
	staff  *watch.Reviewers
}

// lookEvery is how often a running worker looks whether its files have changed. A change counts once
// it has been the same for two looks.
const lookEvery = 5 * time.Second

// rules reads what ships with makegood, or the configured files, which are watched until ctx ends. The policy that ships
// is watched too: it may have to be confirmed.
func (a *App) rules(ctx context.Context, books ledger.RuleBook) (rules, error) {
	read, err := a.confirmedPolicy(ctx, books, func() ([]sheet.Source, error) { return PolicySources(ctx, a.settings.PolicyFile) })
	if err != nil {
		return rules{}, err
	}
	policies, err := watch.NewPolicies(a.files(ctx, cmp.Or(a.settings.PolicyFile, Shipped), read))
	if err != nil {
		return rules{}, Coded{Code: CodeBadConfig, Err: err}
	}
	riskRules, err := watch.NewRisk(a.files(ctx, a.settings.RiskFile, one(ctx, RiskSource, a.settings.RiskFile)))
	if err != nil {
		return rules{}, Coded{Code: CodeBadConfig, Err: err}
	}
	staff, err := watch.NewReviewers(a.files(ctx, a.settings.ReviewersFile, one(ctx, ReviewersSource, a.settings.ReviewersFile)))
	if err != nil {
		return rules{}, Coded{Code: CodeBadConfig, Err: err}
	}
	if err := everyRoleHasPeople(policies.Set().Roles(), staff.Staff()); err != nil {
		return rules{}, Coded{Code: CodeBadConfig, Err: err}
	}
	go policies.Run(ctx)
	go riskRules.Run(ctx)
	go staff.Run(ctx)
	return rules{policy: policies, risk: riskRules, staff: staff}, nil
}

// everyRoleHasPeople refuses a policy that asks people nobody has.
func everyRoleHasPeople(roles []refund.Role, staff refund.Staff) error {
	for _, role := range roles {
		if !slices.ContainsFunc(staff.Reviewers, func(r refund.Reviewer) bool { return staff.Authority(r.Name).Holds(role) }) {
			return fmt.Errorf("the policy asks for %s, and reviewers.yaml has no people of the role", role)
		}
	}
	return nil
}

// files is where a watcher reads, when it looks, and whom it tells. What ships with makegood never
// changes and is looked at once.
func (a *App) files(ctx context.Context, path string, read func() ([]sheet.Source, error)) watch.Files {
	if path == "" {
		return watch.Files{Read: read, Ticks: make(chan time.Time), Report: a.filesChanged}
	}
	ticker := time.NewTicker(lookEvery)
	context.AfterFunc(ctx, ticker.Stop)
	return watch.Files{Read: read, Ticks: ticker.C, Report: a.filesChanged}
}

// one reads a single file, as a watcher asks for it.
func one(ctx context.Context, read func(context.Context, string) (sheet.Source, error), path string) func() ([]sheet.Source, error) {
	return func() ([]sheet.Source, error) {
		source, err := read(ctx, path)
		return []sheet.Source{source}, err
	}
}

// filesChanged says what became of a change of watched files.
func (a *App) filesChanged(e watch.Event) {
	if e.Err != nil {
		a.logger.Error(e.Of+" refused, the old one stays", zap.Strings("in_force", e.InForce), zap.Error(e.Err))
		return
	}
	a.logger.Info(e.Of+" reloaded", zap.Strings("in_force", e.InForce))
}
