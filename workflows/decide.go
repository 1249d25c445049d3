package workflows

import (
	"fmt"

	"go.temporal.io/sdk/workflow"

	"github.com/makegood/makegood/activities"
	"github.com/makegood/makegood/refund"
)

func accepted(detail string) refund.Answer { return refund.Answer{Accepted: true, Detail: detail} }

func refusal(p refund.Problem) refund.Answer { return refund.Answer{Code: p.Code, Detail: p.Detail} }

func refused(code refund.Code, format string, args ...any) (refund.Problem, bool) {
	return refund.Problem{Code: code, Detail: fmt.Sprintf(format, args...)}, true
}

var passed refund.Problem

func (s *story) isRequester(by refund.Person) bool {
	return refund.SamePerson(by, s.in.Cancellation.RequestedBy)
}

func (s *story) decideAct() act[refund.Decision] {
	return act[refund.Decision]{
		name: refund.MessageDecide,
		description: `Approve, reject or lower: {"decision_id":"d-1","decision":"approve|reject|adjust","reviewer":"name",` +
			`"amount_minor":optional,"note":"why","message":"to the customer"}`,
		by:    func(d refund.Decision) refund.Person { return d.Reviewer },
		check: s.checkDecision,
		do:    s.decide,
	}
}

// heard is a decision with the answer it got.
type heard struct {
	decision refund.Decision
	answer   refund.Answer
}

func (h heard) same(d refund.Decision) bool {
	first := h.decision
	return first.Verb == d.Verb && refund.SamePerson(first.Reviewer, d.Reviewer) && sameAmount(first.AmountMinor, d.AmountMinor) &&
		first.Note == d.Note && first.Message == d.Message
}

func sameAmount(a, b *int64) bool { return a == b || a != nil && b != nil && *a == *b }

// checkDecision checks shape, state, amount, and that the reviewer is not the requester.
func (s *story) checkDecision(d refund.Decision) (refund.Problem, bool) {
	if problem, wrong := checkShape(d); wrong {
		return problem, true
	}
	if first, repeated := s.answers[d.DecisionID]; repeated {
		if !first.same(d) {
			return refused(refund.CodeConflict, "decision_id %s was used for another decision", d.DecisionID)
		}
		return passed, false
	}
	if s.isRequester(d.Reviewer) {
		return refused(refund.CodeReviewerIsAuthor, "%s asked for this refund and may not decide it", d.Reviewer)
	}
	if s.decision != nil {
		return refused(refund.CodeAlreadyDecided, "%s decided: %s", s.decision.Reviewer, s.decision.Verb)
	}
	if s.view.Status != refund.StatusAwaitingApproval || !s.waiting || s.decided() {
		return refused(refund.CodeWrongState, "the refund is %s and waits for no decision", s.view.Status)
	}
	return s.checkBinding(d)
}

func checkShape(d refund.Decision) (refund.Problem, bool) {
	if d.DecisionID == "" || d.Reviewer == "" {
		return refused(refund.CodeBadDecision, "decision_id and reviewer are needed")
	}
	switch d.Verb {
	case refund.VerbApprove, refund.VerbReject:
		return passed, false
	case refund.VerbAdjust:
		if d.AmountMinor == nil || *d.AmountMinor <= 0 {
			return refused(refund.CodeBadDecision, "adjust needs amount_minor, above 0")
		}
		return passed, false
	}
	return refused(refund.CodeBadDecision, "decision %q is not approve, reject or adjust", d.Verb)
}

