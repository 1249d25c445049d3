package policy_test

import (
	"errors"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
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

// reassessed is assessed for a refund that has a proposal.
func reassessed(t prover, p reassesses, in refund.Reassessment, h refund.OrderHistory) (refund.Assessment, error) {
	t.Helper()
	a, err := p.Reassess(in, h)
	if err == nil {
		proved(t, a, explain.FactsAgain(in, h))
	}
	return a, err
}

func proved(t prover, a refund.Assessment, facts explain.Facts) {
	t.Helper()
	if err := explain.Prove(a, facts); err != nil {
		t.Errorf("the explanation is no proof: %v", err)
	}
	if facts.Earlier != nil { // else little of it is compared with anything
		caught(t, a, facts)
	}
	for _, step := range a.Steps {
		if step.Name == step.Key || strings.Contains(step.Name+step.Formula, "{") {
			t.Errorf("step %s is said %q: %q", step.Key, step.Name, step.Formula)
		}
	}
}

// changed are the rules of which a step was changed by caught.
var changed sync.Map

// caught changes the first step of each rule that these tests see: its result, each of its inputs, and each cell of
// its table. Every change has to be caught.
func caught(t prover, a refund.Assessment, facts explain.Facts) {
	t.Helper()
	for i := range a.Steps {
		step := &a.Steps[i]
		if _, before := changed.LoadOrStore(step.Key, true); before || !step.Counts() {
			continue
		}
		steps := func(change func(*refund.Step)) refund.Assessment {
			other := a
			other.Steps = slices.Clone(a.Steps)
			other.Steps[i].Inputs = slices.Clone(step.Inputs)
			other.Steps[i].Table = tableCopy(step.Table)
			change(&other.Steps[i])
			return other
		}
		wrong := func(what string, change func(*refund.Step)) {
			if err := explain.Prove(steps(change), facts); !errors.Is(err, explain.ErrNotProven) {
				t.Errorf("a changed %s of %s is not caught", what, step.Key)
			}
		}
		wrong("result", func(s *refund.Step) { s.ResultMinor++ })
		for n := range step.Inputs {
			if checkedAtItsSource(step.Inputs[n].From, facts) && step.Inputs[n].Unit == refund.UnitMinor {
				wrong(step.Inputs[n].Name, func(s *refund.Step) {
					s.Inputs[n].Number++
					s.Inputs[n].Value = refund.FormatAmount(s.Inputs[n].Number, a.Currency)
				})
			}
		}
		if step.Table == nil || len(step.Table.Rows) == 0 {
			continue
		}
		last := len(step.Table.Columns) - 1
		for n, column := range step.Table.Columns {
			if n == last || checkedAtItsSource(column.From, facts) {
				wrong(column.Name, func(s *refund.Step) { s.Table.Rows[len(s.Table.Rows)-1].Cells[n]++ })
			}
		}
	}
}

// checkedAtItsSource reports whether an input is compared with something outside its step. The others are a
// person's word, a term of the policy or a fact that only the request has; the formula alone holds them.
func checkedAtItsSource(from refund.Source, facts explain.Facts) bool {
	asSaid := []refund.Source{refund.FromTerm, refund.FromDecision, refund.FromRequest, refund.FromProvider, refund.FromPromotion, refund.FromDiscount, refund.FromAllowance,
		refund.FromGoodsBack, refund.FromUncaptured, refund.FromOrderCharges, refund.FromPaymentSettled, refund.FromHere}
	balances := []refund.Source{refund.FromPaymentOwed, refund.FromPaymentKept, refund.FromPaymentAdvance, refund.FromPaymentsCaptured, refund.FromPaymentsUncaptured,
		refund.FromCapture, refund.FromCaptureUsed}
	if from == refund.FromLineDiscount && len(facts.Order.OrderDiscounts) > 0 {
		return false // what of an order's own discounts is a line's own, no source knows
	}
	return !slices.Contains(asSaid, from) && (facts.Payments != nil || !slices.Contains(balances, from))
}

func tableCopy(table *refund.StepTable) *refund.StepTable {
	if table == nil {
		return nil
	}
	other := *table
	other.Rows = slices.Clone(table.Rows)
	for i := range other.Rows {
		other.Rows[i].Cells = slices.Clone(table.Rows[i].Cells)
	}
	return &other
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
