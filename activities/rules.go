package activities

import (
	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// Judgement joins the policy and the risk rules into what the ledger calls under its lock. Rules change;
// that they run in activities keeps running workflows' replay whole.
type Judgement struct {
	Policy Policy
	Risk   Risk
}

var _ ledger.Rules = Judgement{}

// Policy says what a request is entitled to, and who must agree to it; it is pure.
type Policy interface {
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

// Decide implements ledger.Rules: what the request is entitled to, how risky it is, and who must agree.
func (j Judgement) Decide(c refund.Cancellation, h refund.OrderHistory) (refund.Proposal, error) {
	assessment, err := j.Policy.Assess(c, h)
	if err != nil {
		return refund.Proposal{}, err
	}
	return j.Policy.Propose(c, assessment, j.Risk.Score(c, h, assessment.TotalMinor), h)
}

// DecideAgain implements ledger.Rules. The verdict on the first proposal stays: it is the same request.
func (j Judgement) DecideAgain(in refund.Reassessment, h refund.OrderHistory) (refund.Proposal, error) {
	assessment, err := j.Policy.Reassess(in, h)
	if err != nil {
		return refund.Proposal{}, err
	}
	return j.Policy.Propose(in.Cancellation, assessment, in.Stored.Verdict, h)
}
