package workflows

import (
	"go.temporal.io/sdk/workflow"

	"github.com/makegood/makegood/refund"
)

// chooseAct lets the customer choose an alternative while nothing was sent: store credit with its
// bonus takes the payments' place in one transaction; an exchange is carried out by a person, after the
// review. Nobody who has to agree is passed over by either.
func (s *story) chooseAct() act[refund.Choice] {
	return act[refund.Choice]{
		name:        refund.MessageChooseAlternative,
		description: `Choose another way to be made good: {"alternative_id":"STORE_CREDIT","assessment_hash":"...","by":"customer:42"}`,
		by:          func(c refund.Choice) refund.Person { return c.By },
		check:       s.checkChoice,
		do:          s.choose,
	}
}

func (s *story) checkChoice(c refund.Choice) (refund.Problem, bool) {
	switch {
	case c.By == "":
		return refused(refund.CodeBadDecision, "by is needed")
	case s.sending:
		return refused(refund.CodeAlreadySent, "money is on its way; nothing else can be chosen")
	case s.decided() || !s.choosable():
		return refused(refund.CodeWrongState, "the refund is %s: nothing can be chosen", s.view.Status)
	case s.proposal.Assessment.Chosen != nil:
		return refused(refund.CodeAlreadyDecided, "%s was chosen before", s.proposal.Assessment.Chosen.ID)
	case s.exchange != nil:
		return refused(refund.CodeAlreadyDecided, "an exchange was chosen before")
	}
	if _, err := s.proposal.Choose(c, s.assessmentHash, s.in.Cancellation.Order); err != nil {
		problem, _ := refund.ProblemIn(err)
		return problem, true
	}
	return passed, false
}

// choosable: the proposal is held, and nothing is decided yet.
func (s *story) choosable() bool {
	return s.waiting && (s.view.Status == refund.StatusAwaitingApproval || s.view.Status == refund.StatusAwaitingGoods || s.view.Status == refund.StatusNeedsInfo)
}

// choose tells the customer nothing beside its answer: the messages that follow name the way the
// refund goes.
func (s *story) choose(ctx workflow.Context, c refund.Choice) refund.Answer {
	why := refund.Cause{Actor: c.By, Reason: "chose " + c.AlternativeID}
	ask := s.again()
	ask.Choice = &c
	before := s.assessmentHash
	p, problem := s.replace(ctx, replacement{key: "choice/" + c.AlternativeID + "/" + before, ask: ask, cause: why})
	if problem != nil {
		return refusal(*problem)
	}
	s.note("Chosen", refund.TrailEntry{Actor: c.By, Reason: c.AlternativeID})
	if !p.Assessment.Eligible() {
		s.keep(ctx, "choice/"+c.AlternativeID, why)
		s.exchange = &c
		return accepted("a person carries it out after the review")
	}
	s.show()
	return accepted("the refund goes back as " + c.AlternativeID)
}

// carryOutExchange lets a person carry out the exchange a customer chose, once everybody who has to
// agree did and the goods that come first are here: what is held is paid elsewhere (the new goods), or
// after all over the payments.
func (s *story) carryOutExchange() {
	if s.exchange == nil || s.ended {
		return
	}
	if s.park(refund.CodeExchangeChosen, string(s.exchange.By)+" wants an exchange instead of the money") {
		s.exchange = nil // what is appealed later is money again
	}
}
