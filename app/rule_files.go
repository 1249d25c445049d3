package app

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"github.com/makegood/makegood/activities"
	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/policy"
	"github.com/makegood/makegood/policy/reviewers"
	"github.com/makegood/makegood/policy/risk"
	"github.com/makegood/makegood/policy/rulebook"
	"github.com/makegood/makegood/policy/sheet"
	"github.com/makegood/makegood/refund"
)

// Shipped names, where a file is expected, the one that ships with makegood.
const Shipped = "shipped"

// PolicySources reads a policy: a file, or every .yaml of a folder (each one version), or the one
// that ships with makegood for "" and Shipped.
func PolicySources(ctx context.Context, path string) ([]sheet.Source, error) {
	if path == "" || path == Shipped {
		return []sheet.Source{{Name: Shipped, Content: rulebook.DefaultYAML()}}, nil
	}
	files, err := policyFiles(path)
	if err != nil {
		return nil, err
	}
	var sources []sheet.Source
	for _, file := range files {
		content, err := ReadFile(ctx, file, sheet.BytesMax)
		if err != nil {
			return nil, fmt.Errorf("policy: %w", err)
		}
		sources = append(sources, sheet.Source{Name: file, Content: content})
	}
	return sources, nil
}

// policyFiles are the file, or those of the folder, in the order of their names.
func policyFiles(path string) ([]string, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, refund.Problem{Code: refund.CodeNotFound, Detail: fmt.Sprintf("policy: %v", err)}
	}
	if !info.IsDir() {
		return []string{path}, nil
	}
	files, err := filepath.Glob(filepath.Join(path, "*.yaml"))
	if err != nil || len(files) == 0 {
		return nil, refund.Problem{Code: refund.CodeNotFound, Detail: fmt.Sprintf("policy: no .yaml in %s", path)}
	}
	slices.Sort(files)
	return files, nil
}

// LoadPolicies loads what PolicySources reads.
func LoadPolicies(ctx context.Context, path string) (*policy.Set, error) {
	sources, err := PolicySources(ctx, path)
	if err != nil {
		return nil, err
	}
	set, err := policy.LoadSet(sources)
	if err != nil {
		return nil, Coded{Code: CodeBadConfig, Err: err}
	}
	return set, nil
}

// RiskSource reads a file of risk rules, or the one that ships with makegood for "" and Shipped.
func RiskSource(ctx context.Context, path string) (sheet.Source, error) {
	return source(ctx, path, risk.DefaultYAML())
}

// ReviewersSource reads a file of reviewers, or the sample that ships with makegood for "" and Shipped.
func ReviewersSource(ctx context.Context, path string) (sheet.Source, error) {
	return source(ctx, path, reviewers.DefaultYAML())
}

func source(ctx context.Context, path string, shipped []byte) (sheet.Source, error) {
	if path == "" || path == Shipped {
		return sheet.Source{Name: Shipped, Content: shipped}, nil
	}
	content, err := ReadFile(ctx, path, sheet.BytesMax)
	if err != nil {
		return sheet.Source{}, err
	}
	return sheet.Source{Name: path, Content: content}, nil
}

// LoadRisk loads what RiskSource reads.
func LoadRisk(ctx context.Context, path string) (*risk.Rules, error) {
	from, err := RiskSource(ctx, path)
	if err != nil {
		return nil, err
	}
	rules, err := risk.LoadBytes(from.Content)
	if err != nil {
		return nil, Coded{Code: CodeBadConfig, Err: fmt.Errorf("%s: %w", from.Name, err)}
	}
	return rules, nil
}

// LoadReviewers loads what ReviewersSource reads.
func LoadReviewers(ctx context.Context, path string) (refund.Staff, error) {
	from, err := ReviewersSource(ctx, path)
	if err != nil {
		return refund.Staff{}, err
	}
	staff, err := reviewers.LoadBytes(from.Content)
	if err != nil {
		return refund.Staff{}, Coded{Code: CodeBadConfig, Err: fmt.Errorf("%s: %w", from.Name, err)}
	}
	return staff, nil
}

// Judgement is how the worker judges requests, by a policy and by risk rules.
func Judgement(p *policy.Set, r *risk.Rules) ledger.Rules {
	return activities.Judgement{Policy: p, Risk: r}
}
