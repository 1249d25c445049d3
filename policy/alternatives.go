package policy

import (
	"math/big"

	"github.com/makegood/makegood/refund"
)

// alternativeRules say what else a customer may choose, and from which budget a bonus comes.
type alternativeRules struct {
	storeCreditBudget string
	// monthlyMinor is what that budget is granted per merchant and calendar month; a currency without
	// one has no bonus.
	monthlyMinor map[refund.Currency]int64
	exchange     bool
}

// addAlternatives adds the ways a customer may choose instead of the original payments: store
// credit with the policy's bonus, an exchange where the goods allow one.
func (w *work) addAlternatives() error {
	bonus, err := refund.ApplyRate(w.out.TotalMinor, w.bonusRate())
	if err != nil {
		return err
	}
	monthly := w.policy.alternatives.monthlyMinor[w.order.Currency]
	if bonus > 0 && monthly > 0 && w.paysMoney() {
		withBonus, err := refund.AddMinor(w.out.TotalMinor, bonus)
		if err != nil {
			return err
		}
		w.out.Alternatives = append(w.out.Alternatives, refund.Alternative{
			ID: refund.AlternativeStoreCredit, Kind: refund.AlternativeStoreCredit, TotalMinor: withBonus,
			BonusMinor: bonus, Budget: w.policy.alternatives.storeCreditBudget, BudgetMonthlyMinor: monthly,
		})
	}
	if w.policy.alternatives.exchange && w.exchangeable() {
		w.out.Alternatives = append(w.out.Alternatives, refund.Alternative{
			ID: refund.AlternativeExchange, Kind: refund.AlternativeExchange, TotalMinor: w.out.TotalMinor,
		})
	}
	return nil
}

// paysMoney reports whether a leg could go as store credit: what is in kind goes back as what it is.
func (w *work) paysMoney() bool {
	for _, leg := range w.out.Legs {
		if !leg.Void && leg.Units == nil && !w.payment(leg.PaymentID).Indivisible() {
			return true
		}
	}
	return false
}

// bonusRate is the lowest rate of the items: a bonus is on the whole or not at all.
func (w *work) bonusRate() *big.Rat {
	var lowest *big.Rat
	for i := range w.items {
		it := &w.items[i]
		if rate := it.grant.terms.StoreCreditBonusRate; lowest == nil || rate != lowest && rate.Cmp(lowest) < 0 {
			lowest = rate
		}
	}
	if lowest == nil {
		return new(big.Rat)
	}
	return lowest
}

// exchangeable reports whether every item can be replaced by another like it: goods that are
// neither fresh nor made for this customer, and that the merchant has.
func (w *work) exchangeable() bool {
	for i := range w.items {
		it := &w.items[i]
		switch it.line.BusinessModel {
		case refund.ModelPhysicalGoods, refund.ModelEquipment:
		case refund.ModelFreshGoods, refund.ModelDigitalGoods, refund.ModelSubscription, refund.ModelCourse, refund.ModelPrepaidCard:
			return false
		}
		if it.line.CustomMade || it.reason == refund.ReasonOutOfStock || !w.handedOver(it) {
			return false
		}
	}
	return len(w.items) > 0
}
