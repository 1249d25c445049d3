package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"github.com/makegood/makegood/policy"
	"github.com/makegood/makegood/policy/explain"
	"github.com/makegood/makegood/policy/rulebook"
	"github.com/makegood/makegood/policy/sheet"
	"github.com/makegood/makegood/refund"
)

// policyShipped names the policy that ships with makegood where a file is expected.
const policyShipped = "shipped"

// policySources reads a policy: a file, or every .yaml of a folder (each one version), or the one
// that ships with makegood for "" and "shipped".
func policySources(path string) ([]sheet.Source, error) {
	if path == "" || path == policyShipped {
		return []sheet.Source{{Name: policyShipped, Content: rulebook.DefaultYAML()}}, nil
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
	var sources []sheet.Source
	for _, file := range files {
		content, err := os.ReadFile(file)
		if err != nil {
			return nil, fmt.Errorf("policy: %w", err)
		}
		sources = append(sources, sheet.Source{Name: file, Content: content})
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
