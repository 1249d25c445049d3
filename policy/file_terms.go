package policy

import (
	"strconv"
	"strings"

	"github.com/makegood/makegood/refund"
)

// over lays the terms that are written over others.
func (f fileTerms) over(t Terms) Terms {
	if f.PromotionMode.present {
		t.PromotionMode = PromotionMode(f.PromotionMode.value)
	}
	if f.RestockingRate.present {
		t.RestockingRate = f.RestockingRate.value
	}
	if f.RestockingReasons != nil {
		t.RestockingReasons = f.RestockingReasons
	}
	if f.TrialUnits.present {
		t.TrialUnits = f.TrialUnits.value
	}
	if f.GraceDays.present {
		t.GraceDays = f.GraceDays.value
	}
	if f.LifeDays.present {
		t.LifeDays = f.LifeDays.value
	}
	return f.overOrder(t)
}

// overOrder lays the terms about how and until when, rather than how much.
func (f fileTerms) overOrder(t Terms) Terms {
	if f.TenderOrder.present {
		t.TenderOrder = TenderOrder(f.TenderOrder.value)
	}
	if f.Shipping.present {
		t.Shipping = ShippingTerm(f.Shipping.value)
	}
	if f.WindowDays.present {
		t.WindowDays = f.WindowDays.value
	}
	if f.GoodsRequired != nil {
		t.GoodsRequired = *f.GoodsRequired
	}
	if f.StoreCreditBonusRate.present {
		t.StoreCreditBonusRate = f.StoreCreditBonusRate.value
	}
	return t
}

// promotionModes, tenderOrders and shippingTerms list what a term may say.
func promotionModes() []string {
	return []string{string(PromotionKeep), string(PromotionReprice), string(PromotionForfeit)}
}

func tenderOrders() []string {
	return []string{
		string(TenderProportional), string(TenderSequence), string(TenderReverse),
		string(TenderStoredFirst), string(TenderStoredLast),
	}
}

func shippingTerms() []string {
	return []string{string(ShippingAlways), string(ShippingWholeOrder), string(ShippingNever)}
}

// NamedTerm is a term as people read it.
type NamedTerm struct{ Name, Value string }

// Named writes the terms out under MONEY's names, in MONEY's order.
func (t Terms) Named() []NamedTerm {
	return []NamedTerm{
		{"promotion_mode", string(t.PromotionMode)},
		{"restocking_rate", t.RestockingRate.FloatString(rateDecimals)},
		{"restocking_reasons", joined(t.RestockingReasons)},
		{"trial_units", strconv.FormatInt(t.TrialUnits, 10)},
		{"grace_days", strconv.FormatInt(t.GraceDays, 10)},
		{"life_days", strconv.FormatInt(t.LifeDays, 10)},
		{"tender_order", string(t.TenderOrder)},
		{"shipping", string(t.Shipping)},
		{"window_days", strconv.FormatInt(t.WindowDays, 10)},
		{"goods_required", strconv.FormatBool(t.GoodsRequired)},
		{"store_credit_bonus_rate", t.StoreCreditBonusRate.FloatString(rateDecimals)},
	}
}

func joined(reasons []refund.Reason) string {
	words := make([]string, len(reasons))
	for i, reason := range reasons {
		words[i] = string(reason)
	}
	return strings.Join(words, ", ")
}
