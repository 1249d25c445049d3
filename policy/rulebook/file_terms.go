package rulebook

import (
	"strconv"
	"strings"

	"github.com/makegood/makegood/refund"
	"github.com/shopspring/decimal"
)

// over lays the terms that are written over others.
func (f fileTerms) over(t Terms) Terms {
	if f.PromotionMode.Present {
		t.PromotionMode = PromotionMode(f.PromotionMode.Value)
	}
	if f.RestockingRate.Present {
		t.RestockingRate = f.RestockingRate.Value
	}
	if f.RestockingReasons != nil {
		t.RestockingReasons = f.RestockingReasons
	}
	if f.TrialUnits.Present {
		t.TrialUnits = f.TrialUnits.Value
	}
	if f.GraceDays.Present {
		t.GraceDays = f.GraceDays.Value
	}
	if f.LifeDays.Present {
		t.LifeDays = f.LifeDays.Value
	}
	return f.overOrder(t)
}

// overOrder lays the terms about how and until when, rather than how much.
func (f fileTerms) overOrder(t Terms) Terms {
	if f.TenderOrder.Present {
		t.TenderOrder = TenderOrder(f.TenderOrder.Value)
	}
	if f.FaultReissue.Present {
		t.FaultReissue = FaultReissue(f.FaultReissue.Value)
	}
	if f.Shipping.Present {
		t.Shipping = ShippingTerm(f.Shipping.Value)
	}
	if f.WindowDays.Present {
		t.WindowDays = f.WindowDays.Value
	}
	if f.GoodsRequired != nil {
		t.GoodsRequired = *f.GoodsRequired
	}
	if f.StoreCreditBonusRate.Present {
		t.StoreCreditBonusRate = f.StoreCreditBonusRate.Value
	}
	return f.overGoods(t)
}

// promotionModes, tenderOrders, faultReissues and shippingTerms list what a term may say.
func promotionModes() []string {
	return []string{string(PromotionKeep), string(PromotionReprice), string(PromotionForfeit)}
}

func tenderOrders() []string {
	return []string{
		string(TenderProportional), string(TenderSequence), string(TenderReverse),
		string(TenderStoredFirst), string(TenderStoredLast),
	}
}

func faultReissues() []string { return []string{string(ReissueStoreCredit), string(ReissueInKind)} }

func shippingTerms() []string {
	return []string{string(ShippingAlways), string(ShippingWholeOrder), string(ShippingNever)}
}

// RateDecimals are how many decimals of a rate are shown.
const RateDecimals = 4

// NamedTerm is a term as people read it. Rate is set where the value is a rate.
type NamedTerm struct {
	Name, Value string
	Rate        *decimal.Decimal
}

// Named writes the terms out under MONEY's names, in MONEY's order.
func (t Terms) Named() []NamedTerm {
	return []NamedTerm{
		{Name: "promotion_mode", Value: string(t.PromotionMode)},
		rateTerm("restocking_rate", t.RestockingRate),
		{Name: "restocking_reasons", Value: joined(t.RestockingReasons)},
		{Name: "trial_units", Value: strconv.FormatInt(t.TrialUnits, 10)},
		{Name: "grace_days", Value: strconv.FormatInt(t.GraceDays, 10)},
		{Name: "life_days", Value: strconv.FormatInt(t.LifeDays, 10)},
		{Name: "tender_order", Value: string(t.TenderOrder)},
		{Name: "fault_reissue", Value: string(t.FaultReissue)},
		{Name: "shipping", Value: string(t.Shipping)},
		{Name: "window_days", Value: strconv.FormatInt(t.WindowDays, 10)},
		{Name: "goods_required", Value: strconv.FormatBool(t.GoodsRequired)},
		{Name: "return_shipping", Value: t.labels()},
		{Name: "return_shipping_reasons", Value: joined(t.ReturnShippingReasons)},
		{Name: "goods_waived_up_to", Value: t.waivedUpTo()},
		rateTerm("store_credit_bonus_rate", t.StoreCreditBonusRate),
	}
}

// Differing lists the terms that are not another's.
func (t Terms) Differing(other Terms) []NamedTerm {
	base := other.Named()
	var differing []NamedTerm
	for i, term := range t.Named() {
		if term.Value != base[i].Value {
			differing = append(differing, term)
		}
	}
	return differing
}

// rateTerm writes a rate in full: two rates that differ are written differently.
func rateTerm(name string, rate decimal.Decimal) NamedTerm {
	return NamedTerm{Name: name, Value: rate.String(), Rate: &rate}
}

func joined(reasons []refund.Reason) string {
	words := make([]string, len(reasons))
	for i, reason := range reasons {
		words[i] = string(reason)
	}
	return strings.Join(words, ", ")
}
