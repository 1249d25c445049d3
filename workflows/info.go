package workflows

import (
	"go.temporal.io/sdk/workflow"

	"github.com/makegood/makegood/activities"
	"github.com/makegood/makegood/refund"
)

// asking: a reviewer asked the customer something that is not answered yet.
func (s *story) asking() bool { return s.view.Question != nil && s.view.Reply == nil }

// awaitInfo waits for the customer's answer, if a reviewer asked for one. The review goes on with
// the answer, or without it once its time has passed.
func (s *story) awaitInfo() {
	if !s.asking() || s.decided() {
		return
	}
	by := s.after(s.proposal.Assessment.Review.InfoSeconds)
	s.answerBy = &by
	s.wait(wait{
		status: refund.StatusNeedsInfo, why: "asked: " + s.view.Question.Question, on: "the customer's answer",
		desk: &refund.Desk{Role: s.view.NextRole, Assignee: s.view.Assignee, DueAt: &by},
	})
	s.tell(s.ctx, refund.NoticeNeedsInfo)
	s.show()
	due := newClock(s.ctx, deadline{at: by, given: true, summary: "the answer is due", last: true})
	answered := s.rest(due, func() bool { return s.view.Reply != nil || s.decided() })
	if !answered {
		s.view.Reply = &refund.InfoReply{By: refund.ActorMakegood, Answer: "no answer until " + by.Format(timeForm)}
		s.mark("info/"+string(s.view.Question.InfoID)+"/unanswered", "", cause("NOT_ANSWERED"))
		s.note("NotAnswered", refund.TrailEntry{Actor: refund.ActorMakegood, Reason: s.view.Question.Question})
	}
}

func (s *story) askInfoAct() act[refund.InfoRequest] {
	return act[refund.InfoRequest]{
		name:        refund.MessageAskInfo,
		description: `Ask the customer for an answer or a document: {"info_id":"q-1","by":"name","question":"which unit is damaged?"}`,
		by:          func(i refund.InfoRequest) refund.Person { return i.By },
		check:       s.checkQuestion,
		do: func(ctx workflow.Context, i refund.InfoRequest) refund.Answer {
			s.asked[i.InfoID] = true
			s.keep(ctx, "info/"+string(i.InfoID), refund.Cause{Actor: i.By, Reason: "asked: " + i.Question})
			s.view.Question, s.view.Reply = &i, nil
			s.note("Asked", refund.TrailEntry{Actor: i.By, Reason: i.Question})
			return accepted("the customer is asked")
		},
	}
}

func (s *story) checkQuestion(i refund.InfoRequest) (refund.Problem, bool) {
	switch {
	case i.InfoID == "" || i.By == "" || i.Question == "":
		return refused(refund.CodeBadDecision, "info_id, by and question are needed")
	case s.isRequester(i.By):
		return refused(refund.CodeReviewerIsAuthor, "%s asked for this refund and reviews nothing of it", i.By)
	case s.asked[i.InfoID]:
		return refused(refund.CodeAlreadyDecided, "info_id %s was asked before: each question has an id of its own", i.InfoID)
	case s.view.Status != refund.StatusAwaitingApproval || !s.waiting || s.decided() || s.asking():
		return refused(refund.CodeWrongState, "the refund is %s: nothing can be asked", s.view.Status)
	}
	return passed, false
}

func (s *story) answerInfoAct() act[refund.InfoReply] {
	return act[refund.InfoReply]{
		name:        refund.MessageAnswerInfo,
		description: `The customer's answer: {"by":"customer:42","answer":"the blue one","evidence":[{"uri":"s3://..."}]}`,
		by:          func(i refund.InfoReply) refund.Person { return i.By },
		check:       s.checkInfoReply,
		do: func(ctx workflow.Context, i refund.InfoReply) refund.Answer {
			s.keep(ctx, "info/"+string(s.view.Question.InfoID)+"/answer", refund.Cause{Actor: i.By, Reason: "answered: " + i.Answer})
			s.view.Reply = &i
			s.note("Answered", refund.TrailEntry{Actor: i.By, Reason: i.Answer})
			return accepted("the review goes on")
		},
	}
}

func (s *story) checkInfoReply(i refund.InfoReply) (refund.Problem, bool) {
	switch {
	case i.By == "" || i.Answer == "" && len(i.Evidence) == 0:
		return refused(refund.CodeBadDecision, "by, and an answer or evidence, are needed")
	case s.view.Status != refund.StatusNeedsInfo || !s.waiting || !s.asking():
		return refused(refund.CodeWrongState, "the refund is %s: nothing was asked", s.view.Status)
	}
	return passed, false
}

// keep writes what a person did into the ledger's trail.
func (s *story) keep(ctx workflow.Context, key string, why refund.Cause) {
	local(ctx, activities.MarkRefund, "keep "+key, refund.Mark{Refund: s.id, Key: key, Cause: why})
}

func (s *story) assignAct() act[refund.Assignment] {
	return act[refund.Assignment]{
		name:        refund.MessageAssign,
		description: `Give a waiting refund to somebody, or back to all: {"by":"name","to":"name"}`,
		by:          func(a refund.Assignment) refund.Person { return a.By },
		check:       s.checkAssignment,
		do: func(ctx workflow.Context, a refund.Assignment) refund.Answer {
			s.assigned++
			s.view.Assignee = a.To
			why := refund.Cause{Actor: a.By, Reason: "assigned to " + string(a.To) + ": " + a.Note}
			local(ctx, activities.MarkRefund, "assign", refund.Mark{
				Refund: s.id, Key: s.key("assign", s.assigned), Cause: why, Desk: s.desk(),
			})
			s.note("Assigned", refund.TrailEntry{Actor: a.By, Reason: why.Reason})
			s.show()
			return accepted("assigned to " + string(a.To))
		},
	}
}

func (s *story) checkAssignment(a refund.Assignment) (refund.Problem, bool) {
	switch {
	case a.By == "":
		return refused(refund.CodeBadDecision, "by is needed")
	case a.To != "" && s.isRequester(a.To):
		return refused(refund.CodeReviewerIsAuthor, "%s asked for this refund", a.To)
	case s.view.Status != refund.StatusAwaitingApproval && s.view.Status != refund.StatusNeedsAttention:
		return refused(refund.CodeWrongState, "the refund is %s and waits for no member of staff", s.view.Status)
	}
	return passed, false
}
