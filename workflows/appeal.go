package workflows

import (
	"slices"

	"go.temporal.io/sdk/workflow"

	"github.com/makegood/makegood/refund"
)

// Reasons that cannot be appealed: nothing was judged.
const whyAppealEmpty = "NOTHING_MORE"

// appealable: the request was refused, or a part of it was, and nobody has looked twice yet.
func (s *story) appealable() bool {
	switch s.view.Status {
	case refund.StatusRejected:
		return len(s.why) > 0 && !s.appealed()
	case refund.StatusRefunded, refund.StatusPartlyRefunded:
		return s.refusedPart && !s.appealed()
	case refund.StatusWithdrawn, refund.StatusNothingToRefund, refund.StatusReceived, refund.StatusAssessing,
		refund.StatusAwaitingGoods, refund.StatusInspected, refund.StatusAwaitingApproval, refund.StatusNeedsInfo,
		refund.StatusPayingOut, refund.StatusNeedsAttention:
	}
	return false
}

// setAppealWindow says until when what was refused may be appealed, before the customer is told. An
// operator who cancelled waits for nobody any more, so nobody is told to appeal.
func (s *story) setAppealWindow() {
	s.view.AppealBy = nil
	if seconds := s.proposal.Assessment.AppealSeconds; s.appealable() && seconds > 0 && !s.cancelled() {
		by := s.after(seconds)
		s.view.AppealBy = &by
	}
}

// awaitAppeal keeps a refusal open until its window ends, and reports whether it was appealed.
func (s *story) awaitAppeal() bool {
	if s.view.AppealBy == nil {
		return false
	}
	s.view.WaitsFor = s.afterEnd()
	s.show()
	newClock(s.ctx, deadline{at: *s.view.AppealBy, given: true, summary: "the appeal window ends", last: true}).
		until(func() bool { return s.view.Appeal != nil || s.cancelled() })
	s.view.AppealBy = nil // from here on nobody appeals; who did in time is heard out
	s.hearOut()
	s.view.WaitsFor = s.afterEnd()
	return s.view.Appeal != nil
}

// afterEnd says what is still waited for once the refund has ended.
func (s *story) afterEnd() string {
	switch {
	case s.offering:
		return "the customer's answer to the offer"
	case s.view.AppealBy != nil:
		return "an appeal, until " + s.view.AppealBy.Format(timeForm)
	}
	return ""
}

// reopen reviews what was refused once more: it is assessed and held as if it had been granted, and
// another person decides.
func (s *story) reopen() {
	s.forget()
	s.tell(s.ctx, refund.NoticeAppealReceived)
	why := refund.Cause{Actor: s.view.Appeal.By, Reason: "appealed: " + s.view.Appeal.Statement}
	p, problem := s.replaceAppealed(why)
	switch {
	case problem != nil:
		s.refuseAppeal(string(problem.Code), problem.Detail)
	case !p.Assessment.Eligible():
		s.refuseAppeal(joined(p.Assessment.Reasons), "the rules grant nothing more")
	case len(s.unpaid()) == 0:
		s.refuseAppeal(whyAppealEmpty, "everything was paid")
	default:
		s.enter(refund.StatusAwaitingApproval, why) // where the ledger has put it
	}
}

// forget clears what the first look left behind: what was decided, asked, taken back and told then has
// no say in the second.
func (s *story) forget() {
	s.ended, s.approved, s.sending = false, false, false
	s.decision, s.withdrawal, s.why, s.said = nil, nil, nil, ""
	s.view.Assignee, s.view.NextRole, s.view.Question, s.view.Reply = "", "", nil, nil
	s.sentTold, s.reviewTold, s.expectedBy, s.paidBefore = false, false, nil, s.paidMinor()
}

// replaceAppealed holds what is appealed. That other refunds of the order were quicker does not use up
// the one appeal there is: it is tried again for a while.
func (s *story) replaceAppealed(why refund.Cause) (p refund.Proposal, problem *refund.Problem) {
	ask := s.again()
	ask.Appealed = true
	for range assessTriesMax {
		p, problem = s.replace(s.ctx, replacement{key: "appeal/" + string(s.view.Appeal.AppealID), ask: ask, cause: why})
		if problem == nil || problem.Code != refund.CodeHistoryKeepsMoving {
			return p, problem
		}
		awaitUntil(s.ctx, assessPause, "assess the appeal again", never)
	}
	return p, problem
}

// appealed: this look is the second one. After a reset only the proposal knows.
func (s *story) appealed() bool {
	return s.view.Appeal != nil || slices.Contains(s.proposal.ApprovalReasons, refund.ReasonAppealed)
}

// refuseAppeal ends the appeal where nothing can be granted: what was paid stays, what was refused
// stays refused.
func (s *story) refuseAppeal(code, detail string) {
	s.why = []string{code}
	s.mark("appeal refused", "", cause(code+": "+detail))
	s.end(s.unlessPaid(refund.StatusRejected), cause(code+": "+detail))
}

func (s *story) appealAct() act[refund.Appeal] {
	return act[refund.Appeal]{
		name:        refund.MessageAppeal,
		description: `Ask once for another look at what was refused: {"appeal_id":"a-1","by":"customer:42","statement":"why","evidence":[]}`,
		by:          func(a refund.Appeal) refund.Person { return a.By },
		check:       s.checkAppeal,
		do: func(ctx workflow.Context, a refund.Appeal) refund.Answer {
			s.keep(ctx, "appeal/made/"+string(a.AppealID), refund.Cause{Actor: a.By, Reason: "appealed: " + a.Statement})
			s.view.Appeal = &a
			s.note("Appealed", refund.TrailEntry{Actor: a.By, Reason: a.Statement})
			return accepted("another person looks at it")
		},
	}
}

func (s *story) checkAppeal(a refund.Appeal) (refund.Problem, bool) {
	switch {
	case a.AppealID == "" || a.By == "" || a.Statement == "":
		return refused(refund.CodeBadDecision, "appeal_id, by and statement are needed")
	case s.view.Appeal != nil:
		return refused(refund.CodeAlreadyDecided, "it was appealed before, by %s", s.view.Appeal.By)
	case !s.ended:
		return refused(refund.CodeWrongState, "the refund is %s: nothing is refused yet", s.view.Status)
	case s.view.AppealBy == nil:
		return refused(refund.CodeTooLate, "nothing was refused, or its time to appeal is over")
	}
	return passed, false
}
