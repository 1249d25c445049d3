package sqlstore

import (
	"fmt"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// judgedAgain is a refund that was judged again: what the rules propose now, on the order as it would be without the
// refund's own reservation.
type judgedAgain struct {
	wanted
	plan plan
}

// decideAgain lets the rules judge a refund that has a proposal, on what ask adds to the question. An
// appeal is about what the inspection took away, so that it has no say any more. A problem, of the rules or
// of what is there, means that everything is as it was.
func (t *tx) decideAgain(c *caseRow, rules ledger.Rules, ask func(*refund.Reassessment)) (judgedAgain, *refund.Problem, error) {
	in, w, err := t.askAgain(c)
	if err != nil {
		return judgedAgain{}, nil, err
	}
	ask(&in)
	w.Proposal, err = rules.DecideAgain(in, w.past.OrderHistory)
	if problem, ok := refund.ProblemIn(err); ok {
		return judgedAgain{}, &problem, nil
	}
	if err != nil {
		return judgedAgain{}, nil, err
	}
	out := judgedAgain{wanted: w}
	if out.Assessment.Disposition != refund.DispositionPay {
		return out, nil, nil
	}
	if problem := mayReplace(c, w.own.legs); problem != nil {
		return out, problem, nil
	}
	if out.fresh, err = w.own.fresh(out.Assessment); err != nil {
		return out, nil, err
	}
	var problem *refund.Problem
	out.plan, problem, err = t.check(c, out.wanted)
	return out, problem, err
}

// askAgain is the question to the rules, and what they judge it on.
func (t *tx) askAgain(c *caseRow) (in refund.Reassessment, w wanted, err error) {
	if in.Cancellation, err = t.cancellationOf(c); err != nil {
		return in, w, err
	}
	if in.Stored, err = t.proposal(c.id); err != nil {
		return in, w, err
	}
	in.AssessmentHash = c.assessmentHash
	if c.round == 0 && c.inspected != "" {
		if in.Inspection, err = t.inspection(c); err != nil {
			return in, w, err
		}
	}
	if w.own, err = t.own(c); err != nil {
		return in, w, err
	}
	for _, l := range w.own.legs {
		in.UsedLegs = append(in.UsedLegs, l.LegID)
		if l.Status == refund.LegSettled && !l.replaced {
			in.Settled = append(in.Settled, l.Leg)
		}
	}
	reg, err := t.registered(c)
	if err != nil {
		return in, w, err
	}
	w.past, err = t.past(c, reg, w.own)
	return in, w, err
}

// mayReplace says why the refund's proposal may not be replaced, or nothing.
func mayReplace(c *caseRow, legs []*legRow) *refund.Problem {
	if c.closed {
		return problemf(refund.CodeWrongState, "the refund is over as %s", c.status)
	}
	for _, l := range live(legs) {
		if l.Status.Undecided() {
			return problemf(refund.CodeAlreadySent, "leg %s is %s", l.LegID, l.Status)
		}
		if l.Status == refund.LegSettled && l.givenUp {
			return problemf(refund.CodeAlreadySent, "leg %s was given up, and paid after all", l.LegID)
		}
	}
	return nil
}

// replace holds a proposal in the place of the one that counts: the old reservation is given back, the new
// one taken, approvals of the old one are void.
func (t *tx) replace(c *caseRow, a judgedAgain, cause refund.Cause) error {
	fact := replacement(a.past.Version)
	first, err := t.handBack(c, fact, a.own)
	if err != nil {
		return err
	}
	if _, err := t.brief(c); err != nil { // what it keeps back is remembered
		return err
	}
	if err := c.store(a.Proposal, a.past.Version+1); err != nil {
		return err
	}
	c.released, c.goodsOpen = false, false
	if err := t.hold(c, a.fresh, a.plan, slot{fact: fact, leg: len(a.own.legs)}); err != nil {
		return err
	}
	if err := t.claim(c, a.Assessment, first); err != nil {
		return err
	}
	if err := t.correct(c, fact); err != nil {
		return err
	}
	if err := t.moveVersion(c.merchant, c.order); err != nil {
		return err
	}
	c.legs, c.legsRead, c.legsChanged = nil, false, true
	c.note(event{Name: "Replaced", Cause: cause})
	return nil
}

// replacement names a replacement's postings: the order's version moves with each.
func replacement(version int64) string { return fmt.Sprintf("replace/%d", version) }
