package main

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/makegood/makegood/app"
	"github.com/makegood/makegood/ledger/sqlite"
	"github.com/makegood/makegood/refund"
	"github.com/makegood/makegood/starter/event"
)

var update = flag.Bool("update", false, "write the golden files anew")

var today = time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)

// desk is a command line in a folder of its own, with its own ledger.
type desk struct {
	t      *testing.T
	folder string
}

func commandLine(t *testing.T) desk { return desk{t: t, folder: t.TempDir()} }

// run carries out a command line, and returns exit status, standard output and standard error.
func (c desk) run(args ...string) (int, string, string) {
	c.t.Helper()
	var out, errs bytes.Buffer
	commands := &cli{out: &out, err: &errs, now: func() time.Time { return today }, environ: []string{"MAKEGOOD_DATA_DIR=" + c.folder}}
	status := run(c.t.Context(), args, commands)
	return status, strings.ReplaceAll(out.String(), c.folder, "FOLDER"), strings.ReplaceAll(errs.String(), c.folder, "FOLDER")
}

// ok is run for a command line that must succeed.
func (c desk) ok(args ...string) string {
	c.t.Helper()
	status, out, errs := c.run(args...)
	if status != 0 {
		c.t.Fatalf("%v ended with %d: %s%s", args, status, out, errs)
	}
	return out
}

func (c desk) write(name, content string) string {
	c.t.Helper()
	path := filepath.Join(c.folder, name)
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		c.t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
		c.t.Fatal(err)
	}
	return path
}

// golden compares with a stored file.
func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if want, err := os.ReadFile(path); err != nil || string(want) != got {
		t.Errorf("%s: %v, got\n%s", name, err, got)
	}
}

const strictPolicy = `name: strict
version: "1"
terms:
  promotion_mode: KEEP
  restocking_rate: "0.15"
  restocking_reasons: [CUSTOMER_CHANGED_MIND]
`

func TestLintPassesTheShippedPolicyAndRefusesATier(t *testing.T) {
	c := commandLine(t)
	if got := c.ok("policy", "lint"); got != "shipped: nothing found\n" {
		t.Errorf("got %q", got)
	}
	bad := c.write("bad.yaml", strictPolicy+"reasons:\n  OTHER: {eligible: true}\nrules:\n  - name: gold\n    if: customer.tier == \"gold\"\n    terms: {window_days: 60}\n")
	status, out, errs := c.run("policy", "lint", bad)
	if status != 1 || !strings.Contains(out, "bad.yaml:11: ENTITLED_BY_CUSTOMER: rules[0].if changes what a customer gets by customer.tier") ||
		!strings.Contains(out, "bad.yaml:7: REASON_WITHOUT_RULE: reasons.DAMAGED is missing") || !strings.Contains(errs, "POLICY_REFUSED") {
		t.Errorf("got %d\n%s%s", status, out, errs)
	}
	_, out, _ = c.run("--json", "policy", "lint", bad)
	var found linted
	if err := json.Unmarshal([]byte(strings.SplitN(out, "\n", 2)[0]), &found); err != nil || len(found.Findings) != 11 || found.Findings[0].Code == "" {
		t.Errorf("got %+v, %v", found, err)
	}
}

func TestLintRefusesAFolderWhoseVersionsContradict(t *testing.T) {
	c := commandLine(t)
	lawful := strings.Replace(strictPolicy, "CUSTOMER_CHANGED_MIND", "DUPLICATE_ORDER", 1) // restocking of a withdrawal is VOID_BY_LAW
	c.write("policies/c.yaml", lawful)
	c.write("policies/b.yaml", lawful)
	status, _, errs := c.run("policy", "lint", filepath.Join(c.folder, "policies"))
	if status != 1 || !strings.Contains(errs, "strict@1 is there twice") {
		t.Errorf("got %d %s", status, errs)
	}
}

func TestAPolicyIsRenderedInEachLocale(t *testing.T) {
	c := commandLine(t)
	for locale, want := range map[string]string{"en": "# Refund policy makegood-default", "zh-CN": "# 退款政策 makegood-default"} {
		if got := c.ok("policy", "render", "--locale", locale); !strings.HasPrefix(got, want) {
			t.Errorf("%s: got %.60q", locale, got)
		}
	}
	var page rendered
	if err := json.Unmarshal([]byte(c.ok("policy", "render", "--json")), &page); err != nil || page.Locale != "en" || !strings.HasPrefix(page.Page, "# Refund") {
		t.Errorf("got %+v, %v", page, err)
	}
	if status, _, errs := c.run("policy", "render", "--locale", "tlh"); status != statusUsage || !strings.Contains(errs, "tlh") {
		t.Errorf("got %d %s", status, errs)
	}
}

func TestTheVariablesOfConditionsAreListed(t *testing.T) {
	if got := commandLine(t).ok("policy", "variables"); !strings.Contains(got, "line.days_since_delivery     int     FACT") || !strings.Contains(got, "customer.tier") {
		t.Errorf("got\n%s", got)
	}
}

func TestTwoPoliciesAreComparedOverAFolderOfEvents(t *testing.T) {
	c := commandLine(t)
	for _, name := range []string{"whole", "partial-split-tender", "three-decimals", "unpaid"} {
		content, err := os.ReadFile(example(name))
		if err != nil {
			t.Fatal(err)
		}
		c.write("events/"+name+".json", string(content))
	}
	strict := c.write("strict.yaml", strictPolicy)
	events := filepath.Join(c.folder, "events")
	golden(t, "policy-diff.txt", c.ok("policy", "diff", "shipped", strict, "--events", events))
	golden(t, "policy-diff.json", c.ok("--json", "policy", "diff", "shipped", strict, "--events", events, "--examples", "1"))
}

