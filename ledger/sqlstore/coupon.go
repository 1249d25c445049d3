package sqlstore

import (
	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// setRefunded marks a case Refunded with its last settlement, and gives its coupons back. It reads the
// proposal with the statement that writes its row: most have no coupon, and none pays a query for that.
func (t *tx) setRefunded(c caseRow) error {
	t.touched = ""
	var proposal string
	err := t.row(`UPDATE refunds SET status = $1, last_reason = $2, changed_at = $3, `+clearDesk+` WHERE refund = $4 RETURNING proposal`,
		refund.StatusRefunded, "every leg is settled", micros(t.now), c.id).Scan(&proposal)
	if err != nil {
		return err
	}
	var p refund.Proposal
	if err := fromText(proposal, &p); err != nil {
		return err
	}
	return t.restoreCoupons(c, p)
}

// restoreCoupons gives back the coupons of a refund that is paid (P13c), each once for its order: a refund
// that bounced and is paid again, or another one in its place, gives none back a second time.
func (t *tx) restoreCoupons(c caseRow, p refund.Proposal) error {
	for _, coupon := range p.Assessment.RestoredCoupons {
		if err := t.restoreCoupon(c, coupon); err != nil {
			return err
		}
	}
	return nil
}

func (t *tx) restoreCoupon(c caseRow, coupon refund.RestoredCoupon) error {
	from := source{Subject: "order/" + string(c.merchant) + "/" + string(c.order), Fact: string(coupon.PromotionID)}
	before, err := t.posted(from, ledger.TemplateP13c)
	if err != nil || before {
		return err
	}
	posting, err := ledger.PostCouponRestored(c.merchant, coupon)
	if err := t.post(from, posting, err); err != nil {
		return err
	}
	return t.record(c, event{Name: "CouponRestored", Cause: refund.Cause{Reason: string(coupon.PromotionID)}})
}
