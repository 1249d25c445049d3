package activities_test

import (
	"context"
	"slices"
	"testing"

	"github.com/makegood/makegood/activities"
	"github.com/makegood/makegood/refund"
)

// beyond are rules whose sums do not fit in an amount: nobody can say who has to agree.
type beyond struct{}

func (beyond) Assess(refund.Cancellation, refund.OrderHistory) (refund.Assessment, error) {
	return refund.Assessment{Disposition: refund.DispositionPay, TotalMinor: 100}, nil
}

func (beyond) Reassess(refund.Reassessment, refund.OrderHistory) (refund.Assessment, error) {
	return refund.Assessment{Disposition: refund.DispositionPay, TotalMinor: 100}, nil
}

func (beyond) Propose(refund.Cancellation, refund.Assessment, refund.RiskVerdict, refund.OrderHistory) (refund.Proposal, error) {
	return refund.Proposal{}, refund.Problem{Code: refund.CodeAmountOverflow, Detail: "the order's refunds do not add up"}
}

func (beyond) Score(refund.Cancellation, refund.OrderHistory, int64) refund.RiskVerdict {
	return refund.RiskVerdict{Band: refund.RiskLow}
}

func (beyond) History(context.Context, refund.ID) (refund.OrderHistory, error) {
	return refund.OrderHistory{Version: 3}, nil
}

func (beyond) HistoryAnew(context.Context, refund.ID) (refund.OrderHistory, error) {
	return refund.OrderHistory{Version: 3}, nil
}

func TestAmountsThatCannotBeAddedUpGoToAPersonAndParkNoTask(t *testing.T) {
	rules := activities.Policy{Rules: beyond{}, Risk: beyond{}, History: beyond{}}
	proposal, err := rules.AssessRefund(t.Context(), refund.Cancellation{})
	a := proposal.Assessment
	if err != nil || a.Disposition != refund.DispositionAttention || !slices.Equal(a.Reasons, []string{"AMOUNT_OVERFLOW"}) || a.HistoryVersion != 3 {
		t.Errorf("assessed %+v, %v", a, err)
	}
	again, err := rules.ReassessRefund(t.Context(), refund.Reassessment{})
	if err != nil || again.Problem == nil || again.Problem.Code != refund.CodeAmountOverflow {
		t.Errorf("reassessed %+v, %v", again, err)
	}
}
