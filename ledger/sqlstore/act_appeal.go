package sqlstore

import (
	"database/sql"
	"strings"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// whyNothingMore is the code of an appeal by which nothing is left to grant.
const whyNothingMore = "NOTHING_MORE"

// appeal reopens what was refused: it is assessed and held as if the appeal had been granted, and another
// person decides. Where the rules grant nothing more, the refund stays as it ended.
func (t *tx) appeal(c *caseRow, a refund.Appeal, rules ledger.Rules) (done, error) {
	switch {
	case c.round > 0:
		return notDone(refund.CodeAlreadyDecided, "it was appealed before"), nil
	case !c.status.Final():
		return notDone(refund.CodeWrongState, "the refund is %s: nothing is refused yet", c.status), nil
	case !c.appealBy.Valid: // the window is open until its deadline is passed: who appealed in time is not refused because the ledger was away
		return notDone(refund.CodeTooLate, "nothing was refused, or its time to appeal is over"), nil
	}
	proposed, problem, err := t.decideAgain(c, rules, func(ask *refund.Reassessment) { ask.Appealed, ask.Inspection = true, nil })
	if err != nil {
		return done{}, err
	}
	cause := refund.Cause{Actor: a.By, Reason: "appealed: " + a.Statement}
	c.note(event{Name: "Appealed", Cause: cause})
	c.round++
	switch {
	case problem != nil:
		return wasDone("nothing more is granted: %s", problem.Detail), t.appealFindsNothing(c, string(problem.Code))
	case proposed.Assessment.Disposition != refund.DispositionPay:
		reason := strings.Join(proposed.Assessment.Reasons, " ")
		return wasDone("nothing more is granted: %s", reason), t.appealFindsNothing(c, proposed.Assessment.Reasons...)
	case len(proposed.fresh.Legs) == 0:
		return wasDone("everything was paid"), t.appealFindsNothing(c, whyNothingMore)
	}
	return wasDone("another person looks at it"), t.reopen(c, proposed, cause)
}

// reopen begins the second look: what was decided, asked and told in the first has no say in it.
func (t *tx) reopen(c *caseRow, proposed reassessed, cause refund.Cause) error {
	c.paidBefore = paidOf(proposed.own.legs)
	if err := t.replace(c, proposed, cause); err != nil {
		return err
	}
	c.why, c.message, c.chosen, c.question, c.refusedPart = "", "", "", "", false
	if c.approvals == 0 {
		return invariant("%s: an appeal that nobody decides", c.id)
	}
	return t.enterReview(c, event{Name: "Reopened", Cause: cause})
}

// appealFindsNothing leaves the refund as it ended, or refunded in part where something was paid.
func (t *tx) appealFindsNothing(c *caseRow, codes ...string) error {
	if err := c.refuse(codes, ""); err != nil {
		return err
	}
	legs, err := t.legs(c)
	if err != nil {
		return err
	}
	to := c.status
	if paidOf(legs) > 0 {
		to = refund.StatusPartlyRefunded
	}
	c.appealBy = sql.NullInt64{}
	e := event{Name: "AppealRefused", Cause: refund.Cause{Reason: strings.Join(codes, " ")}}
	if err := t.become(c, to, e); err != nil {
		return err
	}
	return t.closeIfOver(c, refund.Cause{})
}
