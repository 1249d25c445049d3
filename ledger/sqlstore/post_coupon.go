package sqlstore

import (
	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// restoreCoupons gives back the coupons of a refund that is paid (P13c), each once for its order: a refund
// that bounced and is paid again, or another one in its place, gives none back a second time.
func (t *tx) restoreCoupons(c *caseRow, p refund.Proposal) error {
	for _, coupon := range p.Assessment.RestoredCoupons {
		if err := t.restoreCoupon(c, coupon); err != nil {
			return err
		}
	}
	return nil
}

func (t *tx) restoreCoupon(c *caseRow, coupon refund.RestoredCoupon) error {
	from := orderSource(c.merchant, c.order, string(coupon.PromotionID))
	before, err := t.posted(from, ledger.TemplateP13c)
	if err != nil || before {
		return err
	}
	posting, err := ledger.PostCouponRestored(c.merchant, coupon)
	if err := t.post(from, posting, err); err != nil {
		return err
	}
	c.note(event{Name: "CouponRestored", Cause: refund.Cause{Reason: string(coupon.PromotionID)}})
	return nil
}
