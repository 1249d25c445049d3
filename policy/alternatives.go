package policy

import (
	"github.com/makegood/makegood/refund"
	"github.com/shopspring/decimal"
)

// addAlternatives adds the ways a customer may choose instead of the original payments: store
// credit with the policy's bonus, an exchange where the goods allow one.
func (w *work) addAlternatives() error {
	bonus, err := refund.ApplyRate(w.out.TotalMinor, w.bonusRate())
	if err != nil {
		return err
	}
	monthly := w.policy.Alternatives.MonthlyMinor[w.order.Currency]
	if bonus > 0 && monthly > 0 && w.paysMoney() {
		withBonus, err := refund.AddMinor(w.out.TotalMinor, bonus)
		if err != nil {
			return err
		}
		w.out.Alternatives = append(w.out.Alternatives, refund.Alternative{
			ID: refund.AlternativeStoreCredit, Kind: refund.AlternativeStoreCredit, TotalMinor: withBonus,
			BonusMinor: bonus, Budget: w.policy.Alternatives.StoreCreditBudget, BudgetMonthlyMinor: monthly,
		})
	}
	if w.policy.Alternatives.Exchange && w.exchangeable() {
		w.out.Alternatives = append(w.out.Alternatives, refund.Alternative{
			ID: refund.AlternativeExchange, Kind: refund.AlternativeExchange, TotalMinor: w.out.TotalMinor,
		})
	}
	return nil
}

// paysMoney reports whether a leg could go as store credit: what is in kind goes back as what it is.
func (w *work) paysMoney() bool {
	for _, leg := range w.out.Legs {
		if !leg.Void && leg.Units == nil && !w.plan.Payment(leg.PaymentID).Indivisible() {
			return true
		}
	}
	return false
}

// bonusRate is the lowest rate of what is asked for: a bonus is on the whole or not at all.
func (w *work) bonusRate() decimal.Decimal {
	var lowest decimal.Decimal
	for i, s := range w.subjects() {
		rate := s.grant().Terms.StoreCreditBonusRate
		if i == 0 || rate.LessThan(lowest) {
			lowest = rate
		}
	}
	return lowest
}

// exchangeable reports whether every item can be replaced by another like it: goods that come back, and are
// neither fresh nor made for this customer, and that the merchant has.
func (w *work) exchangeable() bool {
	for i := range w.entitlement.Items {
		it := &w.entitlement.Items[i]
		switch it.Line.BusinessModel {
		case refund.ModelPhysicalGoods, refund.ModelEquipment:
		case refund.ModelFreshGoods, refund.ModelDigitalGoods, refund.ModelSubscription, refund.ModelCourse, refund.ModelPrepaidCard:
			return false
		}
		if it.Allowance() || it.GoodsWaived || it.Line.CustomMade || it.Reason == refund.ReasonOutOfStock || !w.entitlement.HandedOver(it) {
			return false
		}
	}
	return len(w.entitlement.Items) > 0
}
