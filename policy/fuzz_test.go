package policy_test

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/makegood/makegood/policy"
	"github.com/makegood/makegood/policy/rulebook"
	"github.com/makegood/makegood/policy/sheet"
	"github.com/makegood/makegood/refund"
)

// FuzzLoadBytes: whatever the bytes, a policy is either refused with reasons or can be asked.
func FuzzLoadBytes(f *testing.F) {
	simple, err := os.ReadFile(filepath.Join("rulebook", "testdata", "simple.yaml"))
	if err != nil {
		f.Fatal(err)
	}
	for _, seed := range []string{
		string(simple), string(rulebook.DefaultYAML()), "name: a\nversion: \"1\"\n", "name: a\nversion: \"1\"\nrules:\n  - name: r\n    if: line.custom_made\n",
		"a: &a [*a]", "name: [", "- 1", "terms: {restocking_rate: 1e-9}", "rules: [{name: x, when: {reasons: [OTHER]}, if: \"1/0 > 1\"}]\nname: a\nversion: b",
		"effective_from: 2026-13-01", "\x00", "approval: null", "reasons: {OTHER: null}", "risk: {}", "offers: {a: null}", "handling: [null]", "rules: [null]",
	} {
		f.Add([]byte(seed))
	}
	order := twoLines()
	request := whole(order, refund.ReasonCustomerChangedMind)
	f.Fuzz(func(t *testing.T, content []byte) {
		p, err := policy.LoadBytes(content)
		var invalid sheet.Invalid
		if errors.As(err, &invalid) {
			if len(invalid.Mistakes) == 0 || p != nil {
				t.Fatalf("refused without a reason: %+v, %v", invalid, p)
			}
			return
		}
		if err != nil || p.Ref().Name == "" || p.Ref().Hash == "" {
			t.Fatalf("got %v by %v", err, p)
		}
		history, err := policy.HistoryOf(order)
		if err != nil {
			t.Fatal(err)
		}
		a, err := assessed(t, p, request, history)
		if problem, ok := refund.ProblemIn(err); err != nil && !ok {
			t.Fatalf("a policy that loads cannot be asked: %v (%v)", err, problem)
		}
		if a.TotalMinor < 0 || a.TotalMinor > 5000 {
			t.Fatalf("total %d of 5000 paid", a.TotalMinor)
		}
	})
}
