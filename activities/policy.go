package activities

import (
	"context"

	"github.com/makegood/makegood/refund"
)

// Policy is the door to the rules: it reads the order's history and lets the rules judge. Rules
// change; that they run here keeps running workflows' replay whole.
type Policy struct {
	Rules   Rules
	History History
}

// Rules assess requests and score risk; both are pure.
type Rules interface {
	Assess(c refund.Cancellation, h refund.OrderHistory) (refund.Assessment, error)
	Score(c refund.Cancellation, h refund.OrderHistory, totalMinor int64) refund.RiskVerdict
}

// History tells what is known of an order.
type History interface {
	History(ctx context.Context, id refund.ID) (refund.OrderHistory, error)
}

// RiskQuestion asks how risky a request is at an amount (minor units of the order's currency).
type RiskQuestion struct {
	Cancellation refund.Cancellation `json:"cancellation"`
	TotalMinor   int64               `json:"total_minor"`
}

// AssessRefund computes what the request is entitled to, on the history as it stands. What the
// rules cannot compute (an overflow, a case they do not know) goes to a person.
func (p Policy) AssessRefund(ctx context.Context, c refund.Cancellation) (refund.Assessment, error) {
	history, err := p.History.History(ctx, c.ID())
	if err != nil {
		return refund.Assessment{}, err
	}
	assessment, err := p.Rules.Assess(c, history)
	if problem, ok := refund.ProblemIn(err); ok {
		return refund.Assessment{
			Disposition:    refund.DispositionAttention,
			Reasons:        []string{string(problem.Code)},
			Policy:         assessment.Policy,
			HistoryVersion: history.Version,
			Currency:       history.Order.Currency,
		}, nil
	}
	return assessment, err
}

// ScoreRisk scores the request on the customer's own history and the order's facts.
func (p Policy) ScoreRisk(ctx context.Context, in RiskQuestion) (refund.RiskVerdict, error) {
	history, err := p.History.History(ctx, in.Cancellation.ID())
	if err != nil {
		return refund.RiskVerdict{}, err
	}
	return p.Rules.Score(in.Cancellation, history, in.TotalMinor), nil
}
