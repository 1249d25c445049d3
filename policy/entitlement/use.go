package entitlement

import (
	"math"

	"github.com/makegood/makegood/policy/rulebook"
	"github.com/makegood/makegood/refund"
)

// used is how much of a line was used up: part of whole, in days, units or minor units of a balance.
type used struct {
	kind  refund.ComponentKind
	key   string
	part  int64
	whole int64
}

// use returns what of an item was used up, and false where nothing was, or where use is not charged:
// for the merchant's own fault, and for an allowance (MONEY C7, C11).
func (c *Calculation) use(it *Item) (used, bool) {
	if it.Reason.MerchantFault() || it.Allowance() {
		return used{}, false
	}
	u, known := c.useOf(it)
	u.part = min(u.part, u.whole)
	return u, known && u.part > 0
}

func (c *Calculation) useOf(it *Item) (used, bool) {
	line := it.Line
	switch line.BusinessModel {
	case refund.ModelPhysicalGoods, refund.ModelFreshGoods:
		return used{}, false
	case refund.ModelEquipment:
		return c.depreciation(it)
	case refund.ModelPrepaidCard:
		return balanceUsed(line)
	case refund.ModelSubscription:
		if line.ServicePeriod != nil {
			return c.daysUsed(*line.ServicePeriod), true
		}
	case refund.ModelDigitalGoods, refund.ModelCourse:
	}
	return unitsUsed(line, it.Grant.Terms.TrialUnits)
}

// unitsUsed charges used units at the paid price; trial units are never charged.
func unitsUsed(line *refund.Line, trial int64) (used, bool) {
	if line.UnitsTotal == nil || *line.UnitsTotal < 1 || line.UnitsUsed == nil {
		return used{}, false
	}
	return used{refund.ComponentUsage, "usage.units", max(0, *line.UnitsUsed-trial), *line.UnitsTotal}, true
}

// balanceUsed charges what was spent of a prepaid card: what was paid for is spent first, the bonus
// last, so that what is left of the face value goes back, and a bonus never does. units_used is the
// balance spent, in minor units.
func balanceUsed(line *refund.Line) (used, bool) {
	if line.UnitsUsed == nil {
		return used{}, false
	}
	face := line.UnitPriceMinor
	if line.FaceMinor != nil {
		face = *line.FaceMinor
	}
	if face < 1 || line.Quantity > math.MaxInt64/face {
		return used{}, false
	}
	return used{refund.ComponentUsage, "usage.balance", *line.UnitsUsed, face * line.Quantity}, true
}

// daysUsed counts local calendar days of the period [start, end); the day of cancellation is used.
// A period within one day is one day. Before it begins nothing is used.
func (c *Calculation) daysUsed(period refund.ServicePeriod) used {
	u := used{kind: refund.ComponentUsage, key: "usage.days", whole: max(1, rulebook.LocalDays(period.StartAt, period.EndAt, c.Zone))}
	if !c.request.OccurredAt.Before(period.StartAt) {
		u.part = rulebook.LocalDays(period.StartAt, c.request.OccurredAt, c.Zone) + 1
	}
	return u
}

// depreciation is linear over life_days after delivery, grace_days subtracted.
func (c *Calculation) depreciation(it *Item) (used, bool) {
	arrivedAt := rulebook.DeliveredAt(c.order, it.Line)
	terms := &it.Grant.Terms
	if arrivedAt == nil || terms.LifeDays < 1 || it.Statutory {
		return used{}, false
	}
	days := rulebook.LocalDays(*arrivedAt, c.request.OccurredAt, c.Zone) - terms.GraceDays
	return used{refund.ComponentDepreciation, "depreciation", max(0, days), terms.LifeDays}, true
}

// UseUnknown reports whether an item shows use that cannot be priced: the order does not say how much
// of it was used. A person looks.
func (c *Calculation) UseUnknown(it *Item) bool {
	if it.Reason.MerchantFault() || it.Allowance() {
		return false
	}
	line := it.Line
	consumed := line.Fulfilment == refund.FulfilmentConsumed
	switch line.BusinessModel {
	case refund.ModelPhysicalGoods, refund.ModelFreshGoods:
		return consumed
	case refund.ModelEquipment:
		handedOver := consumed || line.Fulfilment == refund.FulfilmentDelivered
		return handedOver && rulebook.DeliveredAt(c.order, it.Line) == nil
	case refund.ModelDigitalGoods, refund.ModelSubscription, refund.ModelCourse, refund.ModelPrepaidCard:
	}
	if _, known := c.useOf(it); known {
		return false
	}
	started := line.ServicePeriod != nil && !c.request.OccurredAt.Before(line.ServicePeriod.StartAt)
	unitsUsed := line.UnitsUsed != nil && *line.UnitsUsed > 0
	return started || unitsUsed || line.Activated || consumed
}
