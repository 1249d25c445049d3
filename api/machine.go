package api

import (
	"slices"
	"strings"

	"github.com/makegood/makegood/internal/preview"
	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
	"github.com/makegood/makegood/wording"
)

// A machine is told how a refund stands, and not what people keep to themselves: no risk and no ground on which people have
// to agree (who knows them asks for a little less), no words of staff to each other and none of the customer. What staff
// wrote to the customer is told with the scope by which a machine carries the customer's answer (ScopeCustomer). The record
// is for people: Call.MayRecord.

// MayRecord refuses the record of a refund, which is everything that is kept of it, to machines (NOT_FOR_MACHINES).
func (c Call) MayRecord() error {
	if c.Subject.Kind == Machine {
		return problem(refund.CodeNotForMachines, "the record of a refund is for people: a machine asks without it")
	}
	return nil
}

// toldRefund is a refund as who calls is told it.
func (c Call) toldRefund(r wording.Refund) wording.Refund {
	if c.Subject.Kind != Machine {
		return toldAuditor(c, r)
	}
	var grounds []string
	if r.Proposal != nil {
		grounds = r.Proposal.Assessment.Reasons
		r.Proposal = forMachine(*r.Proposal)
	}
	r.Standing = c.toldStanding(r.Standing, grounds)
	trail := slices.Clone(r.Trail)
	for i, entry := range trail {
		trail[i].Reason = codesAlone(entry.Reason, grounds, r.Why)
	}
	r.Trail, r.Inspection, r.Reply, r.Appeal = trail, nil, nil, nil
	return r
}

// forMachine is a proposal without its verdict on the risk, and without why people have to agree.
func forMachine(p refund.Proposal) *refund.Proposal {
	p.Verdict, p.ApprovalReasons, p.Assessment.ApprovalReasons = refund.RiskVerdict{}, nil, nil
	return &p
}

// toldStanding is where a refund stands as who calls is told it. grounds are the codes on which the policy decided.
func (c Call) toldStanding(s refund.Standing, grounds []string) refund.Standing {
	if c.Subject.Kind != Machine {
		return s
	}
	s.RiskBand, s.Approval.Reasons, s.Approval.VerifiedAboveMinor = "", nil, nil
	s.Reason = codesAlone(s.Reason, grounds, s.Why)
	if slices.Contains(c.Subject.Scopes, ScopeCustomer) {
		return s
	}
	s.Message = ""
	if s.Question != nil {
		asked := *s.Question
		asked.Question = ""
		s.Question = &asked
	}
	return s
}

// toldRow is a row of a list as who calls is told it.
func (c Call) toldRow(row ledger.CaseRow) ledger.CaseRow {
	if c.Subject.Kind == Machine {
		row.RiskBand, row.LastReason = "", codesAlone(row.LastReason)
	}
	return toldAuditor(c, row)
}

// toldLine is a preview as who calls is told it.
func (c Call) toldLine(l preview.Line) preview.Line {
	if c.Subject.Kind == Machine {
		return l.WithoutReview()
	}
	return l
}

// codesAlone is what of a reason are codes that have a page of their own, or that are among grounds. The words beside them
// may be anybody's.
func codesAlone(reason string, grounds ...[]string) string {
	var told []string
	for code := range strings.SplitSeq(string(refund.CodeIn(reason)), ", ") {
		_, known := refund.Runbooks()[refund.Code(code)]
		if known || slices.ContainsFunc(grounds, func(some []string) bool { return slices.Contains(some, code) }) {
			told = append(told, code)
		}
	}
	return strings.Join(told, ", ")
}
