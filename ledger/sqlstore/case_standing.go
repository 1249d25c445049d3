package sqlstore

import (
	"context"
	"database/sql"

	"github.com/makegood/makegood/refund"
)

// Standing implements ledger.Cases.
func (s *Store) Standing(ctx context.Context, id refund.ID) (out refund.Standing, err error) {
	err = s.read(ctx, "standing of "+string(id), func(t *tx) error {
		c, err := t.findCase(id)
		if err != nil {
			return err
		}
		out, err = t.standing(c)
		return err
	})
	return out, err
}

// standing is the refund as its row and its legs have it: nothing in it depends on when it is asked.
func (t *tx) standing(c *caseRow) (refund.Standing, error) {
	b, err := t.brief(c)
	if err != nil {
		return refund.Standing{}, err
	}
	if err := t.readVersion(c); err != nil {
		return refund.Standing{}, err
	}
	ledgerID, err := t.ledgerID()
	if err != nil {
		return refund.Standing{}, err
	}
	s := refund.Standing{
		Refund: c.id, Ledger: ledgerID, Version: c.version, Status: c.status, Reason: c.lastReason, Since: fromMicros(c.since), Round: c.round,
		Closed: c.closed, Currency: c.currency, TotalMinor: c.totalMinor, PaidBeforeMinor: c.paidBefore, Policy: c.policy,
		RiskBand: c.riskBand, AssessmentHash: c.assessmentHash, Message: c.message, Alternatives: b.Assessment.Alternatives,
		Chosen: c.chosen, AppealBy: optionalTime(c.appealBy), OfferFollows: c.offerFollows(b), SurveySeconds: b.Assessment.SurveySeconds,
		PayBy: optionalTime(c.payBy), PayByLaw: b.Assessment.PayByLaw,
	}
	if c.chosen == "" && b.Assessment.Chosen != nil {
		s.Chosen = b.Assessment.Chosen.ID
	}
	if err := fromText(c.why, &s.Why); err != nil {
		return s, err
	}
	if s.Goods, err = c.goodsStanding(b); err != nil {
		return s, err
	}
	if c.question != "" {
		s.Question = &refund.Question{}
		if err := fromText(c.question, s.Question); err != nil {
			return s, err
		}
	}
	if err := t.legStandings(c, &s); err != nil {
		return s, err
	}
	if s.Approval, err = t.approvalStanding(c, b); err != nil {
		return s, err
	}
	if s.Offer, err = t.offerStanding(c); err != nil {
		return s, err
	}
	return bounded(s), nil
}

func (c *caseRow) goodsStanding(b *brief) (*refund.GoodsStanding, error) {
	goods := b.Assessment.Goods
	if goods == nil && c.inspected == "" {
		return nil, nil
	}
	s := refund.GoodsStanding{By: optionalTime(c.goodsBy), Inspected: c.inspected}
	if goods == nil {
		return &s, nil
	}
	s.First, s.InspectRole, s.ProofSuffices = goods.First, goods.Inspector(), goods.ProofSuffices
	if c.sentProof != "" { // the money waits no longer
		s.First, s.SentProof = false, &refund.SentProof{}
		if err := fromText(c.sentProof, s.SentProof); err != nil {
			return nil, err
		}
	}
	if s.By != nil && goods.RemindSeconds > 0 {
		at := s.By.Add(seconds(goods.RemindSeconds - goods.ReturnSeconds))
		s.RemindAt = &at
	}
	return &s, nil
}

func (t *tx) approvalStanding(c *caseRow, b *brief) (refund.ApprovalStanding, error) {
	review := b.Assessment.Review
	s := refund.ApprovalStanding{
		Required: c.approvals, Reasons: b.ApprovalReasons, Roles: b.ApprovalRoles, Final: c.approvals > 0 && c.decided != "",
		NextRole: c.nextRole, Assignee: c.assignee, Since: optionalTime(c.reviewSince), DueAt: optionalTime(c.reviewDue),
		RemindAt: c.remindAt(review), EscalateAt: c.escalateAt(review),
		Escalated: c.escalated, Overdue: c.overdue, VerifiedAboveMinor: b.Assessment.VerifiedAboveMinor,
	}
	if c.approvals == 0 {
		return s, nil
	}
	agreed, err := t.agreements(c)
	for _, a := range agreed {
		s.Agreed = append(s.Agreed, refund.Agreement{By: a.by, Role: a.role})
	}
	return s, err
}

// offerFollows: the policy adds an offer to what is paid, and it was not made yet.
func (c *caseRow) offerFollows(b *brief) bool {
	return c.status == refund.StatusRefunded && !c.closed && !c.offered && b.Assessment.Offer != nil
}

func (t *tx) offerStanding(c *caseRow) (refund.OfferStanding, error) {
	s := refund.OfferStanding{OfferState: refund.OfferState{Status: c.offer}}
	if !c.offered {
		return s, nil
	}
	known, err := t.offer(c.id)
	if err != nil || len(known) == 0 {
		return s, err
	}
	o := known[0]
	s.OfferState = o.state
	if o.state.Status == refund.OfferNone {
		return s, nil
	}
	s.Terms = &o.terms
	made := sql.NullInt64{Int64: o.madeAt, Valid: true}
	s.By, s.RemindAt = after(made, o.terms.ExpirySeconds), after(made, o.terms.RemindSeconds)
	return s, nil
}
