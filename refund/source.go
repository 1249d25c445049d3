package refund

import "slices"

// Source says where an input of a step comes from, so that it can be checked there. What a step says of "its"
// line, payment, fee or promotion is the one its input of that name has the id of.
type Source uint8

// Where an input comes from, outside the order and the history.
const (
	_ Source = iota // not said

	// FromStep is the result of an earlier step, FromTaken what it took: the result with the other sign. FromUpto
	// is the `upto` of its cumulative share, FromGiven what it says was `given` before, FromInput its input of the same name. FromRow is what a row of its
	// table came to (in a column: the row of the same id), FromColumn the sum of the column of the same name.
	// FromSteps, of a column, are the results of the step named and of those after it, one for each row.
	FromStep
	FromTaken
	FromUpto
	FromGiven
	FromInput
	FromRow
	FromColumn
	FromSteps
	// FromTotal and FromTax are what the steps before this one add up to, or those before the step named;
	// FromTaxOnTop is the part of the total that is tax, FromSameRule what the steps of the same key add up to.
	FromTotal
	FromTax
	FromTaxOnTop
	FromSameRule
	// FromFees is what the steps before took for restocking and the way back, FromGoodsBack what all requests gave back for goods.
	FromFees
	FromGoodsBack
	// FromTerm is a term of the policy, FromDecision a person's word, FromRequest what is asked for,
	// FromProvider what a provider can move.
	FromTerm
	FromDecision
	FromRequest
	FromProvider
	// FromNone: it is 0, because no step comes to anything.
	FromNone
	// FromHere is what the step's own formula comes to on the way, shown for people.
	FromHere

	// Fields of the pinned order.

	FromLineQuantity
	FromLinePrice
	FromLineNet
	FromLineTax
	FromLineTaxInside
	FromLineTaxOnTop
	FromLineUnitsUsed
	FromLineUnitsTotal
	FromLineFace
	FromLineDelivered
	FromLinePeriodStart
	FromLinePeriodEnd
	FromLineDiscount
	FromLineMeasure
	FromLineCommission
	FromShippingNet
	FromShippingInside
	FromShippingOnTop
	FromShippingDiscount
	FromFeeAmount
	FromFeeInside
	FromFeeOnTop
	FromDiscount
	FromPromotion
	FromPromotionOff
	FromOrderGoods
	FromOrderCharges
	FromOrderPaid
	FromOccurred
	FromEarnedPoints
	// FromLinesNet and FromLinesQuantity are of all lines that earned the points a step is about, FromShipmentDelivered
	// of all lines that were sent with its delivery: the last of them.
	FromLinesNet
	FromLinesQuantity
	FromShipmentDelivered

	// What earlier requests of the order came to, and this one's steps so far. Of tables: the earlier requests' and
	// the rows above.

	FromLineTaken
	FromLineKept
	FromLineLeft
	FromLineGiven
	FromLineInsideGiven
	FromLineOnTopGiven
	FromLineMeasured
	FromLineCommissioned
	FromLinesGiven
	FromLinesTaken
	FromShippingGiven
	FromShippingInsideGiven
	FromShippingOnTopGiven
	FromLineBefore
	FromLineInsideBefore
	FromAllowance
	FromClawback
	FromClawbackInside
	FromClawbackOnTop
	FromGiftTaken
	FromGiftInside
	FromGiftOnTop
	FromWaived
	FromWaivedTax
	FromVoided
	FromVoidedTax
	FromPointsTaken

	// What a marketplace's sellers and the platform have of a request so far, or before the step named.

	// FromSellerSold is what goes back for what a seller sold, FromSellerLines the commission on it. FromSellerNow and
	// FromSellerCommissionNow are the same with its part of what concerns all parties, FromSellerTaken what is taken of
	// it for promotions and gifts. FromCommissionLeft is what goes back of the commission on a line.
	FromSellerSold
	FromSellerLines
	FromSellerNow
	FromSellerCommissionNow
	FromSellerTaken
	FromCommissionLeft
	// FromSellerLost is what the rows of the step named say that is the seller's. FromSellerClawback is what earlier
	// requests took of the seller for a promotion, FromSellerVoided and FromSellerCommissionVoided what they voided of
	// it, FromSellerWaived what they waived for it, with the other sign than the amount that is shared.
	FromSellerLost
	FromSellerClawback
	FromSellerVoided
	FromSellerCommissionVoided
	FromSellerWaived

	// Balances of the payments.

	// FromRounded is what provider steps left to later requests (negative: added before).
	FromRounded
	FromPaymentOwed
	// FromPaymentKept is what was kept back of an instrument before, FromPaymentAdvance what went back of it in
	// advance.
	FromPaymentKept
	FromPaymentAdvance
	FromPaymentSettled
	FromPaymentsCaptured
	FromPaymentsUncaptured
	// FromUncaptured is what of the order may still be captured after this request.
	FromUncaptured
	// FromCapture and FromCaptureUsed are of one capture of a payment.
	FromCapture
	FromCaptureUsed
)

