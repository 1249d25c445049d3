package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"go.yaml.in/yaml/v3"
)

// dashboard is the part of a Grafana dashboard that is checked.
type dashboard struct {
	UID    string  `json:"uid"`
	Title  string  `json:"title"`
	Panels []panel `json:"panels"`
}

type panel struct {
	ID      int     `json:"id"`
	Title   string  `json:"title"`
	Panels  []panel `json:"panels"`
	Targets []struct {
		Expr       string `json:"expr"`
		Datasource struct {
			UID string `json:"uid"`
		} `json:"datasource"`
	} `json:"targets"`
}

// variables are Grafana's own in an expression, with something of their kind in their place.
var variables = strings.NewReplacer("$__rate_interval", "5m", "$__interval", "1m", "$__range", "6h")

func grafanaFolder(root string) string { return filepath.Join(root, "ops", "grafana") }

// checkDashboards checks every dashboard against the code and the datasource that is provisioned.
func checkDashboards(root string, k known) (breaches []error) {
	source, err := readDatasource(root)
	if err != nil {
		return []error{err}
	}
	files, err := filepath.Glob(filepath.Join(grafanaFolder(root), "dashboards", "*.json"))
	if err != nil || len(files) == 0 {
		return []error{errors.Join(fmt.Errorf("alerts: no dashboard under %s", grafanaFolder(root)), err)}
	}
	for _, file := range files {
		for _, breach := range k.checkDashboard(file, source) {
			breaches = append(breaches, fmt.Errorf("%s: %s", filepath.Base(file), breach))
		}
	}
	return breaches
}

// readDatasource is the uid of the one datasource there is.
func readDatasource(root string) (string, error) {
	text, err := os.ReadFile(filepath.Join(grafanaFolder(root), "provisioning", "datasources", "prometheus.yaml"))
	if err != nil {
		return "", fmt.Errorf("alerts: %w", err)
	}
	var provisioned struct {
		Datasources []struct {
			UID string `yaml:"uid"`
		} `yaml:"datasources"`
	}
	if err := yaml.Unmarshal(text, &provisioned); err != nil {
		return "", fmt.Errorf("alerts: datasources: %w", err)
	}
	if len(provisioned.Datasources) != 1 {
		return "", fmt.Errorf("alerts: want one datasource, found %d", len(provisioned.Datasources))
	}
	return provisioned.Datasources[0].UID, nil
}

func (k known) checkDashboard(file, source string) (breaches []string) {
	text, err := os.ReadFile(file)
	if err != nil {
		return []string{err.Error()}
	}
	var d dashboard
	if err := json.Unmarshal(text, &d); err != nil {
		return []string{err.Error()}
	}
	if d.UID == "" || d.Title == "" {
		breaches = append(breaches, "it has no uid or no title")
	}
	seen := map[int]bool{}
	return append(breaches, k.checkPanels(d.Panels, source, seen)...)
}

func (k known) checkPanels(panels []panel, source string, seen map[int]bool) (breaches []string) {
	for _, p := range panels {
		if seen[p.ID] {
			breaches = append(breaches, fmt.Sprintf("two panels have the id %d", p.ID))
		}
		seen[p.ID] = true
		for _, target := range p.Targets {
			if target.Datasource.UID != source {
				breaches = append(breaches, fmt.Sprintf("%s: datasource %q is not provisioned", p.Title, target.Datasource.UID))
			}
			for _, breach := range k.checkExpression(variables.Replace(target.Expr)) {
				breaches = append(breaches, p.Title+": "+breach)
			}
		}
		breaches = append(breaches, k.checkPanels(p.Panels, source, seen)...)
	}
	return breaches
}
