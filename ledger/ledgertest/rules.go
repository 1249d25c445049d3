package ledgertest

import (
	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// Rules is a stub of the rules: it proposes what a case wants to be proposed, and keeps the history that it
// was asked on.
type Rules struct {
	First func(refund.Cancellation, refund.OrderHistory) (refund.Proposal, error)
	Again func(refund.Reassessment, refund.OrderHistory) (refund.Proposal, error)
	// History and Question are what it was asked last.
	History  refund.OrderHistory
	Question refund.Reassessment
}

var _ ledger.Rules = (*Rules)(nil)

// Decide implements ledger.Rules.
func (r *Rules) Decide(c refund.Cancellation, h refund.OrderHistory) (refund.Proposal, error) {
	r.History = h
	return r.First(c, h)
}

// DecideAgain implements ledger.Rules.
func (r *Rules) DecideAgain(in refund.Reassessment, h refund.OrderHistory) (refund.Proposal, error) {
	r.History, r.Question = h, in
	return r.Again(in, h)
}

// Proposing are rules that propose p, whatever they are asked.
func Proposing(p refund.Proposal) *Rules {
	return &Rules{
		First: func(refund.Cancellation, refund.OrderHistory) (refund.Proposal, error) { return p, nil },
		Again: func(refund.Reassessment, refund.OrderHistory) (refund.Proposal, error) { return p, nil },
	}
}

// Refusing are rules that have no answer.
func Refusing(code refund.Code) *Rules {
	problem := refund.Problem{Code: code, Detail: "the rules say so"}
	return &Rules{
		First: func(refund.Cancellation, refund.OrderHistory) (refund.Proposal, error) {
			return refund.Proposal{}, problem
		},
		Again: func(refund.Reassessment, refund.OrderHistory) (refund.Proposal, error) {
			return refund.Proposal{}, problem
		},
	}
}
