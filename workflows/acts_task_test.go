package workflows

import (
	"testing"

	"github.com/makegood/makegood/refund"
)

// TestAWorkflowTaskIsClosedAfterSoManyActsHoweverLongTheyTake: each of them leaves a marker, and the clock of the
// task moves on with each.
func TestAWorkflowTaskIsClosedAfterSoManyActsHoweverLongTheyTake(t *testing.T) {
	var a acts
	closed := 0
	for range 4 * refund.ActsPerTaskMax {
		if a.fillsTask(17) {
			closed++
		}
	}
	if closed != 3 {
		t.Errorf("the task was closed %d times", closed)
	}
	for n := range refund.ActsPerTaskMax {
		if a.fillsTask(20 + n) {
			t.Errorf("act %d has a task of its own, which is closed", n)
		}
	}
}
