package sqlstore

import (
	"database/sql"

	"github.com/makegood/makegood/refund"
)

// The statuses in which a reviewer is asked, those in which a reviewer's limit counts, and those in which money is
// owed, as SQL lists.
const (
	statesAsking   = `'AwaitingGoods', 'Inspected', 'AwaitingApproval', 'NeedsInfo', 'NeedsAttention'`
	statesReviewed = `'AwaitingApproval', 'NeedsInfo', 'NeedsAttention'`
	// statesOwed are those in which a law's time to pay runs out (refund.Standing.OwedBy).
	statesOwed = `'Received', 'Assessing', 'Inspected', 'AwaitingApproval', 'NeedsInfo', 'PayingOut', 'NeedsAttention'`
)

// reviewed: people decide. A question to the customer is a part of the review.
func reviewed(s refund.Status) bool {
	return s == refund.StatusAwaitingApproval || s == refund.StatusNeedsInfo
}

// clearDesk: nobody is asked any more.
func (c *caseRow) clearDesk() {
	c.nextRole, c.assignee, c.escalated, c.overdue = "", "", false, false
	c.reviewSince, c.reviewDue, c.goodsBy = sql.NullInt64{}, sql.NullInt64{}, sql.NullInt64{}
}

// enter moves a refund whose proposal was just stored to its first step: the goods, the review, or the
// payout.
func (t *tx) enter(c *caseRow, e event) error {
	b, err := t.brief(c)
	if err != nil {
		return err
	}
	if goods := b.Assessment.Goods; goods != nil && goods.First && !appealed(b.Proposal) {
		if err := t.become(c, refund.StatusAwaitingGoods, e); err != nil {
			return err
		}
		c.goodsBy = t.in(goods.ReturnSeconds)
		c.reviewDue = c.goodsBy
		return nil
	}
	return t.enterReview(c, e)
}

// enterReview asks people, or pays where nobody has to agree. A review that goes on keeps its clock.
func (t *tx) enterReview(c *caseRow, e event) error {
	if c.approvals == 0 || c.decided != "" {
		return t.enterPayout(c, e)
	}
	b, err := t.brief(c)
	if err != nil {
		return err
	}
	if err := t.become(c, refund.StatusAwaitingApproval, e); err != nil {
		return err
	}
	if !c.reviewSince.Valid {
		c.reviewSince = t.nowMicros()
		c.reviewDue = c.reviewDueAt(b.Assessment.Review)
	}
	agreed, err := t.agreements(c)
	_, c.nextRole = lastOf(missing(rolesNeeded(b.Proposal), agreed))
	return err
}

// enterPayout pays, or lets a person carry out the exchange that the customer chose.
func (t *tx) enterPayout(c *caseRow, e event) error {
	if c.chosen != "" {
		e.Cause.Reason = string(refund.CodeExchangeChosen) + ": the customer wants an exchange instead of the money"
		return t.become(c, refund.StatusNeedsAttention, e)
	}
	return t.become(c, refund.StatusPayingOut, e)
}

// park leaves a refund to a person.
func (t *tx) park(c *caseRow, problem refund.Problem, actor refund.Person) error {
	cause := refund.Cause{Actor: actor, Reason: string(problem.Code) + ": " + problem.Detail}
	return t.become(c, refund.StatusNeedsAttention, event{Name: "NeedsAttention", Cause: cause})
}
