package app

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"github.com/makegood/makegood/policy"
	"github.com/makegood/makegood/policy/reviewers"
	"github.com/makegood/makegood/policy/risk"
	"github.com/makegood/makegood/refund"
)

// Shipped names, where a file is expected, the one that ships with makegood.
const Shipped = "shipped"

// PolicySources reads a policy: a file, or every .yaml of a folder (each one version), or the one
// that ships with makegood for "" and Shipped.
func PolicySources(path string) ([]policy.Source, error) {
	if path == "" || path == Shipped {
		return []policy.Source{{Name: Shipped, Content: policy.DefaultYAML()}}, nil
	}
	files, err := policyFiles(path)
	if err != nil {
		return nil, err
	}
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
func LoadPolicies(path string) (*policy.Set, error) {
	sources, err := PolicySources(path)
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
func RiskSource(path string) (policy.Source, error) { return source(path, risk.DefaultYAML()) }

// ReviewersSource reads a file of reviewers, or the sample that ships with makegood for "" and Shipped.
func ReviewersSource(path string) (policy.Source, error) {
	return source(path, reviewers.DefaultYAML())
}

func source(path string, shipped []byte) (policy.Source, error) {
	if path == "" || path == Shipped {
		return policy.Source{Name: Shipped, Content: shipped}, nil
	}
	content, err := os.ReadFile(path)
	if err != nil {
		return policy.Source{}, refund.Problem{Code: refund.CodeNotFound, Detail: err.Error()}
	}
	return policy.Source{Name: path, Content: content}, nil
}

// LoadRisk loads what RiskSource reads.
func LoadRisk(path string) (*risk.Rules, error) {
	from, err := RiskSource(path)
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
func LoadReviewers(path string) (refund.Staff, error) {
	from, err := ReviewersSource(path)
	if err != nil {
		return refund.Staff{}, err
	}
	staff, err := reviewers.LoadBytes(from.Content)
	if err != nil {
		return refund.Staff{}, Coded{Code: CodeBadConfig, Err: fmt.Errorf("%s: %w", from.Name, err)}
	}
	return staff, nil
}
