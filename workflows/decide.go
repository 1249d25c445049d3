package workflows

import (
	"fmt"
	"strings"
	"time"

	"go.temporal.io/sdk/workflow"

	"github.com/makegood/makegood/activities"
	"github.com/makegood/makegood/refund"
)

func accepted(detail string) refund.Answer { return refund.Answer{Accepted: true, Detail: detail} }

func refused(code refund.Code, format string, args ...any) (refund.Problem, bool) {
	return refund.Problem{Code: code, Detail: fmt.Sprintf(format, args...)}, true
}

var passed refund.Problem

// isRequester compares as the ledger does: without regard to case and surrounding spaces.
func (s *story) isRequester(by refund.Person) bool {
	return strings.EqualFold(strings.TrimSpace(string(by)), strings.TrimSpace(string(s.in.Cancellation.RequestedBy)))
}

// refusalKey makes a refused signal one row of the trail, however often the task runs again.
func refusalKey(at time.Time, count int) string {
	return fmt.Sprintf("refused/%d/%d", at.UnixMicro(), count)
}

func (s *story) decideAct() act[refund.Decision] {
	return act[refund.Decision]{
		name:        refund.MessageDecide,
		description: `Approve or reject: {"decision_id":"d-1","decision":"approve|reject","reviewer":"name","amount_minor":optional,"note":"why"}`,
		by:          func(d refund.Decision) refund.Person { return d.Reviewer },
		check:       s.checkDecision,
		do:          s.decide,
	}
}

// checkDecision checks shape, state, amount, and that the reviewer is not the requester.
func (s *story) checkDecision(d refund.Decision) (refund.Problem, bool) {
	if d.DecisionID == "" || d.Reviewer == "" {
		return refused(refund.CodeBadDecision, "decision_id and reviewer are needed")
	}
	if d.Verb != refund.VerbApprove && d.Verb != refund.VerbReject {
		return refused(refund.CodeBadDecision, "decision %q is neither approve nor reject", d.Verb)
	}
	if _, repeated := s.answers[d.DecisionID]; repeated {
		return passed, false
	}
	if s.isRequester(d.Reviewer) {
		return refused(refund.CodeReviewerIsAuthor, "%s asked for this refund and may not decide it", d.Reviewer)
	}
	if s.decision != nil {
		return refused(refund.CodeAlreadyDecided, "%s decided: %s", s.decision.Reviewer, s.decision.Verb)
	}
	if s.view.Status != refund.StatusAwaitingApproval || s.withdrawAsked() {
		return refused(refund.CodeWrongState, "the refund is %s and waits for no decision", s.view.Status)
	}
	total := s.proposal.Assessment.TotalMinor
	if d.AmountMinor != nil && *d.AmountMinor != total {
		return refused(refund.CodeAmountMoved, "decided on %d, the amount is %d", *d.AmountMinor, total)
	}
	return passed, false
}

// decide asks the ledger to authorise and keep the decision. A repeated id gets the first answer.
func (s *story) decide(ctx workflow.Context, d refund.Decision) refund.Answer {
	if first, repeated := s.answers[d.DecisionID]; repeated {
		return first
	}
	answer := local(ctx, activities.AuthorizeDecision, "authorise "+string(d.Verb), refund.DecisionRequest{
		Refund: s.id, AssessmentHash: s.assessmentHash, Decision: d,
	})
	s.answers[d.DecisionID] = answer
	if answer.Accepted {
		s.decision = &d
	}
	return answer
}

func (s *story) withdrawAct() act[refund.Withdrawal] {
	return act[refund.Withdrawal]{
		name:        refund.MessageWithdraw,
		description: `Take the request back, while nothing was sent: {"by":"name","note":"why"}`,
		by:          func(w refund.Withdrawal) refund.Person { return w.By },
		check:       s.checkWithdrawal,
		do: func(_ workflow.Context, w refund.Withdrawal) refund.Answer {
			s.withdrawal = &w
			return accepted("nothing was sent; what is held is released")
		},
	}
}

func (s *story) checkWithdrawal(w refund.Withdrawal) (refund.Problem, bool) {
	switch {
	case w.By == "":
		return refused(refund.CodeBadDecision, "by is needed")
	case s.ended:
		return refused(refund.CodeWrongState, "the refund is %s", s.view.Status)
	case s.sending:
		return refused(refund.CodeAlreadySent, "money is on its way; it cannot be withdrawn")
	case s.withdrawAsked():
		return refused(refund.CodeAlreadyDecided, "it was withdrawn before")
	}
	return passed, false
}

func (s *story) answerOfferAct() act[refund.OfferReply] {
	return act[refund.OfferReply]{
		name:        refund.MessageAnswerOffer,
		description: `Answer the open offer: {"by":"customer:42","accept":true}`,
		by:          func(r refund.OfferReply) refund.Person { return r.By },
		check:       s.checkOfferReply,
		do: func(_ workflow.Context, r refund.OfferReply) refund.Answer {
			s.offerReply = &r
			return accepted("the answer is taken")
		},
	}
}

func (s *story) checkOfferReply(r refund.OfferReply) (refund.Problem, bool) {
	switch {
	case r.By == "":
		return refused(refund.CodeBadDecision, "by is needed")
	case s.offerReply != nil:
		return refused(refund.CodeAlreadyDecided, "%s answered before", s.offerReply.By)
	case s.view.Offer != refund.OfferOpen || s.offerClosed:
		return refused(refund.CodeWrongState, "no offer is open")
	}
	return passed, false
}

func (s *story) resolveAct() act[refund.Resolution] {
	return act[refund.Resolution]{
		name:        refund.MessageResolve,
		description: `Lead the refund out of NeedsAttention: {"resolution_id":"r-1","action":"retry|give_up","by":"name","note":"why"}`,
		by:          func(r refund.Resolution) refund.Person { return r.By },
		check:       s.checkResolution,
		do: func(ctx workflow.Context, r refund.Resolution) refund.Answer {
			s.resolved[r.ResolutionID] = true
			local(ctx, activities.MarkRefund, "keep the resolution", refund.Mark{
				Refund: s.id, Key: "resolved/" + string(r.ResolutionID),
				Cause: refund.Cause{Actor: r.By, Reason: string(r.Action) + ": " + r.Note},
			})
			s.resolution = &r
			s.note("Resolved", refund.TrailEntry{Actor: r.By, Reason: string(r.Action) + ": " + r.Note})
			return accepted(string(r.Action))
		},
	}
}

func (s *story) checkResolution(r refund.Resolution) (refund.Problem, bool) {
	switch {
	case r.ResolutionID == "" || r.By == "":
		return refused(refund.CodeBadDecision, "resolution_id and by are needed")
	case r.Action != refund.ResolveRetry && r.Action != refund.ResolveGiveUp:
		return refused(refund.CodeBadDecision, "action %q is neither retry nor give_up", r.Action)
	case s.isRequester(r.By):
		return refused(refund.CodeReviewerIsAuthor, "%s asked for this refund and may not resolve it", r.By)
	case s.resolved[r.ResolutionID]:
		return refused(refund.CodeAlreadyDecided, "resolution_id %s was taken before", r.ResolutionID)
	case s.view.Status != refund.StatusNeedsAttention:
		return refused(refund.CodeWrongState, "the refund is %s and waits for no resolution", s.view.Status)
	case s.resolution != nil:
		return refused(refund.CodeAlreadyDecided, "%s resolved it: %s", s.resolution.By, s.resolution.Action)
	}
	return passed, false
}
