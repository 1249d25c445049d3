package workflows

import (
	"fmt"

	"go.temporal.io/sdk/workflow"

	"github.com/makegood/makegood/refund"
)

// Reasons of a refusal over goods.
const (
	whyNotReceived = "GOODS_NOT_RECEIVED"
	whyNotAccepted = "GOODS_NOT_ACCEPTED"
)

// awaitGoods waits for what has to come back before the money goes, if the proposal says so. What
// was found is assessed and told to the customer before it is final; what never arrives ends the
// request without money.
func (s *story) awaitGoods() {
	goods := s.proposal.Assessment.Goods
	if s.ended || s.approved || goods == nil || !goods.First || len(s.unpaid()) == 0 {
		return
	}
	by := s.after(goods.ReturnSeconds)
	s.view.GoodsBy, s.goods = &by, goods
	s.wait(wait{status: refund.StatusAwaitingGoods, why: "the goods come first", on: "the goods", desk: &refund.Desk{DueAt: &by}})
	s.tell(s.ctx, refund.NoticeAwaitingGoods)
	s.show()
	arrived := s.rest(newClock(s.ctx,
		deadline{at: s.after(goods.RemindSeconds), given: goods.RemindSeconds > 0, summary: "remind of the goods", do: func() {
			s.tell(s.ctx, refund.NoticeGoodsReminder)
		}},
		deadline{at: by, given: true, summary: "the goods are due", last: true},
	), s.goodsSettled)
	s.view.WaitsFor = ""
	why, withdrawn := s.withdrawn()
	switch {
	case withdrawn:
		s.release(refund.StatusWithdrawn, why)
	case !arrived:
		s.why = []string{whyNotReceived}
		s.release(refund.StatusRejected, cause(whyNotReceived+": nothing arrived until "+by.Format(timeForm)))
	default:
		s.judgeGoods()
	}
}

func (s *story) goodsSettled() bool {
	return s.view.Inspection != nil || s.withdrawAsked()
}

// judgeGoods assesses what arrived, and tells the customer. Where everything came back as it
// should, the assessment stands.
func (s *story) judgeGoods() {
	found := *s.view.Inspection
	why := refund.Cause{Actor: found.By, Reason: "inspected: " + found.Note}
	s.mark("inspected/"+string(found.InspectionID), refund.StatusInspected, why)
	s.enter(refund.StatusInspected, why)
	if found.Complete(s.goods.Lines) {
		s.tell(s.ctx, refund.NoticeInspected)
		return
	}
	s.refusedPart = true
	p, problem := s.replace(s.ctx, replacement{key: "inspection/" + string(found.InspectionID), ask: s.again(), cause: why})
	if problem != nil {
		s.parkInspected(*problem)
		return
	}
	switch p.Assessment.Disposition {
	case refund.DispositionPay:
		s.tell(s.ctx, refund.NoticeInspected)
	case refund.DispositionReject, refund.DispositionNothing:
		s.why = p.Assessment.Reasons
		s.release(refund.StatusRejected, refund.Cause{Actor: found.By, Reason: joined(s.why) + ": " + found.Note})
	case refund.DispositionAttention:
		s.parkInspected(unanswerable(p.Assessment))
	}
}

// unanswerable is what the rules could not answer, by the first of their reasons.
func unanswerable(a refund.Assessment) refund.Problem {
	code := refund.CodeNotSupported
	if len(a.Reasons) > 0 {
		code = refund.Code(a.Reasons[0])
	}
	return refund.Problem{Code: code, Detail: "the rules have no answer to what arrived"}
}

// parkInspected: the rules have no answer to what arrived, or the money is not there any more. Whoever
// pays it another way has looked at it; a retry asks the rules again.
func (s *story) parkInspected(problem refund.Problem) {
	if s.park(problem.Code, problem.Detail) && s.resolution.Action == refund.ResolveRetry {
		s.judgeGoods()
	}
}

func (s *story) inspectAct() act[refund.Inspection] {
	return act[refund.Inspection]{
		name: refund.MessageInspect,
		description: `What was found of the goods: {"inspection_id":"i-1","by":"name","lines":[{"line_id":"1",` +
			`"accepted_quantity":1,"partial_quantity":0,"refused_quantity":1,"deduct_minor":0,"reason":"scratched"}]}`,
		by:    func(i refund.Inspection) refund.Person { return i.By },
		check: s.checkInspection,
		do: func(ctx workflow.Context, i refund.Inspection) refund.Answer {
			s.keep(ctx, "inspection/"+string(i.InspectionID), refund.Cause{Actor: i.By, Reason: inspected(i)})
			s.view.Inspection = &i
			return accepted("what arrived is assessed")
		},
	}
}

// checkInspection refuses what was not expected: everything that was is in the proposal.
func (s *story) checkInspection(i refund.Inspection) (refund.Problem, bool) {
	switch {
	case i.InspectionID == "" || i.By == "":
		return refused(refund.CodeBadDecision, "inspection_id and by are needed")
	case s.isRequester(i.By):
		return refused(refund.CodeReviewerIsAuthor, "%s asked for this refund and may not inspect its goods", i.By)
	case s.view.Inspection != nil:
		return refused(refund.CodeAlreadyDecided, "%s inspected the goods before", s.view.Inspection.By)
	case s.view.Status != refund.StatusAwaitingGoods || !s.waiting || s.withdrawAsked():
		return refused(refund.CodeWrongState, "the refund is %s and waits for no goods", s.view.Status)
	}
	return i.Check(s.goods.Lines)
}

// inspected says in one line what was found, for the trail.
func inspected(i refund.Inspection) string {
	text := "inspected:"
	for _, line := range i.Lines {
		text += fmt.Sprintf(" line %s %d accepted, %d partly, %d refused %s;", line.LineID,
			line.AcceptedQuantity, line.PartialQuantity, line.RefusedQuantity, line.Reason)
	}
	return text + " " + i.Note
}
