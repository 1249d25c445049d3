package rulebook

import (
	"github.com/makegood/makegood/refund"
	"github.com/shopspring/decimal"
)

// Terms are what the policy says of one line of a request: the seam between the rules, which choose
// them, and the arithmetic, which only follows them. The names are MONEY's.
type Terms struct {
	// PromotionMode says what becomes of the promotions of the goods that are kept. The merchant's
	// own fault is always KEEP, whatever stands here (MONEY C6).
	PromotionMode PromotionMode
	// RestockingRate is of the list price, 0 <= rate < 1, for RestockingReasons alone.
	RestockingRate    decimal.Decimal
	RestockingReasons []refund.Reason
	// TrialUnits are used units that are never charged.
	TrialUnits int64
	// GraceDays after delivery cost nothing; then equipment loses its value evenly over LifeDays.
	// LifeDays 0: no depreciation.
	GraceDays int64
	LifeDays  int64
	// TenderOrder says which of the divisible payments give back first.
	TenderOrder TenderOrder
	// FaultReissue says how a share of an instrument that cannot be restored is made good, where the
	// merchant is at fault.
	FaultReissue FaultReissue
	// Shipping says when shipping goes back.
	Shipping ShippingTerm
	// WindowDays are local calendar days from delivery, GraceDays subtracted first (MONEY C7).
	WindowDays int64
	// GoodsRequired: the goods come back first. A matter of the story, never of the amount.
	GoodsRequired bool
	// ReturnShipping is what the label costs by which goods come back, for ReturnShippingReasons alone, once a
	// request. A currency that is not there costs nothing.
	ReturnShipping        map[refund.Currency]ReturnLabel
	ReturnShippingReasons []refund.Reason
	// GoodsWaivedUpTo is what waived units of one request may have cost before a person is asked. A currency that
	// is not there always asks.
	GoodsWaivedUpTo map[refund.Currency]int64
	// StoreCreditBonusRate is of the refund's total.
	StoreCreditBonusRate decimal.Decimal
}

// ReturnLabel is the price of a return label in minor units, the tax of TaxRate in it.
type ReturnLabel struct {
	AmountMinor int64
	TaxRate     decimal.Decimal
}

// PromotionMode says what becomes of a promotion when some of its goods come back (MONEY C5).
type PromotionMode string

// The promotion modes.
const (
	// PromotionKeep: kept goods keep their discount.
	PromotionKeep PromotionMode = "KEEP"
	// PromotionReprice: kept goods keep what they still earn.
	PromotionReprice PromotionMode = "REPRICE"
	// PromotionForfeit: kept goods earn nothing of a promotion once any unit of it comes back.
	PromotionForfeit PromotionMode = "FORFEIT"
)

// TenderOrder says which payments give back first.
type TenderOrder string

// The tender orders.
const (
	// TenderProportional: all of them, by what each still owes back (MONEY C8).
	TenderProportional TenderOrder = "PROPORTIONAL"
	// TenderSequence: the order's first payment until it owes nothing more, then the next.
	TenderSequence TenderOrder = "SEQUENCE"
	// TenderReverse: the order's last payment first.
	TenderReverse TenderOrder = "REVERSE_SEQUENCE"
	// TenderStoredFirst: gift cards, store credit, points and the like first, by what each of them
	// still owes back; then money.
	TenderStoredFirst TenderOrder = "STORED_VALUE_FIRST"
	// TenderStoredLast: money first, then stored value.
	TenderStoredLast TenderOrder = "STORED_VALUE_LAST"
)

// FaultReissue is how the share of an indivisible instrument goes back that a merchant's fault would cost
// its holder (MONEY C8).
type FaultReissue string

// The ways to re-issue.
const (
	// ReissueStoreCredit: as store credit of the same amount.
	ReissueStoreCredit FaultReissue = "STORE_CREDIT"
	// ReissueInKind: as an instrument of the same kind, issued again for that amount.
	ReissueInKind FaultReissue = "IN_KIND"
)

// ShippingTerm says when shipping goes back.
type ShippingTerm string

// The shipping terms.
const (
	// ShippingAlways: with the first refund for this reason.
	ShippingAlways ShippingTerm = "ALWAYS"
	// ShippingWholeOrder: once nothing of the order is kept.
	ShippingWholeOrder ShippingTerm = "WHOLE_ORDER"
	// ShippingNever: the merchant keeps it.
	ShippingNever ShippingTerm = "NEVER"
)