// checkBinding refuses a decision on an amount, or an assessment, that has moved.
func (s *story) checkBinding(d refund.Decision) (refund.Problem, bool) {
	total := s.proposal.Assessment.TotalMinor
	switch {
	case d.AssessmentHash != "" && d.AssessmentHash != s.assessmentHash:
		return refused(refund.CodeAmountMoved, "the assessment is not the one decided on")
	case d.Verb == refund.VerbAdjust && *d.AmountMinor >= total:
		return refused(refund.CodeBadDecision, "adjust lowers the amount: %d is not below %d", *d.AmountMinor, total)
	case d.Verb != refund.VerbAdjust && d.AmountMinor != nil && *d.AmountMinor != total:
		return refused(refund.CodeAmountMoved, "decided on %d, the amount is %d", *d.AmountMinor, total)
	}
	return passed, false
}

// decide asks the ledger to authorise and keep the decision. A repeated id gets the first answer.
func (s *story) decide(ctx workflow.Context, d refund.Decision) refund.Answer {
	if first, repeated := s.answers[d.DecisionID]; repeated {
		return first.answer
	}
	ruling, problem := s.authorise(ctx, d)
	if problem != nil {
		return refusal(*problem)
	}
	if ruling.Accepted {
		ruling.Detail = effect(d, ruling)
	}
	s.answers[d.DecisionID] = heard{decision: d, answer: ruling.Answer}
	switch {
	case ruling.Code == refund.CodeAmountMoved:
		s.catchUp(ctx)
	case !ruling.Accepted && ruling.Status.Final():
		s.catchUpEnded()
	case !ruling.Accepted:
	case d.Verb == refund.VerbReject || ruling.Final:
		s.decision = &d
	default:
		s.agreed(ctx, d, ruling)
	}
	return ruling.Answer
}

// effect says what an accepted decision came to, for whoever made it.
func effect(d refund.Decision, r refund.Ruling) string {
	switch {
	case d.Verb == refund.VerbReject:
		return "rejected"
	case r.Final:
		return "approved"
	}
	return "agreed; " + string(r.NextRole) + " is asked next"
}

// authorise lets the ledger judge a decision; a lower amount is assessed first, so that the ledger
// can put it in the old one's place in the same transaction.
func (s *story) authorise(ctx workflow.Context, d refund.Decision) (refund.Ruling, *refund.Problem) {
	in := refund.DecisionRequest{Refund: s.id, AssessmentHash: s.assessmentHash, Decision: d}
	if d.Verb != refund.VerbAdjust {
		return local(ctx, activities.AuthorizeDecision, "authorise "+string(d.Verb), in), nil
	}
	ask := s.again()
	ask.AdjustToMinor = d.AmountMinor
	for range replaceTriesMax {
		p, problem := s.reassess(ctx, ask)
		if problem != nil {
			return refund.Ruling{}, problem
		}
		in.Adjusted = &p
		ruling := local(ctx, activities.AuthorizeDecision, "authorise adjust", in)
		if ruling.HistoryMoved {
			continue
		}
		if ruling.Accepted {
			s.adjusted(p, ruling, d)
		}
		return ruling, nil
	}
	return refund.Ruling{}, historyKeepsMoving()
}

// adjusted goes on with the lower amount; agreements to the higher one are void.
func (s *story) adjusted(p refund.Proposal, ruling refund.Ruling, d refund.Decision) {
	s.refusedPart, s.said = true, d.Message
	if ruling.Reserved == nil {
		return
	}
	if stored := ruling.Reserved.Stored; stored != nil { // it was lowered before, in a task that was lost
		p = *stored
	}
	s.replaced(p, *ruling.Reserved, refund.Cause{Actor: d.Reviewer, Reason: "adjust: " + d.Note})
}

// agreed: one of several has agreed; another person is asked next.
func (s *story) agreed(ctx workflow.Context, d refund.Decision, ruling refund.Ruling) {
	s.view.NextRole = ruling.NextRole
	s.view.Assignee = ""
	s.note("Agreed", refund.TrailEntry{Actor: d.Reviewer, Reason: string(d.Verb) + ": " + d.Note})
	s.keepDesk(ctx, "agreed/"+string(d.DecisionID), refund.Cause{Actor: d.Reviewer, Reason: "another person must agree"})
	s.index()
	s.show()
}
