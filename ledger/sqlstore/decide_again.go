package sqlstore

import (
	"fmt"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// reassessed is what the rules propose for a refund that has a proposal already, on the order as it would be
// without the refund's own reservation; plan is how it would be held.
type reassessed struct {
	wanted
	plan plan
}

// decideAgain asks the rules about a refund that has a proposal; ask adds what has changed to the question. An
// inspection counts only until an appeal, which is about what the inspection deducted. A problem of the rules or
// of what the order still has leaves everything as it was.
func (t *tx) decideAgain(c *caseRow, rules ledger.Rules, ask func(*refund.Reassessment)) (reassessed, *refund.Problem, error) {
	in, w, err := t.reassessment(c)
	if err != nil {
		return reassessed{}, nil, err
	}
	ask(&in)
	w.Proposal, err = rules.DecideAgain(in, w.past.OrderHistory)
	if problem, ok := refund.ProblemIn(err); ok {
		return reassessed{}, &problem, nil
	}
	if err != nil {
		return reassessed{}, nil, err
	}
	out := reassessed{wanted: w}
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

// reassessment reads the question to the rules, and what they answer it on.
func (t *tx) reassessment(c *caseRow) (in refund.Reassessment, w wanted, err error) {
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
func (t *tx) replace(c *caseRow, a reassessed, cause refund.Cause) error {
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
