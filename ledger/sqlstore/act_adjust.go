package sqlstore

import (
	"slices"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// adjust puts a lower proposal in the stored one's place. The person who lowers the amount agrees to the
// lower one; what others agreed to is void.
func (t *tx) adjust(c *caseRow, in refund.ActRequest, rules ledger.Rules) (done, error) {
	d := *in.Act.Decision
	lower, problem, err := t.decideAgain(c, rules, func(ask *refund.Reassessment) { ask.AdjustToMinor = d.AmountMinor })
	if err != nil {
		return done{}, err
	}
	if problem != nil {
		return notDoneBy(*problem), nil
	}
	if err := checkAdjusted(lower.Proposal, d); err != nil {
		return done{}, err
	}
	roles := rolesNeeded(lower.Proposal)
	at := slices.IndexFunc(roles, in.Authority.Holds)
	if at < 0 && len(roles) > 0 {
		return notDone(refund.CodeReviewerRole, "asked is %s, which the reviewer is not", rolesOf(roles)), nil
	}
	if err := t.replace(c, lower, refund.Cause{Actor: d.Reviewer, Reason: "adjust: " + d.Note}); err != nil {
		return done{}, err
	}
	c.refusedPart, c.message = true, d.Message
	made := done{hash: c.assessmentHash}
	if at >= 0 {
		made.role = roles[at]
	}
	final, next := lastOf(missing(roles, []agreement{{by: d.Reviewer, role: made.role}}))
	made.Answer = refund.Answer{Accepted: true, Detail: effect(final, next)}
	return made, t.agreed(c, d, final, next)
}

// checkAdjusted: what replaces is computed for exactly the amount that was decided.
func checkAdjusted(p refund.Proposal, d refund.Decision) error {
	a := p.Assessment
	lowers := func(part refund.Component) bool {
		return part.Kind == refund.ComponentAdjustment && part.AmountMinor < 0
	}
	if a.Disposition != refund.DispositionPay || a.TotalMinor != *d.AmountMinor || !slices.ContainsFunc(a.Components, lowers) {
		return invariant("adjusted to %d, decided %d, hash %s", a.TotalMinor, *d.AmountMinor, ledger.AssessmentHash(p))
	}
	return nil
}
