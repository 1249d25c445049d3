package main

import (
	"context"
	"fmt"
	"slices"
	"time"

	"go.uber.org/zap"

	"github.com/makegood/makegood/activities"
	"github.com/makegood/makegood/policy/reviewers"
	"github.com/makegood/makegood/policy/risk"
	"github.com/makegood/makegood/policy/sheet"
	"github.com/makegood/makegood/policy/watch"
	"github.com/makegood/makegood/refund"
)

// judges is what a worker judges refunds by: the policy, the risk rules, and who may decide.
type judges struct {
	rules activities.Rules
	risk  activities.Risk
	staff activities.StaffList
}

// lookEvery is how often a running worker looks whether its files have changed. A change counts once
// it has been the same for two looks.
const lookEvery = 5 * time.Second

// judges reads what ships with makegood, or the configured files, which are watched until ctx ends.
func (p process) judges(ctx context.Context) (judges, error) {
	policies, err := watch.NewPolicies(p.files(ctx, p.settings.PolicyFile, func() ([]sheet.Source, error) { return policySources(p.settings.PolicyFile) }))
	if err != nil {
		return judges{}, coded{code: codeBadConfig, err: err}
	}
	rules, err := watch.NewRisk(p.files(ctx, p.settings.RiskFile, one(p.settings.RiskFile, risk.DefaultYAML())))
	if err != nil {
		return judges{}, coded{code: codeBadConfig, err: err}
	}
	staff, err := watch.NewReviewers(p.files(ctx, p.settings.ReviewersFile, one(p.settings.ReviewersFile, reviewers.DefaultYAML())))
	if err != nil {
		return judges{}, coded{code: codeBadConfig, err: err}
	}
	if err := everyRoleHasPeople(policies.Set().Roles(), staff.Staff()); err != nil {
		return judges{}, coded{code: codeBadConfig, err: err}
	}
	go policies.Run(ctx)
	go rules.Run(ctx)
	go staff.Run(ctx)
	return judges{rules: policies, risk: rules, staff: staff}, nil
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
func (p process) files(ctx context.Context, path string, read func() ([]sheet.Source, error)) watch.Files {
	if path == "" {
		return watch.Files{Read: read, Ticks: make(chan time.Time), Report: p.filesChanged}
	}
	ticker := time.NewTicker(lookEvery)
	context.AfterFunc(ctx, ticker.Stop)
	return watch.Files{Read: read, Ticks: ticker.C, Report: p.filesChanged}
}

// one reads a file, or what ships with makegood where none is configured.
func one(path string, shipped []byte) func() ([]sheet.Source, error) {
	return func() ([]sheet.Source, error) {
		source, err := oneSource(path, shipped)
		return []sheet.Source{source}, err
	}
}

// filesChanged says what became of a change of watched files.
func (p process) filesChanged(e watch.Event) {
	if e.Err != nil {
		p.logger.Error(e.Of+" refused, the old one stays", zap.Strings("in_force", e.InForce), zap.Error(e.Err))
		return
	}
	p.logger.Info(e.Of+" reloaded", zap.Strings("in_force", e.InForce))
}
