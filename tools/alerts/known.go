package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

// known is what an expression may speak of.
type known struct {
	metrics map[string]bool
	// values are the closed lists: what a label of this name may be matched with, and "metric/label" where a metric has
	// a list of its own.
	values map[string][]string
}

// foreign are the metrics of others that are used: Prometheus' own, and the Temporal SDK's as
// internal/telemetry exports them (go.temporal.io/sdk internal/common/metrics/constants.go; a
// counter gets _total, a timer becomes a histogram in seconds).
var foreign = []string{
	"up",
	"temporal_workflow_failed_total",
	"temporal_workflow_task_execution_failed_total",
	"temporal_workflow_endtoend_latency_seconds_bucket",
	"temporal_activity_execution_latency_seconds_bucket",
}

var (
	histogram    = regexp.MustCompile(`(NewHistogram)`)
	metricName   = regexp.MustCompile(`"(makegood_[a-z0-9_]+)"`)
	statusValue  = regexp.MustCompile(`\bStatus = "(\w+)"`)
	outcomeValue = regexp.MustCompile(`\bOutcomeKind = "(\w+)"`)
	resultValue  = regexp.MustCompile(`\bresult = "(\w+)"`)
	webhookValue = regexp.MustCompile(`\bwebhookResult = "(\w+)"`)
	factValue    = regexp.MustCompile(`\bFactResult = "(\w+)"`)
)

// readKnown reads the names from the code itself, and the jobs from Prometheus' configuration.
func readKnown(root string) (known, error) {
	k := known{metrics: map[string]bool{}, values: map[string][]string{}}
	for _, name := range foreign {
		k.metrics[name] = true
	}
	jobs, err := readJobs(root)
	k.values["job"] = jobs
	return k, errors.Join(err,
		k.collectMetrics(root),
		k.collect("status", statusValue, filepath.Join(root, "refund", "status.go")),
		k.collect("outcome", outcomeValue, filepath.Join(root, "refund", "outcome.go")),
		k.collect("result", resultValue, filepath.Join(root, "starter", "metrics.go"), filepath.Join(root, "starter", "compare.go")),
		k.collect("makegood_webhooks_total/result", webhookValue, filepath.Join(root, "starter", "webhooks_metrics.go")),
		k.collect("makegood_facts_total/result", factValue, filepath.Join(root, "refund", "fact.go")),
	)
}

// collectMetrics finds every name in quotes. The story counts through the SDK, which adds _total. A name in seconds, in a file that makes
// histograms, also has the names that Prometheus gives a histogram.
func (k known) collectMetrics(root string) error {
	own := len(k.metrics)
	err := filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if entry.IsDir() && (entry.Name() == "tools" || strings.HasPrefix(entry.Name(), ".") && path != root) {
			return filepath.SkipDir
		}
		if !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return nil
		}
		names, err := found(metricName, path)
		if err != nil {
			return err
		}
		histograms, err := found(histogram, path)
		for _, name := range names {
			if filepath.Base(filepath.Dir(path)) == "workflows" {
				name += "_total"
			}
			k.metrics[name] = true
			if len(histograms) > 0 && strings.HasSuffix(name, "_seconds") {
				k.metrics[name+"_bucket"], k.metrics[name+"_count"], k.metrics[name+"_sum"] = true, true, true
			}
		}
		return err
	})
	if err == nil && len(k.metrics) == own {
		return fmt.Errorf("alerts: no makegood_ metric in the code under %s", root)
	}
	return err
}

func (k known) collect(label string, form *regexp.Regexp, files ...string) error {
	for _, file := range files {
		values, err := found(form, file)
		if err != nil {
			return err
		}
		k.values[label] = slices.Concat(k.values[label], values)
	}
	if len(k.values[label]) == 0 {
		return fmt.Errorf("alerts: no value of %s in %v", label, files)
	}
	return nil
}

func found(form *regexp.Regexp, file string) ([]string, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, fmt.Errorf("alerts: %w", err)
	}
	var out []string
	for _, match := range form.FindAllSubmatch(text, -1) {
		out = append(out, string(match[1]))
	}
	return out, nil
}
