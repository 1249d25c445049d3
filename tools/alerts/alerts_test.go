package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// repository is one that keeps every rule; a test breaks one.
var repository = map[string]string{
	"refund/status.go":             "const StatusReceived Status = \"Received\"",
	"refund/outcome.go":            "const OutcomeDeclined OutcomeKind = \"Declined\"",
	"starter/compare.go":           "const resultStarted result = \"started\"",
	"refund/fact.go":               "const FactDiffers FactResult = \"DIFFERS\"",
	"starter/webhooks_metrics.go":  "const MetricWebhooks = \"makegood_webhooks_total\"\nconst webhookForged webhookResult = \"forged\"",
	"starter/metrics.go":           "const MetricRecords = \"makegood_starter_records_total\"",
	"workflows/metrics.go":         "const metricActs = \"makegood_acts\"",
	"api/server/figures.go":        "const MetricSeconds = \"makegood_api_call_seconds\"\nvar seconds = prometheus.NewHistogramVec()",
	"internal/figures/metrics.go":  "const MetricWaiting, metricAge = \"makegood_refunds_waiting\", \"makegood_refunds_oldest_seconds\"",
	"internal/figures/any_test.go": "const invented = \"makegood_invented\"",
	"docs/runbooks/slow.md":        "# Slow",
	"ops/prometheus/prometheus.yaml": `rule_files: [alerts.yaml]
scrape_configs:
  - job_name: worker
    static_configs:
      - targets: ["worker:9464"]
`,
	"ops/prometheus/alerts.yaml": `groups:
  - name: refunds
    rules:
      - alert: Slow
        expr: max(makegood_refunds_waiting{status=~"Received"}) > 0 and sum(rate(makegood_acts_total[5m])) > 0 and sum(rate(makegood_webhooks_total{result="forged"}[5m])) > 0
        labels: {severity: page}
        annotations:
          summary: "{{ $value }} wait"
          description: They wait.
          runbook: docs/runbooks/slow.md
`,
	"ops/grafana/provisioning/datasources/prometheus.yaml": "datasources: [{uid: prometheus}]",
	"ops/grafana/dashboards/makegood.json": `{"uid": "m", "title": "makegood", "panels": [
  {"id": 1, "title": "Workers", "targets": [{"expr": "sum(up{job=\"worker\"})", "datasource": {"uid": "prometheus"}}]},
  {"id": 2, "title": "Read", "panels": [{"id": 3, "title": "Events", "targets": [
    {"expr": "sum(rate(makegood_starter_records_total{result=\"started\"}[$__rate_interval]))", "datasource": {"uid": "prometheus"}}]}]}
]}`,
}

// checked runs the command on the repository with one part of one file replaced.
func checked(t *testing.T, file, old, changed string) error {
	t.Helper()
	if old != "" && strings.Count(repository[file], old) != 1 {
		t.Fatalf("%q is not once in %s", old, file)
	}
	root := t.TempDir()
	for name, text := range repository {
		if name == file {
			text = strings.Replace(text, old, changed, 1)
		}
		path := filepath.Join(root, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return run([]string{root})
}

func TestFilesThatKeepTheRulesAreAccepted(t *testing.T) {
	if err := checked(t, "", "", ""); err != nil {
		t.Error(err)
	}
}

func TestWhatTheFilesAreRefusedFor(t *testing.T) {
	const rules, scrape, board = "ops/prometheus/alerts.yaml", "ops/prometheus/prometheus.yaml", "ops/grafana/dashboards/makegood.json"
	for _, c := range []struct{ breach, file, old, changed, want string }{
		{"a rule Prometheus does not know", rules, "expr:", "expression:", "expression"},
		{"an expression that is none", rules, "max(makegood", "max(((makegood", "unclosed left parenthesis"},
		{"a template that is none", rules, "{{ $value }}", "{{ $valu }}", "undefined variable"},
		{"a metric only a test knows", rules, "makegood_refunds_waiting{", "makegood_invented{", `Slow: there is no metric "makegood_invented"`},
		{"the story's counter by its name in the code", rules, "makegood_acts_total", "makegood_acts", `there is no metric "makegood_acts"`},
		{"another's metric that nobody looked up", rules, "makegood_acts_total", "temporal_wonders_total", `there is no metric "temporal_wonders_total"`},
		{"the buckets of what is no histogram", rules, "makegood_refunds_waiting{", "makegood_refunds_oldest_seconds_bucket{", `there is no metric "makegood_refunds_oldest_seconds_bucket"`},
		{"a status no refund has", rules, `status=~"Received"`, `status=~"Received|Lost"`, `status of makegood_refunds_waiting is never "Lost"`},
		{"a result that only another metric has", rules, `result="forged"`, `result="started"`, `result of makegood_webhooks_total is never "started"`},
		{"figures added up over workers", rules, "max(makegood", "sum(makegood", "makegood_refunds_waiting is the same from every worker"},
		{"a severity nobody is woken by", rules, "severity: page", "severity: urgent", `severity is "urgent"`},
		{"no description", rules, "          description: They wait.\n", "", "it has no description"},
		{"no runbook", rules, "runbook: docs/runbooks/slow.md", "page: slow", `runbook is ""`},
		{"a runbook that is not there", rules, "runbooks/slow.md", "runbooks/fast.md", "its runbook is not there"},
		{"no file of rules", scrape, "rule_files: [alerts.yaml]", "", "no file of rules"},
		{"a file of rules that is not there", scrape, "alerts.yaml", "alarms.yaml", "alarms.yaml"},
		{"a job that is not scraped", scrape, "job_name: worker", "job_name: workers", `job of up is never "worker"`},
		{"a misspelt key", scrape, "targets:", "target:", "target"},
		{"a dashboard that is no JSON", board, `"title": "makegood"`, `"title": makegood`, "makegood.json"},
		{"a panel's metric that is not there", board, "makegood_starter_records_total", "makegood_records_total", `Events: there is no metric "makegood_records_total"`},
		{"a panel's result that never comes", board, `result=\"started\"`, `result=\"begun\"`, `result of makegood_starter_records_total is never "begun"`},
		{"two panels of one id", board, `"id": 3`, `"id": 1`, "two panels have the id 1"},
		{"a datasource of another place", board, `"sum(up{job=\"worker\"})", "datasource": {"uid": "prometheus"}`, `"up", "datasource": {"uid": "p"}`, `Workers: datasource "p" is not provisioned`},
	} {
		err := checked(t, c.file, c.old, c.changed)
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: got %v, want %q", c.breach, err, c.want)
		}
	}
}

func TestAHistogramHasTheNamesThatPrometheusGivesIt(t *testing.T) {
	const board = "ops/grafana/dashboards/makegood.json"
	if err := checked(t, board, `sum(up{job=\"worker\"})`, `histogram_quantile(0.95, sum by (le) (rate(makegood_api_call_seconds_bucket[5m])))`); err != nil {
		t.Error(err)
	}
}
