package sqlstore

import (
	"fmt"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// resolve carries out a person's resolution: of the refund as a whole, or of those of its legs that need a person
// while others go on.
func (t *tx) resolve(c *caseRow, in refund.ActRequest, rules ledger.Rules) (done, error) {
	r := *in.Act.Resolution
	stake, err := t.stake(c, c.totalMinor)
	if err != nil {
		return done{}, err
	}
	b, err := t.brief(c)
	if err != nil {
		return done{}, err
	}
	for _, answer := range []refund.Answer{resolvable(c), resolver(c, in, stake), verifiedResolver(c, b, stake)} {
		if answer.Code != "" {
			return done{Answer: answer}, nil
		}
	}
	if c.disposition == "" {
		return t.resolveUnheld(c, r, rules)
	}
	targets, answer, err := t.targets(c, r)
	if err != nil || answer.Code != "" {
		return done{Answer: answer}, err
	}
	cause := refund.Cause{Actor: r.By, Reason: joined(string(r.Action)+":", r.Note)}
	switch r.Action {
	case refund.ResolveRetry:
		return t.retry(c, r, targets, rules)
	case refund.ResolveGiveUp:
		return wasDone("given up"), t.giveUp(c, r, targets)
	case refund.ResolvePaidElsewhere, refund.ResolvePayAnotherWay:
		if answer := checkSubstitution(c, r, targets); answer.Code != "" {
			return done{Answer: answer}, nil
		}
		if r.Action == refund.ResolvePaidElsewhere {
			if made, err := t.askElsewhere(c, r, stake, targets); err != nil || made.Accepted {
				return made, err
			}
		}
		c.note(event{Name: "Resolved", Cause: cause})
		if err := t.substitute(c, r, targets); err != nil {
			return done{}, err
		}
		return wasDone("another leg takes the place of each"), t.goOn(c, cause)
	}
	return done{}, invariant("resolution %q", r.Action)
}

// goOn pays on after a resolution.
func (t *tx) goOn(c *caseRow, cause refund.Cause) error {
	c.goodsOpen = false
	if err := t.become(c, refund.StatusPayingOut, event{Name: "PayingOut", Cause: cause}); err != nil {
		return err
	}
	return t.follow(c, cause)
}

func resolvable(c *caseRow) refund.Answer {
	if c.status != refund.StatusNeedsAttention && c.status != refund.StatusPayingOut {
		return answerOf(refund.CodeWrongState, "the refund is "+string(c.status)+" and waits for no resolution")
	}
	return refund.Answer{}
}

// resolver: the requester resolves nothing, and paying another way needs the limit of an approval.
func resolver(c *caseRow, in refund.ActRequest, s refund.Stake) refund.Answer {
	r := *in.Act.Resolution
	if c.askedFor(r.By) {
		return answerOf(refund.CodeReviewerIsAuthor, "whoever resolves asked for this refund")
	}
	check := in.Authority.MayDecide
	if substitutes(r) {
		check = in.Authority.MayAgree
	}
	if problem, refused := mayAct(check, in.Authority, r.By, s); refused {
		return answerOf(problem.Code, problem.Detail)
	}
	return refund.Answer{}
}

// substitutes reports whether a resolution pays what is unpaid in another way.
func substitutes(r refund.Resolution) bool {
	return r.Action == refund.ResolvePaidElsewhere || r.Action == refund.ResolvePayAnotherWay
}

// resolveUnheld resolves a refund of which nothing is held: the rules are asked again, or it is given up.
func (t *tx) resolveUnheld(c *caseRow, r refund.Resolution, rules ledger.Rules) (done, error) {
	cause := refund.Cause{Actor: r.By, Reason: joined(string(r.Action)+":", r.Note)}
	switch r.Action {
	case refund.ResolveRetry:
		reg, err := t.registered(c)
		if err != nil {
			return done{}, err
		}
		if answer, err := t.verifiedRetry(c, reg, rules); err != nil || answer.Code != "" {
			return done{Answer: answer}, err
		}
		return wasDone("it is judged again"), t.decideFirst(c, reg, rules, cause)
	case refund.ResolveGiveUp:
		return wasDone("given up"), t.endGivenUp(c, refund.Cause{Actor: r.By, Reason: r.Note})
	case refund.ResolvePaidElsewhere, refund.ResolvePayAnotherWay:
	}
	return notDone(refund.CodeWrongState, "nothing is assessed and held yet: retry or give_up"), nil
}

// checkSubstitution: nothing is paid another way that is in kind, or that nobody has approved.
func checkSubstitution(c *caseRow, r refund.Resolution, targets []*legRow) refund.Answer {
	if c.released {
		return answerOf(refund.CodeWrongState, "the refund was given up: what failed late can only be given up too")
	}
	for _, l := range targets {
		if l.Status == refund.LegHeld {
			return answerOf(refund.CodePaymentStopped, fmt.Sprintf("a dispute has the funds of leg %s: wait for its end, or give the leg up", l.LegID))
		}
		if r.Action == refund.ResolvePayAnotherWay && !money(l) && !goneProgramme(l) {
			return answerOf(refund.CodeNotSupported, fmt.Sprintf("leg %s is not money that store credit can take the place of", l.LegID))
		}
	}
	if c.approvals > 0 && c.decided != refund.VerbApprove {
		return answerOf(refund.CodeWrongState, "the refund is not approved")
	}
	return refund.Answer{}
}

// money reports whether a leg goes back as money over its own payment.
func money(l *legRow) bool {
	return !l.Void && l.Via == "" && l.Units == nil && !l.ref.InKind() && l.ref.Kind != refund.PaymentPoints
}

// goneProgramme reports whether points cannot go back as points, by the word of who keeps them: their worth is owed.
func goneProgramme(l *legRow) bool {
	return l.ref.Kind == refund.PaymentPoints && l.Via == "" && l.Status == refund.LegDeclined && l.Outcome != nil && l.Outcome.Class == refund.DeclinedInstrument
}
