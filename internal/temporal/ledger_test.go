package temporal_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"go.temporal.io/api/common/v1"
	"go.temporal.io/api/serviceerror"
	"go.temporal.io/api/workflow/v1"
	"go.temporal.io/api/workflowservice/v1"
	"go.uber.org/zap"

	"github.com/makegood/makegood/internal/temporal"
	"github.com/makegood/makegood/refund"
)

// visibility answers the two questions of the check.
type visibility struct {
	// others are refunds that name another ledger, paid the newest that were paid.
	others, paid []string
	awayFor      int
	asked        []*workflowservice.ListWorkflowExecutionsRequest
}

func (v *visibility) ListWorkflow(_ context.Context, in *workflowservice.ListWorkflowExecutionsRequest) (*workflowservice.ListWorkflowExecutionsResponse, error) {
	v.asked = append(v.asked, in)
	if v.awayFor--; v.awayFor >= 0 {
		return nil, serviceerror.NewUnavailable("away")
	}
	answer := v.paid
	if strings.Contains(in.GetQuery(), "Ledger") {
		answer = v.others
	}
	out := &workflowservice.ListWorkflowExecutionsResponse{}
	for _, id := range answer[:min(len(answer), int(in.GetPageSize()))] {
		out.Executions = append(out.Executions, &workflow.WorkflowExecutionInfo{Execution: &common.WorkflowExecution{WorkflowId: id}})
	}
	return out, nil
}

// holding is a check of ledger l-1, which knows some refunds as paid.
func holding(paid ...string) temporal.LedgerCheck {
	return temporal.LedgerCheck{
		Namespace: "shop", TaskQueue: "refunds", LedgerID: "l-1", Log: zap.NewNop(),
		Paid: func(_ context.Context, id refund.ID) (bool, error) { return slices.Contains(paid, string(id)), nil },
	}
}

func TestAWorkerStartsOnTheLedgerOfItsRefundsAlone(t *testing.T) {
	for name, c := range map[string]struct {
		others, paid, known []string
		want                string
	}{
		"nothing has happened yet":                  {},
		"Temporal was emptied, the ledger is whole": {known: []string{"refund/m/o1/c"}},
		"the ledger knows what was paid":            {paid: []string{"refund/m/o1/c", "refund/m/o2/c"}, known: []string{"refund/m/o1/c", "refund/m/o2/c"}},
		"a refund is kept in another ledger":        {others: []string{"refund/m/o9/c"}, want: "refund/m/o9/c is kept in another one than l-1"},
		"the ledger is new and empty":               {paid: []string{"refund/m/o1/c"}, want: "of the newest 1 refunds that were paid, l-1 does not know 1, such as refund/m/o1/c"},
		"the ledger is an old backup": {paid: []string{"refund/m/o2/c", "refund/m/o1/c"}, known: []string{"refund/m/o1/c"},
			want: "of the newest 2 refunds that were paid, l-1 does not know 1, such as refund/m/o2/c"},
	} {
		err := temporal.CheckLedger(t.Context(), &visibility{others: c.others, paid: c.paid}, holding(c.known...))
		if c.want == "" && err != nil {
			t.Errorf("%s: refused with %v", name, err)
		}
		if c.want != "" && (!errors.Is(err, temporal.ErrOtherLedger) || !strings.Contains(err.Error(), c.want)) {
			t.Errorf("%s: got %v, want %q", name, err, c.want)
		}
	}
}

func TestTheCheckAsksForTheNewestRefundsOfItsTaskQueue(t *testing.T) {
	v := &visibility{}
	if err := temporal.CheckLedger(t.Context(), v, holding()); err != nil {
		t.Fatal(err)
	}
	want := []string{
		"WorkflowType = 'Refund' AND TaskQueue = 'refunds' AND Ledger IS NOT NULL AND Ledger != 'l-1'",
		"WorkflowType = 'Refund' AND TaskQueue = 'refunds' AND RefundStatus IN ('Refunded', 'PartlyRefunded')",
	}
	var got []string
	for _, one := range v.asked {
		got = append(got, one.GetQuery())
	}
	if !slices.Equal(got, want) || v.asked[1].GetPageSize() != 100 || v.asked[0].GetNamespace() != "shop" {
		t.Errorf("asked %q, want %q", got, want)
	}
}

func TestTheCheckWaitsForTemporalAndNotForTheLedger(t *testing.T) {
	v := &visibility{awayFor: 2}
	if err := temporal.CheckLedger(t.Context(), v, holding()); err != nil || len(v.asked) != 4 {
		t.Errorf("asked %d times, %v: want two that failed and two that did not", len(v.asked), err)
	}
	broken := errors.New("disk gone")
	check := holding()
	check.Paid = func(context.Context, refund.ID) (bool, error) { return false, broken }
	if err := temporal.CheckLedger(t.Context(), &visibility{paid: []string{"refund/m/o1/c"}}, check); !errors.Is(err, broken) {
		t.Errorf("got %v", err)
	}
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	if err := temporal.CheckLedger(ended, &visibility{awayFor: 9}, holding()); !errors.Is(err, context.Canceled) {
		t.Errorf("told to stop: %v", err)
	}
}
