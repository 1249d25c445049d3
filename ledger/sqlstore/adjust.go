package sqlstore

import (
	"slices"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// adjust puts the lower proposal in the stored one's place. Whoever lowers the amount agrees to the
// lower one; what others agreed to is void.
func (t *tx) adjust(c caseRow, in refund.DecisionRequest, made *decisionMade) error {
	if err := checkAdjusted(in); err != nil {
		return err
	}
	roles := rolesNeeded(*in.Adjusted)
	at := slices.IndexFunc(roles, in.Authority.Holds)
	if at < 0 && len(roles) > 0 {
		made.Ruling = ruled(c, refusal(refund.CodeReviewerRole, "asked is "+rolesOf(roles)+", which the reviewer is not"))
		return nil
	}
	d := in.Decision
	reserved, err := t.replace(c, refund.Replace{
		Refund: c.id, Key: "decision/" + string(d.DecisionID), Proposal: *in.Adjusted, ReplacedHash: in.AssessmentHash,
		Cause: refund.Cause{Actor: d.Reviewer, Reason: d.Note},
	})
	if err != nil {
		return err
	}
	switch reserved.Result {
	case refund.ReserveHistoryMoved:
		made.HistoryMoved, made.Answer = true, refund.Answer{Detail: reserved.Detail, Status: c.status}
		return nil
	case refund.ReserveRefused:
		made.Ruling = ruled(c, refusal(reserved.Code, reserved.Detail))
		return nil
	case refund.ReservedNow, refund.ReservedBefore:
	}
	made.hash, made.role = reserved.AssessmentHash, ""
	if at >= 0 {
		made.role = roles[at]
	}
	made.Final, made.NextRole = lastOf(missing(roles, []agreement{{by: d.Reviewer, role: made.role}}))
	reserved.Approved, reserved.NextRole = made.Final, made.NextRole
	made.Status, made.Reserved = reserved.Status, &reserved
	return nil
}

// checkAdjusted: what replaces is computed for exactly the amount that was decided.
func checkAdjusted(in refund.DecisionRequest) error {
	if in.Adjusted == nil {
		return invariant("an adjustment without the proposal it leads to")
	}
	a := in.Adjusted.Assessment
	lowers := func(part refund.Component) bool {
		return part.Kind == refund.ComponentAdjustment && part.AmountMinor < 0
	}
	if a.Disposition != refund.DispositionPay || a.TotalMinor != *in.Decision.AmountMinor || !slices.ContainsFunc(a.Components, lowers) {
		return invariant("adjusted to %d, decided %d, hash %s", a.TotalMinor, *in.Decision.AmountMinor, ledger.AssessmentHash(*in.Adjusted))
	}
	return nil
}
