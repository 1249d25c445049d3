package explain_test

import (
	"testing"

	"github.com/makegood/makegood/policy/explain"
	"github.com/makegood/makegood/refund"
)

func TestWhatIsNotProvenIsSortedByItsStep(t *testing.T) {
	c := formulaCase{formula: refund.FormulaSum, result: 8, inputs: []refund.Input{minor("part", 3), minor("part", 4)}}
	a := c.alone()
	a.Disposition, a.TotalMinor = refund.DispositionPay, 9
	steps, whole := explain.WrongSteps(explain.Prove(a, explain.Facts{}))
	if len(steps) != 1 || len(steps[1]) != 1 || steps[1][0] != "comes to 7" || len(whole) == 0 {
		t.Errorf("got %v and %v", steps, whole)
	}
	steps, whole = explain.WrongSteps(nil)
	if len(steps) != 0 || len(whole) != 0 {
		t.Errorf("without an error: %v and %v", steps, whole)
	}
}
