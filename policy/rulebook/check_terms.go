package rulebook

import (
	"regexp"

	"github.com/makegood/makegood/policy/sheet"
	"github.com/makegood/makegood/refund"
)

// marketForm is an ISO 3166 alpha-2 code.
var marketForm = regexp.MustCompile(`^[A-Z]{2}$`)

// daysMax bounds windows, grace and life: a hundred years.
const daysMax = 36525

// allTerms needs every term of the file's own terms to be there.
func (c *checker) allTerms(written fileTerms) {
	for _, term := range written.named() {
		c.Need(term.present, "terms."+term.name)
	}
}

// termValues holds the terms that are there to what is in force.
func (c *checker) termValues(written fileTerms, key string) {
	for _, word := range []struct {
		text    sheet.Text
		name    string
		allowed []string
	}{
		{written.PromotionMode, "promotion_mode", promotionModes()},
		{written.TenderOrder, "tender_order", tenderOrders()},
		{written.FaultReissue, "fault_reissue", faultReissues()},
		{written.Shipping, "shipping", shippingTerms()},
	} {
		if word.text.Present {
			c.only(word.text, key+"."+word.name, word.allowed...)
		}
	}
	for _, days := range []struct {
		count sheet.Count
		name  string
	}{{written.GraceDays, "grace_days"}, {written.LifeDays, "life_days"}, {written.WindowDays, "window_days"}} {
		if days.count.Value > daysMax {
			c.Say(key+"."+days.name, "is %d, more than %d", days.count.Value, daysMax)
		}
	}
	c.costlyReasons(written.RestockingReasons, key+".restocking_reasons")
	c.goodsTerms(written, key)
}

// costlyReasons holds the reasons for which something is kept to those that are not the merchant's own fault.
func (c *checker) costlyReasons(written []refund.Reason, key string) {
	for _, reason := range written {
		if reason.Known() != reason {
			c.Say(key, "names the unknown reason %q", reason)
		}
		if reason.MerchantFault() {
			c.Say(key, "names %s: the merchant's own fault never costs the customer", reason)
		}
	}
}

// namedTerm is a term as it stands in a file.
type namedTerm struct {
	name    string
	present bool
}

// named lists the terms in MONEY's order.
func (f fileTerms) named() []namedTerm {
	return []namedTerm{
		{"promotion_mode", f.PromotionMode.Present}, {"restocking_rate", f.RestockingRate.Present},
		{"restocking_reasons", f.RestockingReasons != nil}, {"trial_units", f.TrialUnits.Present},
		{"grace_days", f.GraceDays.Present}, {"life_days", f.LifeDays.Present},
		{"tender_order", f.TenderOrder.Present}, {"fault_reissue", f.FaultReissue.Present}, {"shipping", f.Shipping.Present},
		{"window_days", f.WindowDays.Present}, {"goods_required", f.GoodsRequired != nil},
		{"return_shipping", f.ReturnShipping != nil}, {"return_shipping_reasons", f.ReturnShippingReasons != nil},
		{"goods_waived_up_to", f.GoodsWaivedUpTo != nil},
		{"store_credit_bonus_rate", f.StoreCreditBonusRate.Present},
	}
}
