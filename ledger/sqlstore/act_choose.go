package sqlstore

import (
	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// choose lets the customer choose an alternative while nothing is decided: store credit with its bonus
// takes the payments' place; an exchange is carried out by a person, after the review. Nobody who has to
// agree is passed over by either.
func (t *tx) choose(c *caseRow, choice refund.Choice, rules ledger.Rules) (done, error) {
	if answer, err := t.mayChoose(c, choice); err != nil || answer.Code != "" {
		return done{Answer: answer}, err
	}
	proposed, problem, err := t.decideAgain(c, rules, func(ask *refund.Reassessment) { ask.Choice = &choice })
	if err != nil {
		return done{}, err
	}
	if problem != nil {
		return notDoneBy(*problem), nil
	}
	cause := refund.Cause{Actor: choice.By, Reason: "chose " + choice.AlternativeID}
	a := proposed.Assessment
	switch {
	case a.Disposition == refund.DispositionPay:
		return wasDone("the refund goes back as %s", choice.AlternativeID), t.chosen(c, proposed, cause)
	case a.Disposition == refund.DispositionAttention && unanswerable(a).Code == refund.CodeExchangeChosen:
		c.chosen = choice.AlternativeID
		c.note(event{Name: "Chosen", Cause: cause})
		return wasDone("a person carries it out after the review"), nil
	}
	return notDoneBy(unanswerable(a)), nil
}

func (t *tx) mayChoose(c *caseRow, choice refund.Choice) (refund.Answer, error) {
	p, err := t.proposal(c.id)
	if err != nil {
		return refund.Answer{}, err
	}
	switch {
	case c.status == refund.StatusPayingOut:
		return answerOf(refund.CodeAlreadySent, "money is on its way; nothing else can be chosen"), nil
	case !reviewed(c.status) && c.status != refund.StatusAwaitingGoods:
		return answerOf(refund.CodeWrongState, "the refund is "+string(c.status)+": nothing can be chosen"), nil
	case p.Assessment.Chosen != nil || c.chosen != "":
		return answerOf(refund.CodeAlreadyDecided, "an alternative was chosen before"), nil
	}
	order, err := t.registered(c)
	if err != nil {
		return refund.Answer{}, err
	}
	_, err = p.Choose(choice, c.assessmentHash, order.order)
	if problem, ok := refund.ProblemIn(err); ok {
		return answerOf(problem.Code, problem.Detail), nil
	}
	return refund.Answer{}, err
}

// chosen holds what was chosen in the place of what was proposed, and lets the refund wait for what it
// waited for.
func (t *tx) chosen(c *caseRow, proposed reassessed, cause refund.Cause) error {
	if err := t.replace(c, proposed, cause); err != nil {
		return err
	}
	e := event{Name: "Chosen", Cause: cause}
	switch {
	case c.status == refund.StatusAwaitingGoods, c.status == refund.StatusNeedsInfo && c.approvals > 0:
		c.note(e)
		return nil
	case c.status == refund.StatusNeedsInfo:
		q, err := c.asked()
		if err != nil {
			return err
		}
		if err := t.reviewGoesOn(c, *q, event{Name: "NotAnswered", Cause: cause}); err != nil {
			return err
		}
	}
	if err := t.enterReview(c, e); err != nil {
		return err
	}
	return t.follow(c, cause)
}

// answerOffer takes the customer's answer to the open offer.
func (t *tx) answerOffer(c *caseRow, r refund.OfferReply) (done, error) {
	if c.offer != refund.OfferOpen {
		code := refund.CodeWrongState
		if c.offered {
			code = refund.CodeTooLate
		}
		return notDone(code, "no offer is open"), nil
	}
	s, err := t.offerStanding(c)
	if err != nil {
		return done{}, err
	}
	if s.By != nil && t.now.After(*s.By) {
		return notDone(refund.CodeTooLate, "the offer has expired"), nil
	}
	end := offerEnd{Status: refund.OfferDeclined, Cause: refund.Cause{Actor: r.By, Reason: "declined"}}
	if r.Accept {
		choice, ok := s.Terms.Choice(r.Choice)
		if !ok {
			return notDone(refund.CodeUnknownAlternative, "%q is none of the offer's choices", r.Choice), nil
		}
		end = offerEnd{Status: refund.OfferAccepted, Choice: choice.ID, Cause: refund.Cause{Actor: r.By, Reason: "accepted " + choice.ID}}
	}
	if err := t.endOffer(c, end); err != nil {
		return done{}, err
	}
	return wasDone("the answer is taken"), t.closeIfOver(c, refund.Cause{})
}
