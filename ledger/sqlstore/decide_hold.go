package sqlstore

import (
	"strings"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// storeAndEnd stores a proposal that holds no money (rejected, or nothing to refund), and ends the refund.
func (t *tx) storeAndEnd(c *caseRow, p refund.Proposal, to refund.Status) error {
	if err := c.store(p, 0); err != nil {
		return err
	}
	reasons := p.Assessment.Reasons
	if to == refund.StatusRejected {
		if err := c.refuse(reasons, ""); err != nil {
			return err
		}
	}
	return t.end(c, to, event{Name: "Assessed", Key: "reserve", Cause: refund.Cause{Reason: strings.Join(reasons, " ")}})
}

// refuse keeps why a request was refused, whole or in part (refusedPart stands for both), and what a person
// says about it to the customer.
func (c *caseRow) refuse(codes []string, message string) error {
	why, err := text(first(codes, whyMax))
	if err != nil {
		return err
	}
	c.refusedPart, c.why, c.message = true, why, message
	return nil
}

// holdFirst holds the money, claims the lines and stores the proposal of a refund that holds nothing yet.
func (t *tx) holdFirst(c *caseRow, p refund.Proposal, h past) error {
	undone, err := t.voidsToUndo(c, &h)
	if err != nil {
		return err
	}
	w := wanted{Proposal: p, fresh: p.Assessment, past: h}
	taken, problem, err := t.check(c, w)
	if err != nil {
		return err
	}
	if problem != nil {
		return t.park(c, *problem, refund.ActorMakegood)
	}
	version, err := t.undoVoids(c, undone, h.Version)
	if err != nil {
		return err
	}
	if err := c.store(p, version+1); err != nil {
		return err
	}
	e := event{Name: "Reserved", Key: "reserve", Cause: refund.Cause{Reason: grounds(p)}}
	if err := t.enter(c, e); err != nil {
		return err
	}
	if err := t.save(c); err != nil { // legs and claims refer to it
		return err
	}
	if err := t.hold(c, p.Assessment, taken, slot{fact: "reserve"}); err != nil {
		return err
	}
	if err := t.claim(c, p.Assessment, 0); err != nil {
		return err
	}
	if !h.first {
		if err := t.moveVersion(c.merchant, c.order); err != nil {
			return err
		}
	}
	// A refund whose legs are all settled or void has no leg to pay, and ends here.
	return t.follow(c, refund.Cause{Reason: "nothing is left to pay"})
}

// grounds are the codes of why people have to agree; where nobody has to, of why the policy gives the money
// back.
func grounds(p refund.Proposal) string {
	codes := p.Assessment.Reasons
	if p.ApprovalsRequired > 0 {
		codes = p.ApprovalReasons
	}
	return strings.Join(codes, ", ")
}

// store keeps a proposal as the one that counts. version is its place in the order's sequence; 0 for a
// proposal that holds nothing.
func (c *caseRow) store(p refund.Proposal, version int64) error {
	b, err := newBrief(c.merchant, p)
	if err != nil {
		return err
	}
	if c.terms != nil {
		b.KeepsBack = b.KeepsBack || c.terms.KeepsBack
	}
	if c.brief, err = text(b); err != nil {
		return err
	}
	if c.proposal, err = text(p); err != nil {
		return err
	}
	a := p.Assessment
	c.terms, c.disposition, c.assessmentHash, c.policy = &b, a.Disposition, ledger.AssessmentHash(p), a.Policy.String()
	c.riskBand, c.totalMinor, c.approvals, c.decided = p.Verdict.Band, a.TotalMinor, p.ApprovalsRequired, ""
	c.reservedVersion = version
	c.setPayBy(a)
	return nil
}

// slot is where a reservation's rows go: fact names its postings, leg is the first free position.
type slot struct {
	fact string
	leg  int
}

// hold posts the reservation, and stores its legs and what is kept back.
func (t *tx) hold(c *caseRow, a refund.Assessment, p plan, at slot) error {
	posting, err := ledger.PostReserve(p.reserve)
	if err := t.post(source{Subject: string(c.id), Fact: at.fact}, posting, err); err != nil {
		return err
	}
	posting, err = ledger.PostKeepBack(p.keepBack)
	if err := t.post(source{Subject: string(c.id), Fact: at.fact}, posting, err); err != nil {
		return err
	}
	if budget, _ := bonusNeeded(a); budget != "" {
		if err := t.grantMonth(c, bonusGrant(a)); err != nil {
			return err
		}
	}
	for i, l := range a.Legs {
		payment := p.payments[l.PaymentID]
		leg := newLeg{PlannedLeg: l, position: at.leg + i, payment: payment.ref.ID, budget: bonusBudget(a, l), captureReference: payment.referenceOf(l.CaptureID)}
		if err := t.holdLeg(c, leg); err != nil {
			return err
		}
	}
	for _, k := range a.KeptBack {
		if err := t.storeKeptBack(c, k, p.payments[k.PaymentID].ref.ID); err != nil {
			return err
		}
	}
	if err := t.waitForDispute(c, a, p.waits); err != nil {
		return err
	}
	return t.countReserved(c, a)
}

// storeKeptBack stores what is kept back of a payment. A row that is not released is an instrument that was
// restored and went back: it stays restored, and the amount is added to it.
func (t *tx) storeKeptBack(c *caseRow, k refund.KeptBack, payment string) error {
	return t.exec(`INSERT INTO kept_back (refund, payment_id, merchant, order_id, payment, amount_minor) VALUES ($1, $2, $3, $4, $5, $6)
		ON CONFLICT (refund, payment_id) DO UPDATE SET released = $7,
			amount_minor = CASE WHEN kept_back.released THEN excluded.amount_minor ELSE kept_back.amount_minor + excluded.amount_minor END`,
		c.id, k.PaymentID, c.merchant, c.order, payment, k.AmountMinor, false)
}

// countReserved stores the refund's total for the limit of what a customer's refunds of one day come to, and what of
// it is for goods that stay with the customer.
func (t *tx) countReserved(c *caseRow, a refund.Assessment) error {
	waived, err := waivedMinor(a)
	if err != nil {
		return err
	}
	return t.exec(`INSERT INTO reservations (refund, merchant, customer, currency, reserved_at, amount_minor, waived_minor) VALUES ($1, $2, $3, $4, $5, $6, $7)
		ON CONFLICT (refund) DO UPDATE SET reserved_at = excluded.reserved_at, amount_minor = excluded.amount_minor,
			waived_minor = excluded.waived_minor, released = $8`,
		c.id, c.merchant, c.customer, c.currency, micros(t.now), c.totalMinor, waived, false)
}

// waivedMinor is what an assessment pays back for goods that stay with the customer.
func waivedMinor(a refund.Assessment) (int64, error) {
	var parts []int64
	for _, part := range a.Components {
		if part.GoodsWaived {
			parts = append(parts, part.AmountMinor)
		}
	}
	return ledger.Checked(refund.SumMinor(parts...))
}
