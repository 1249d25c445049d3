package policy_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/makegood/makegood/policy/explain"
	"github.com/makegood/makegood/refund"
)

// assesses and reassesses are what answers requests: a policy, a set of them, a watcher.
type assesses interface {
	Assess(refund.Cancellation, refund.OrderHistory) (refund.Assessment, error)
}

type reassesses interface {
	Reassess(refund.Reassessment, refund.OrderHistory) (refund.Assessment, error)
}

// prover takes what an explanation fails to prove.
type prover interface {
	Helper()
	Errorf(format string, args ...any)
}

// assessed assesses a request, and recomputes the explanation: every assessment of this package's tests comes
// through here or through reassessed.
func assessed(t prover, p assesses, c refund.Cancellation, h refund.OrderHistory) (refund.Assessment, error) {
	t.Helper()
	a, err := p.Assess(c, h)
	if err == nil {
		proved(t, a, explain.FactsOf(c, h))
	}
	return a, err
}

// reassessed is assessed for a refund that has a proposal. What of it is paid already changed the balances, so
// that those are not compared.
func reassessed(t prover, p reassesses, in refund.Reassessment, h refund.OrderHistory) (refund.Assessment, error) {
	t.Helper()
	a, err := p.Reassess(in, h)
	if err == nil {
		facts := explain.FactsOf(in.Cancellation, h)
		if len(in.Settled) > 0 {
			facts.Payments = nil
		}
		proved(t, a, facts)
	}
	return a, err
}

func proved(t prover, a refund.Assessment, facts explain.Facts) {
	t.Helper()
	if err := explain.Prove(a, facts); err != nil {
		t.Errorf("the explanation is no proof: %v", err)
	}
	for _, step := range a.Steps {
		if step.Name == step.Key || strings.Contains(step.Name+step.Formula, "{") {
			t.Errorf("step %s is said %q: %q", step.Key, step.Name, step.Formula)
		}
	}
}

// direct is a call of the engine that nothing recomputes.
var direct = regexp.MustCompile(`\.(Assess|Reassess)\([^()]`)

func TestEveryAssessmentOfTheseTestsIsRecomputed(t *testing.T) {
	files, err := filepath.Glob("*_test.go")
	if err != nil || len(files) < 20 {
		t.Fatalf("%d files, %v", len(files), err)
	}
	allowed := []string{"proof_test.go", "example_test.go", "bench_test.go"} // an example for readers, and measurements
	for _, file := range files {
		content, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if found := direct.FindString(string(content)); found != "" && !strings.Contains(strings.Join(allowed, " "), file) {
			t.Errorf("%s calls %s...: use assessed or reassessed", file, found)
		}
	}
}
