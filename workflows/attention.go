package workflows

import (
	"fmt"

	"go.temporal.io/sdk/workflow"

	"github.com/makegood/makegood/activities"
	"github.com/makegood/makegood/refund"
)

// way is how a parked refund goes on.
type way int

const (
	// wayOn: try again, or go on with what was put in the place of what was refused.
	wayOn way = iota + 1
	wayGiveUp
	wayWithdrawn
)

// needPerson parks the refund in NeedsAttention until somebody resolves it. While nothing was
// sent it may also be withdrawn. The code names the runbook.
func (s *story) needPerson(code refund.Code, detail string) way {
	s.parked++
	s.resolution, s.attention = nil, code
	why := cause(string(code) + ": " + detail)
	s.view.Assignee, s.view.NextRole = "", ""
	local(s.ctx, activities.MarkRefund, "mark that it needs a person", refund.Mark{
		Refund: s.id, Key: s.key("attention", s.parked), Status: refund.StatusNeedsAttention, Cause: why, Desk: &refund.Desk{},
	})
	s.view.WaitsFor = "a person to resolve " + string(code)
	s.enter(refund.StatusNeedsAttention, why)
	s.waiting = true
	tally(s.ctx, metricAttention)
	s.index()
	s.tellParked(code)
	s.show()
	s.rest(newClock(s.ctx), func() bool { return s.resolution != nil || s.takenBack() })
	s.view.WaitsFor, s.attention = "", ""
	if s.resolution == nil {
		return wayWithdrawn
	}
	switch s.resolution.Action {
	case refund.ResolveRetry, refund.ResolvePaidElsewhere, refund.ResolvePayAnotherWay:
		return wayOn
	case refund.ResolveGiveUp:
		return wayGiveUp
	}
	panic(fmt.Sprintf("workflows: %s: resolution %q passed its check", s.id, s.resolution.Action))
}

// park parks the refund and ends it where a person gives it up or it is taken back. It reports whether
// it goes on.
func (s *story) park(code refund.Code, detail string) (on bool) {
	switch s.needPerson(code, detail) {
	case wayOn:
		return true
	case wayGiveUp:
		s.giveUp()
	case wayWithdrawn:
		why, _ := s.withdrawn()
		s.release(refund.StatusWithdrawn, why)
	}
	return false
}

// tellParked tells the customer that it takes longer. What bounced is corrected (promise 10), and an
// exchange is what the customer wanted.
func (s *story) tellParked(code refund.Code) {
	if code == refund.CodeExchangeChosen {
		return
	}
	kind := refund.NoticeNeedsAttention
	if code == refund.CodeLateFailed {
		kind = refund.NoticeCorrected
	}
	s.tell(s.ctx, kind)
}

// takenBack: it is withdrawn while that is still honoured.
func (s *story) takenBack() bool { return !s.sending && s.withdrawAsked() }

func (s *story) resolveAct() act[refund.Resolution] {
	return act[refund.Resolution]{
		name: refund.MessageResolve,
		description: `Lead the refund out of NeedsAttention: {"resolution_id":"r-1","action":"retry|paid_elsewhere|pay_another_way|give_up",` +
			`"reference":"for paid_elsewhere","via":"STORE_CREDIT for pay_another_way","by":"name","note":"why"}`,
		by:    func(r refund.Resolution) refund.Person { return r.By },
		check: s.checkResolution,
		do:    s.resolve,
	}
}

// resolve asks the ledger to authorise and keep the resolution, and to book what it does to the
// legs, in one transaction.
func (s *story) resolve(ctx workflow.Context, r refund.Resolution) refund.Answer {
	ruling := local(ctx, activities.ResolveRefund, "authorise "+string(r.Action), refund.ResolutionRequest{
		Refund: s.id, AssessmentHash: s.assessmentHash, Resolution: r,
	})
	if !ruling.Accepted {
		s.catchUpResolved(ctx, ruling)
		return ruling.Answer
	}
	s.resolved[r.ResolutionID] = true
	if ruling.Reserved != nil {
		s.view.Legs = ruling.Reserved.Legs
	}
	s.resolution = &r
	s.note("Resolved", refund.TrailEntry{Actor: r.By, Reason: string(r.Action) + ": " + r.Note})
	return accepted(string(r.Action))
}

func (s *story) checkResolution(r refund.Resolution) (refund.Problem, bool) {
	if problem, wrong := checkResolutionShape(r); wrong {
		return problem, true
	}
	switch {
	case s.isRequester(r.By):
		return refused(refund.CodeReviewerIsAuthor, "%s asked for this refund and may not resolve it", r.By)
	case s.resolved[r.ResolutionID]:
		return refused(refund.CodeAlreadyDecided, "resolution_id %s was taken before", r.ResolutionID)
	case s.view.Status != refund.StatusNeedsAttention || !s.waiting || s.takenBack():
		return refused(refund.CodeWrongState, "the refund is %s and waits for no resolution", s.view.Status)
	case s.resolution != nil:
		return refused(refund.CodeAlreadyDecided, "%s resolved it: %s", s.resolution.By, s.resolution.Action)
	}
	return s.checkSubstitute(r)
}

func checkResolutionShape(r refund.Resolution) (refund.Problem, bool) {
	if r.ResolutionID == "" || r.By == "" {
		return refused(refund.CodeBadDecision, "resolution_id and by are needed")
	}
	switch r.Action {
	case refund.ResolveRetry, refund.ResolveGiveUp:
		return passed, false
	case refund.ResolvePaidElsewhere:
		if r.Reference == "" {
			return refused(refund.CodeBadDecision, "paid_elsewhere needs the payment's reference")
		}
		return passed, false
	case refund.ResolvePayAnotherWay:
		if r.Via != refund.ViaStoreCredit {
			return refused(refund.CodeUnknownVia, "nothing is paid via %q; there is %s", r.Via, refund.ViaStoreCredit)
		}
		return passed, false
	}
	return refused(refund.CodeBadDecision, "action %q is not retry, paid_elsewhere, pay_another_way or give_up", r.Action)
}

// checkSubstitute: nothing takes the place of a leg whose provider has not said its last word.
func (s *story) checkSubstitute(r refund.Resolution) (refund.Problem, bool) {
	if r.Action != refund.ResolvePaidElsewhere && r.Action != refund.ResolvePayAnotherWay {
		return passed, false
	}
	if len(s.view.Legs) == 0 {
		return refused(refund.CodeWrongState, "nothing is assessed and held yet: retry or give_up")
	}
	for _, leg := range s.view.Legs {
		if leg.Status.Undecided() {
			return refused(refund.CodeAlreadySent, "leg %s is %s: nobody knows yet whether it was paid", leg.LegID, leg.Status)
		}
	}
	return passed, false
}
