package main

import (
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"

	"github.com/prometheus/common/model"
	"github.com/prometheus/prometheus/model/rulefmt"
	"github.com/prometheus/prometheus/promql/parser"
	"go.yaml.in/yaml/v3"
)

const runbooks = "docs/runbooks/"

// configuration is the part of Prometheus' configuration makegood uses.
type configuration struct {
	Global        map[string]string `yaml:"global"`
	RuleFiles     []string          `yaml:"rule_files"`
	ScrapeConfigs []struct {
		JobName       string `yaml:"job_name"`
		StaticConfigs []struct {
			Targets []string `yaml:"targets"`
		} `yaml:"static_configs"`
		DNSConfigs []struct {
			Names []string `yaml:"names"`
			Type  string   `yaml:"type"`
			Port  int      `yaml:"port"`
		} `yaml:"dns_sd_configs"`
	} `yaml:"scrape_configs"`
}

func prometheusFolder(root string) string { return filepath.Join(root, "ops", "prometheus") }

func readConfiguration(root string) (c configuration, err error) {
	file, err := os.Open(filepath.Join(prometheusFolder(root), "prometheus.yaml"))
	if err != nil {
		return c, fmt.Errorf("alerts: %w", err)
	}
	defer file.Close()
	decoder := yaml.NewDecoder(file)
	decoder.KnownFields(true)
	if err := decoder.Decode(&c); err != nil {
		return c, fmt.Errorf("alerts: %s: %w", file.Name(), err)
	}
	return c, nil
}

func readJobs(root string) (jobs []string, err error) {
	c, err := readConfiguration(root)
	for _, job := range c.ScrapeConfigs {
		jobs = append(jobs, job.JobName)
	}
	return jobs, err
}

// checkRules checks every file of rules the configuration names.
func checkRules(root string, k known) (breaches []error) {
	c, err := readConfiguration(root)
	if err != nil {
		return []error{err}
	}
	if len(c.RuleFiles) == 0 {
		breaches = append(breaches, errors.New("prometheus.yaml: no file of rules"))
	}
	for _, name := range c.RuleFiles {
		groups, errs := rulefmt.ParseFile(filepath.Join(prometheusFolder(root), name), false, model.UTF8Validation,
			parser.NewParser(parser.Options{}), slog.New(slog.DiscardHandler))
		breaches = append(breaches, errs...)
		if groups == nil {
			continue
		}
		for _, group := range groups.Groups {
			for _, rule := range group.Rules {
				for _, breach := range append(checkAlert(root, rule), k.checkExpression(rule.Expr)...) {
					breaches = append(breaches, fmt.Errorf("%s: %s: %s", name, rule.Alert, breach))
				}
			}
		}
	}
	return breaches
}

// checkAlert: who is woken must read what it is, and what to do.
func checkAlert(root string, rule rulefmt.Rule) (breaches []string) {
	if severity := rule.Labels["severity"]; severity != "page" && severity != "ticket" {
		breaches = append(breaches, fmt.Sprintf("severity is %q, neither page nor ticket", severity))
	}
	for _, needed := range []string{"summary", "description"} {
		if rule.Annotations[needed] == "" {
			breaches = append(breaches, "it has no "+needed)
		}
	}
	page := rule.Annotations["runbook"]
	if !strings.HasPrefix(page, runbooks) {
		return append(breaches, fmt.Sprintf("runbook is %q, not a page of %s", page, runbooks))
	}
	if _, err := os.Stat(filepath.Join(root, filepath.FromSlash(page))); err != nil {
		breaches = append(breaches, fmt.Sprintf("its runbook is not there: %v", err))
	}
	return breaches
}
