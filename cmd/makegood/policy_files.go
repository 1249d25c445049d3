package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"time"

	"go.uber.org/zap"

	"github.com/makegood/makegood/activities"
	"github.com/makegood/makegood/policy"
	"github.com/makegood/makegood/policy/explain"
	"github.com/makegood/makegood/policy/watch"
	"github.com/makegood/makegood/refund"
)

// policyShipped names the policy that ships with makegood where a file is expected.
const policyShipped = "shipped"

// policySources reads a policy: a file, or every .yaml of a folder (each one version), or the one
// that ships with makegood for "" and "shipped".
func policySources(path string) ([]policy.Source, error) {
	if path == "" || path == policyShipped {
		return []policy.Source{{Name: policyShipped, Content: policy.DefaultYAML()}}, nil
	}
	info, err := os.Stat(path)
	if err != nil {
		return nil, refund.Problem{Code: refund.CodeNotFound, Detail: fmt.Sprintf("policy: %v", err)}
	}
	files := []string{path}
	if info.IsDir() {
		files, err = filepath.Glob(filepath.Join(path, "*.yaml"))
		if err != nil || len(files) == 0 {
			return nil, refund.Problem{Code: refund.CodeNotFound, Detail: fmt.Sprintf("policy: no .yaml in %s", path)}
		}
	}
	slices.Sort(files)
	var sources []policy.Source
	for _, file := range files {
		content, err := os.ReadFile(file)
		if err != nil {
			return nil, fmt.Errorf("policy: %w", err)
		}
		sources = append(sources, policy.Source{Name: file, Content: content})
	}
	return sources, nil
}

// loadPolicies loads what policySources reads.
func loadPolicies(path string) (*policy.Set, error) {
	sources, err := policySources(path)
	if err != nil {
		return nil, err
	}
	set, err := policy.LoadSet(sources)
	if err != nil {
		return nil, coded{code: codeBadConfig, err: err}
	}
	return set, nil
}

// loadPolicy loads exactly one version.
func loadPolicy(path string) (*policy.Policy, error) {
	set, err := loadPolicies(path)
	if err != nil {
		return nil, err
	}
	if refs := set.Refs(); len(refs) > 1 {
		return nil, usage("%s has %d versions: name one file", path, len(refs))
	}
	return set.Latest(), nil
}

// speakerOf returns the words of a locale.
func speakerOf(locale string) (explain.Speaker, error) {
	speaker, err := explain.In(locale)
	if errors.Is(err, explain.ErrUnknownLocale) {
		return speaker, usage("%v", err)
	}
	return speaker, err
}

// policyLookEvery is how often a running worker looks whether its policy files have changed. A
// change counts once it has been the same for two looks.
const policyLookEvery = 5 * time.Second

// rules returns the worker's rules: the policy that ships with makegood, or the configured files,
// watched until ctx ends.
func (p process) rules(ctx context.Context) (activities.Rules, error) {
	path := p.settings.PolicyFile
	if path == "" {
		return loadPolicies(path)
	}
	ticker := time.NewTicker(policyLookEvery)
	watcher, err := watch.New(watch.Config{
		Read: func() ([]policy.Source, error) { return policySources(path) }, Ticks: ticker.C, Report: p.policyChanged,
	})
	if err != nil {
		ticker.Stop()
		return nil, coded{code: codeBadConfig, err: err}
	}
	go func() {
		defer ticker.Stop()
		watcher.Run(ctx)
	}()
	return watcher, nil
}

// policyChanged says what became of a change of the policy files.
func (p process) policyChanged(e watch.Event) {
	names := make([]string, len(e.Policies))
	for i, ref := range e.Policies {
		names[i] = ref.String() + " (" + ref.Hash + ")"
	}
	if e.Err != nil {
		p.logger.Error("policy refused, the old one stays", zap.Strings("in_force", names), zap.Error(e.Err))
		return
	}
	p.logger.Info("policy reloaded", zap.Strings("in_force", names))
}
