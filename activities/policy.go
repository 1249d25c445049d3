package activities

import (
	"context"

	"github.com/makegood/makegood/refund"
)

// Policy is the door to the rules: it reads the order's history and lets the rules judge. Rules
// change; that they run here keeps running workflows' replay whole.
type Policy struct {
	Rules   Rules
	Risk    Risk
	History History
}

// Rules say what a request is entitled to, and who must agree to it; they are pure.
type Rules interface {
	Assess(c refund.Cancellation, h refund.OrderHistory) (refund.Assessment, error)
	// Reassess judges again a refund that has a proposal; h is without its own reservation.
	Reassess(in refund.Reassessment, h refund.OrderHistory) (refund.Assessment, error)
	// Propose joins an assessment and a verdict: who must agree, and whether the goods come first.
	Propose(c refund.Cancellation, a refund.Assessment, v refund.RiskVerdict, h refund.OrderHistory) (refund.Proposal, error)
}

// Risk scores requests; it is pure. totalMinor is in minor units of the order's currency.
type Risk interface {
	Score(c refund.Cancellation, h refund.OrderHistory, totalMinor int64) refund.RiskVerdict
}

// History tells what is known of an order.
type History interface {
	History(ctx context.Context, id refund.ID) (refund.OrderHistory, error)
	HistoryAnew(ctx context.Context, id refund.ID) (refund.OrderHistory, error)
}

// AssessRefund computes what the request is entitled to on the history as it stands, scores its
// risk on the same reading, and says who must agree. What the rules cannot compute (an overflow, a
// case they do not know) goes to a person.
func (p Policy) AssessRefund(ctx context.Context, c refund.Cancellation) (refund.Proposal, error) {
	history, err := p.History.History(ctx, c.ID())
	if err != nil {
		return refund.Proposal{}, err
	}
	assessment, err := p.Rules.Assess(c, history)
	var proposal refund.Proposal
	if err == nil {
		verdict := p.Risk.Score(c, history, assessment.TotalMinor)
		proposal, err = p.Rules.Propose(c, assessment, verdict, history)
	}
	if problem, ok := refund.ProblemIn(err); ok {
		return refund.Proposal{Assessment: refund.Assessment{
			Disposition:    refund.DispositionAttention,
			Reasons:        []string{string(problem.Code)},
			Policy:         assessment.Policy,
			HistoryVersion: history.Version,
			Currency:       history.Order.Currency,
		}}, nil
	}
	return proposal, err
}

// ReassessRefund computes a proposal that shall take the stored one's place. The verdict on the
// first one stays: it is the same request.
func (p Policy) ReassessRefund(ctx context.Context, in refund.Reassessment) (refund.Reassessed, error) {
	history, err := p.History.HistoryAnew(ctx, in.Cancellation.ID())
	if err != nil {
		return refund.Reassessed{}, err
	}
	assessment, err := p.Rules.Reassess(in, history)
	var proposal refund.Proposal
	if err == nil {
		proposal, err = p.Rules.Propose(in.Cancellation, assessment, in.Stored.Verdict, history)
	}
	if problem, ok := refund.ProblemIn(err); ok {
		return refund.Reassessed{Problem: &problem}, nil
	}
	return refund.Reassessed{Proposal: proposal}, err
}
