package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/makegood/makegood/policy/reviewers"
	"github.com/makegood/makegood/policy/risk"
	"github.com/makegood/makegood/refund"
)

// writtenFile puts a file beside the tests' data.
func writtenFile(t *testing.T, content string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "written.yaml")
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestRiskRulesAndReviewersAreCheckedWithLineAndReason(t *testing.T) {
	s := newShell(t)
	badRules := writtenFile(t, strings.Replace(string(risk.DefaultYAML()), "request.fraud_suspected", "request.fraud", 1))
	badStaff := writtenFile(t, strings.Replace(string(reviewers.DefaultYAML()), "roles: [lead]", "roles: [boss]", 1))
	for _, c := range []struct {
		args   []string
		status int
		want   string
	}{
		{[]string{"risk", "lint"}, 0, "shipped: nothing found"},
		{[]string{"risk", "lint", badRules}, 1, "INVALID_RISK_RULES: rules[0].if is no condition: request.fraud is no variable"},
		{[]string{"risk", "lint", "nowhere.yaml"}, 1, ""},
		{[]string{"reviewers", "lint"}, 0, "shipped: nothing found"},
		{[]string{"reviewers", "lint", badStaff}, 1, `INVALID_REVIEWERS: reviewers[2].roles[0] is "boss"`},
		{[]string{"reviewers", "shipped"}, 0, "noah: lead, everywhere\n  up to 5000.00 AUD"},
		{[]string{"reviewers", badStaff}, 1, ""},
		{[]string{"risk", "rules"}, 0, "  100  FRAUD_SUSPECTED: Somebody asked for this refund because they suspect fraud.\n       request.fraud_suspected\n"},
		{[]string{"risk", "rules", "--variables"}, 0, "customer.requests_last_hour"},
		{[]string{"risk", "compare", "--from", "soon"}, 2, ""},
		{[]string{"risk", "compare"}, 1, ""}, // there is no ledger
	} {
		if status, out, err := s.run(t, c.args...); status != c.status || !strings.Contains(out, c.want) {
			t.Errorf("%v: status %d\n%s%s", c.args, status, out, err)
		}
	}
}

func TestRulesOnTrialAreListedApart(t *testing.T) {
	s := newShell(t)
	file := writtenFile(t, string(risk.DefaultYAML())+"shadow:\n  version: \"3-trial\"\n  rules:\n    - {name: DEAR, if: request.amount_minor > 5, points: 7, because: It is dear.}\n")
	_, out, _ := s.run(t, "risk", "rules", file)
	if !strings.HasSuffix(out, "\non trial as 3-trial, never acted on: medium from 30 points, high from 60\n    7  DEAR: It is dear.\n       request.amount_minor > 5\n") {
		t.Errorf("got\n%s", out)
	}
	_, out, _ = s.run(t, "reviewers", "--json")
	var staff refund.Staff
	if err := json.Unmarshal([]byte(out), &staff); err != nil || len(staff.Reviewers) != 7 || staff.Reviewers[0].LimitMinor["CNY"] != 200000 {
		t.Errorf("got %+v, %v", staff, err)
	}
}