// ledgerOf books the contract's whole order as it would be, under the shipped policy.
func (c desk) ledgerOf(name string) {
	c.t.Helper()
	books, err := sqlite.OpenOrCreate(c.t.Context(), filepath.Join(c.folder, "ledger.db"), func() time.Time { return today })
	if err != nil {
		c.t.Fatal(err)
	}
	defer books.Close()
	content, err := os.ReadFile(example(name))
	if err != nil {
		c.t.Fatal(err)
	}
	request, err := event.Decode(event.Message{Value: content}, today)
	if err != nil {
		c.t.Fatal(err)
	}
	shipped, err := app.LoadPolicies(c.t.Context(), "")
	if err != nil {
		c.t.Fatal(err)
	}
	scores, err := app.LoadRisk(c.t.Context(), "")
	if err != nil {
		c.t.Fatal(err)
	}
	in := refund.Decide{Digest: request.Digest, Cancellation: request.Cancellation, RunID: "run"}
	if _, err := books.DecideRefund(c.t.Context(), in, app.Judgement(shipped, scores)); err != nil {
		c.t.Fatal(err)
	}
}

func TestTwoPoliciesAreComparedOverTheLedger(t *testing.T) {
	c := commandLine(t)
	c.ledgerOf("partial-split-tender")
	strict := c.write("strict.yaml", strictPolicy)
	got := c.ok("policy", "diff", "shipped", strict)
	if !strings.Contains(got, "CNY: 1 of 1 change; 220.00 CNY -> 187.50 CNY") {
		t.Errorf("got\n%s", got)
	}
	if got := c.ok("policy", "diff", "shipped", strict, "--to", "2026-11-21"); !strings.Contains(got, "0 of 0 refunds change") {
		t.Errorf("before the day it was opened: got\n%s", got)
	}
}

func TestAReportIsReadFromTheLedger(t *testing.T) {
	c := commandLine(t)
	c.ledgerOf("partial-split-tender")
	orders := c.write("orders.csv", "day,by,key,order_count\n2026-11-21,all,,4\n")
	golden(t, "report.txt", c.ok("report", "--orders", orders))
	golden(t, "report.csv", c.ok("report", "--orders", orders, "--format", "csv", "--every", "day"))
	golden(t, "report.json", c.ok("report", "--orders", orders, "--json"))
	if got, want := c.ok("report", "--format", "json"), c.ok("report", "--json"); got != want {
		t.Errorf("--format json says %s, --json %s", got, want)
	}
}

func TestACommandLineThatMeansNothingIsUsage(t *testing.T) {
	c := commandLine(t)
	c.ledgerOf("whole")
	for _, args := range [][]string{
		{"report", "--every", "fortnight"}, {"report", "--format", "xml"}, {"report", "--from", "soon"}, {"policy", "diff", "shipped"},
		{"preview", "--locale", "tlh", example("whole")},
	} {
		if status, _, errs := c.run(args...); status != statusUsage || !strings.Contains(errs, "USAGE") {
			t.Errorf("%v: got %d %s", args, status, errs)
		}
	}
	for _, args := range [][]string{{"policy", "render", "no-such.yaml"}, {"policy", "lint", c.folder}, {"report", "--orders", "no-such.csv"}} {
		if status, _, errs := c.run(args...); status != 1 || !strings.Contains(errs, "NOT_FOUND") {
			t.Errorf("%v: got %d %s", args, status, errs)
		}
	}
}

func TestAPreviewIsSaidInEachLocale(t *testing.T) {
	c := commandLine(t)
	golden(t, "preview.en.txt", c.ok("preview", example("partial-split-tender"), example("unpaid")))
	golden(t, "preview.zh-CN.txt", c.ok("preview", "--locale", "zh-CN", example("partial-split-tender"), example("unpaid")))
}

func TestAPreviewAsksAPolicyFileAndAFolderOfVersions(t *testing.T) {
	c := commandLine(t)
	c.write("policies/1.yaml", strictPolicy+"effective_from: 2026-01-01\n")
	second := strings.Replace(strictPolicy, `version: "1"`, `version: "2"`, 1)
	c.write("policies/2.yaml", strings.Replace(second, `"0.15"`, `"0.5"`, 1)+"effective_from: 2026-11-19\n")
	for policyFile, want := range map[string]int64{
		filepath.Join(c.folder, "policies"):                                          18750, // placed before the second came into force
		filepath.Join(c.folder, "policies", "2.yaml"):                                10000,
		c.write("unquoted.yaml", strings.ReplaceAll(strictPolicy, `"0.15"`, "0.15")): 18750,
	} {
		var line struct {
			TotalMinor int64    `json:"total_minor"`
			Policy     string   `json:"policy"`
			Reasons    []string `json:"reasons"`
		}
		if err := json.Unmarshal([]byte(c.ok("--json", "preview", "--policy", policyFile, example("partial-split-tender"))), &line); err != nil {
			t.Fatal(err)
		}
		if line.TotalMinor != want || !strings.HasPrefix(line.Policy, "strict@") || !slices.Contains(line.Reasons, "WITHIN_WINDOW") {
			t.Errorf("%s: got %+v, want %d", policyFile, line, want)
		}
	}
}