// sourceNames are how sources are written.
var sourceNames = [...]string{
	FromStep:                   "step",
	FromTaken:                  "step.taken",
	FromUpto:                   "step.upto",
	FromInput:                  "step.input",
	FromRow:                    "step.row",
	FromColumn:                 "step.column",
	FromSteps:                  "steps",
	FromTotal:                  "so_far.total",
	FromTax:                    "so_far.tax",
	FromTaxOnTop:               "so_far.tax_on_top",
	FromSameRule:               "so_far.rule",
	FromFees:                   "so_far.fees",
	FromGoodsBack:              "so_far.goods",
	FromTerm:                   "policy.term",
	FromDecision:               "decision",
	FromRequest:                "request",
	FromProvider:               "provider",
	FromNone:                   "none",
	FromHere:                   "shown",
	FromLineQuantity:           "order.line.quantity",
	FromLinePrice:              "order.line.unit_price",
	FromLineNet:                "order.line.net",
	FromLineTax:                "order.line.tax",
	FromLineTaxInside:          "order.line.tax_inclusive",
	FromLineTaxOnTop:           "order.line.tax_exclusive",
	FromLineUnitsUsed:          "order.line.units_used",
	FromLineUnitsTotal:         "order.line.units_total",
	FromLineFace:               "order.line.face",
	FromLineDelivered:          "order.line.delivered_at",
	FromLinePeriodStart:        "order.line.service_period.start_at",
	FromLinePeriodEnd:          "order.line.service_period.end_at",
	FromLineDiscount:           "order.line.discount",
	FromShippingNet:            "order.shipping.net",
	FromShippingInside:         "order.shipping.tax_inclusive",
	FromShippingOnTop:          "order.shipping.tax_exclusive",
	FromShippingDiscount:       "order.shipping.discount",
	FromFeeAmount:              "order.fee.amount",
	FromFeeInside:              "order.fee.tax_inclusive",
	FromFeeOnTop:               "order.fee.tax_exclusive",
	FromDiscount:               "order.discount",
	FromPromotion:              "order.promotion",
	FromPromotionOff:           "order.promotion.off",
	FromOrderGoods:             "order.goods",
	FromOrderCharges:           "order.charges",
	FromOrderPaid:              "order.paid",
	FromOccurred:               "request.occurred_at",
	FromLineTaken:              "so_far.line.units",
	FromLineKept:               "so_far.line.kept",
	FromLineLeft:               "so_far.line.counted_as_kept",
	FromLineGiven:              "so_far.line.net",
	FromLineInsideGiven:        "so_far.line.tax_inclusive",
	FromLineOnTopGiven:         "so_far.line.tax_exclusive",
	FromLineBefore:             "earlier.line.units",
	FromLineInsideBefore:       "earlier.line.tax_inclusive",
	FromAllowance:              "earlier.line.allowance",
	FromClawback:               "earlier.promotion.clawback",
	FromClawbackInside:         "earlier.clawback.tax_inclusive",
	FromClawbackOnTop:          "earlier.clawback.tax_exclusive",
	FromGiftTaken:              "earlier.promotion.gift",
	FromGiftInside:             "earlier.gift.tax_inclusive",
	FromGiftOnTop:              "earlier.gift.tax_exclusive",
	FromWaived:                 "earlier.waived",
	FromWaivedTax:              "earlier.waived_tax",
	FromVoided:                 "earlier.voided",
	FromVoidedTax:              "earlier.voided_tax",
	FromRounded:                "earlier.payment.rounded",
	FromPaymentOwed:            "payment.owed",
	FromPaymentKept:            "payment.kept_back",
	FromPaymentAdvance:         "payment.advance",
	FromPaymentSettled:         "payment.settled",
	FromPaymentsCaptured:       "payments.captured",
	FromPaymentsUncaptured:     "payments.authorised_only",
	FromUncaptured:             "payments.uncaptured",
	FromGiven:                  "step.given",
	FromLineMeasure:            "order.line.measure",
	FromLineCommission:         "order.line.commission",
	FromEarnedPoints:           "order.earned_points",
	FromLinesNet:               "order.earned_points.lines.net",
	FromLinesQuantity:          "order.earned_points.lines.quantity",
	FromShipmentDelivered:      "order.shipment.delivered_at",
	FromLineMeasured:           "so_far.line.measure",
	FromLineCommissioned:       "so_far.line.commission",
	FromLinesGiven:             "so_far.earned_points.lines.net",
	FromLinesTaken:             "so_far.earned_points.lines.units",
	FromShippingGiven:          "so_far.shipping.net",
	FromShippingInsideGiven:    "so_far.shipping.tax_inclusive",
	FromShippingOnTopGiven:     "so_far.shipping.tax_exclusive",
	FromPointsTaken:            "earlier.earned_points",
	FromSellerSold:             "so_far.seller.sold",
	FromSellerLines:            "so_far.seller.lines_commission",
	FromSellerNow:              "so_far.seller",
	FromSellerCommissionNow:    "so_far.seller.commission",
	FromSellerTaken:            "so_far.seller.taken_back",
	FromCommissionLeft:         "so_far.line.commission_back",
	FromSellerLost:             "seller.lost",
	FromSellerClawback:         "earlier.seller.clawback",
	FromSellerVoided:           "earlier.seller.voided",
	FromSellerCommissionVoided: "earlier.seller.commission_voided",
	FromSellerWaived:           "earlier.seller.waived",
	FromCapture:                "payment.capture.amount",
	FromCaptureUsed:            "payment.capture.used",
}

// String returns how the source is written; empty for one that is not said.
func (s Source) String() string {
	if int(s) < len(sourceNames) {
		return sourceNames[s]
	}
	return ""
}

// MarshalText implements encoding.TextMarshaler.
func (s Source) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// UnmarshalText implements encoding.TextUnmarshaler. A source of a newer version is read as one that is not said.
func (s *Source) UnmarshalText(text []byte) error {
	*s = 0
	if at := slices.Index(sourceNames[:], string(text)); at > 0 {
		*s = Source(at)
	}
	return nil
}
