// Package explaintest recomputes every explanation that a test's rules give, and those that were stored.
//
// On the path: tests of what stands behind the rules (the preview, the story, the simulation) judge through Policy
// here, so that no assessment is left without its proof (DESIGN section 15).
package explaintest

import (
	"errors"
	"testing"

	"github.com/makegood/makegood/policy/explain"
	"github.com/makegood/makegood/refund"
)

// Rules are the rules under test: a policy, or a set of its versions.
type Rules interface {
	Assess(c refund.Cancellation, h refund.OrderHistory) (refund.Assessment, error)
	Reassess(in refund.Reassessment, h refund.OrderHistory) (refund.Assessment, error)
	Propose(c refund.Cancellation, a refund.Assessment, v refund.RiskVerdict, h refund.OrderHistory) (refund.Proposal, error)
}

// Policy are rules whose explanations are recomputed. It is as safe for concurrent use as the rules.
type Policy struct {
	Rules
	// T fails with what an explanation does not prove.
	T testing.TB
}

// Assess assesses, and proves.
func (p Policy) Assess(c refund.Cancellation, h refund.OrderHistory) (refund.Assessment, error) {
	a, err := p.Rules.Assess(c, h)
	if err == nil {
		p.prove(a, explain.FactsOf(c, h))
	}
	return a, err
}

// Reassess reassesses, and proves.
func (p Policy) Reassess(in refund.Reassessment, h refund.OrderHistory) (refund.Assessment, error) {
	a, err := p.Rules.Reassess(in, h)
	if err == nil {
		p.prove(a, explain.FactsAgain(in, h))
	}
	return a, err
}

func (p Policy) prove(a refund.Assessment, facts explain.Facts) {
	p.T.Helper()
	if err := explain.Prove(a, facts); err != nil {
		p.T.Errorf("an explanation is no proof: %v", err)
	}
}

// Stored recomputes an explanation as a ledger keeps it: from the steps alone. One of an older version has none.
func Stored(t testing.TB, p *refund.Proposal) {
	t.Helper()
	if p == nil {
		return
	}
	if err := explain.Prove(p.Assessment, explain.Facts{}); err != nil && !errors.Is(err, explain.ErrNoProof) {
		t.Errorf("a stored explanation is no proof: %v", err)
	}
}
