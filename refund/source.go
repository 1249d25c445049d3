package refund

// Source says where an input of a step comes from, so that it can be checked there. What a step says of "its"
// line, payment, fee or promotion is the one its input of that name has the id of.
type Source string

// Where an input comes from, outside the order and the history.
const (
	// FromStep is the result of an earlier step, FromTaken what it took: the result with the other sign. FromUpto
	// is the `upto` of its cumulative share, FromGiven what it says was `given` before, FromInput its input of the same name. FromRow is what a row of its
	// table came to (in a column: the row of the same id), FromColumn the sum of the column of the same name.
	// FromSteps, of a column, are the results of the step named and of those after it, one for each row.
	FromStep   Source = "step"
	FromTaken  Source = "step.taken"
	FromUpto   Source = "step.upto"
	FromGiven  Source = "step.given"
	FromInput  Source = "step.input"
	FromRow    Source = "step.row"
	FromColumn Source = "step.column"
	FromSteps  Source = "steps"
	// FromTotal and FromTax are what the steps before this one add up to, or those before the step named;
	// FromTaxOnTop is the part of the total that is tax, FromSameRule what the steps of the same key add up to.
	FromTotal    Source = "so_far.total"
	FromTax      Source = "so_far.tax"
	FromTaxOnTop Source = "so_far.tax_on_top"
	FromSameRule Source = "so_far.rule"
	// FromFees is what the steps before took for restocking and the way back, FromGoodsBack what all requests gave back for goods.
	FromFees      Source = "so_far.fees"
	FromGoodsBack Source = "so_far.goods"
	// FromTerm is a term of the policy, FromDecision a person's word, FromRequest what is asked for,
	// FromProvider what a provider can move.
	FromTerm     Source = "policy.term"
	FromDecision Source = "decision"
	FromRequest  Source = "request"
	FromProvider Source = "provider"
	// FromNone: it is 0, because no step comes to anything.
	FromNone Source = "none"
	// FromHere is what the step's own formula comes to on the way, shown for people.
	FromHere Source = "shown"
)

// Fields of the pinned order.
const (
	FromLineQuantity     Source = "order.line.quantity"
	FromLinePrice        Source = "order.line.unit_price"
	FromLineNet          Source = "order.line.net"
	FromLineTax          Source = "order.line.tax"
	FromLineTaxInside    Source = "order.line.tax_inclusive"
	FromLineTaxOnTop     Source = "order.line.tax_exclusive"
	FromLineUnitsUsed    Source = "order.line.units_used"
	FromLineUnitsTotal   Source = "order.line.units_total"
	FromLineFace         Source = "order.line.face"
	FromLineDelivered    Source = "order.line.delivered_at"
	FromLinePeriodStart  Source = "order.line.service_period.start_at"
	FromLinePeriodEnd    Source = "order.line.service_period.end_at"
	FromLineDiscount     Source = "order.line.discount"
	FromLineMeasure      Source = "order.line.measure"
	FromLineCommission   Source = "order.line.commission"
	FromShippingNet      Source = "order.shipping.net"
	FromShippingInside   Source = "order.shipping.tax_inclusive"
	FromShippingOnTop    Source = "order.shipping.tax_exclusive"
	FromShippingDiscount Source = "order.shipping.discount"
	FromFeeAmount        Source = "order.fee.amount"
	FromFeeInside        Source = "order.fee.tax_inclusive"
	FromFeeOnTop         Source = "order.fee.tax_exclusive"
	FromDiscount         Source = "order.discount"
	FromPromotion        Source = "order.promotion"
	FromPromotionOff     Source = "order.promotion.off"
	FromOrderGoods       Source = "order.goods"
	FromOrderCharges     Source = "order.charges"
	FromOrderPaid        Source = "order.paid"
	FromEarnedPoints     Source = "order.earned_points"
	FromOccurred         Source = "request.occurred_at"
	// FromLinesNet and FromLinesQuantity are of all lines that earned the points a step is about, FromShipmentDelivered
	// of all lines that were sent with its delivery: the last of them.
	FromLinesNet          Source = "order.earned_points.lines.net"
	FromLinesQuantity     Source = "order.earned_points.lines.quantity"
	FromShipmentDelivered Source = "order.shipment.delivered_at"
)

// What earlier requests of the order came to, and this one's steps so far. Of tables: the earlier requests' and
// the rows above.
const (
	FromLineTaken           Source = "so_far.line.units"
	FromLineKept            Source = "so_far.line.kept"
	FromLineLeft            Source = "so_far.line.counted_as_kept"
	FromLineGiven           Source = "so_far.line.net"
	FromLineInsideGiven     Source = "so_far.line.tax_inclusive"
	FromLineOnTopGiven      Source = "so_far.line.tax_exclusive"
	FromLineMeasured        Source = "so_far.line.measure"
	FromLineCommissioned    Source = "so_far.line.commission"
	FromLinesGiven          Source = "so_far.earned_points.lines.net"
	FromLinesTaken          Source = "so_far.earned_points.lines.units"
	FromShippingGiven       Source = "so_far.shipping.net"
	FromShippingInsideGiven Source = "so_far.shipping.tax_inclusive"
	FromShippingOnTopGiven  Source = "so_far.shipping.tax_exclusive"
	FromLineBefore          Source = "earlier.line.units"
	FromLineInsideBefore    Source = "earlier.line.tax_inclusive"
	FromAllowance           Source = "earlier.line.allowance"
	FromClawback            Source = "earlier.promotion.clawback"
	FromClawbackInside      Source = "earlier.clawback.tax_inclusive"
	FromClawbackOnTop       Source = "earlier.clawback.tax_exclusive"
	FromGiftTaken           Source = "earlier.promotion.gift"
	FromGiftInside          Source = "earlier.gift.tax_inclusive"
	FromGiftOnTop           Source = "earlier.gift.tax_exclusive"
	FromWaived              Source = "earlier.waived"
	FromWaivedTax           Source = "earlier.waived_tax"
	FromVoided              Source = "earlier.voided"
	FromVoidedTax           Source = "earlier.voided_tax"
	FromPointsTaken         Source = "earlier.earned_points"
)

// What a marketplace's sellers and the platform have of a request so far, or before the step named.
const (
	// FromSellerSold is what goes back for what a seller sold, FromSellerLines the commission on it. FromSellerNow and
	// FromSellerCommissionNow are the same with its part of what concerns all parties, FromSellerTaken what is taken of
	// it for promotions and gifts. FromCommissionLeft is what goes back of the commission on a line.
	FromSellerSold          Source = "so_far.seller.sold"
	FromSellerLines         Source = "so_far.seller.lines_commission"
	FromSellerNow           Source = "so_far.seller"
	FromSellerCommissionNow Source = "so_far.seller.commission"
	FromSellerTaken         Source = "so_far.seller.taken_back"
	FromCommissionLeft      Source = "so_far.line.commission_back"
	// FromSellerLost is what the rows of the step named say that is the seller's. FromSellerClawback is what earlier
	// requests took of the seller for a promotion, FromSellerVoided and FromSellerCommissionVoided what they voided of
	// it, FromSellerWaived what they waived for it, with the other sign than the amount that is shared.
	FromSellerLost             Source = "seller.lost"
	FromSellerClawback         Source = "earlier.seller.clawback"
	FromSellerVoided           Source = "earlier.seller.voided"
	FromSellerCommissionVoided Source = "earlier.seller.commission_voided"
	FromSellerWaived           Source = "earlier.seller.waived"
)

// Balances of the payments.
const (
	// FromRounded is what provider steps left to later requests (negative: added before).
	FromRounded     Source = "earlier.payment.rounded"
	FromPaymentOwed Source = "payment.owed"
	// FromPaymentKept is what was kept back of an instrument before, FromPaymentAdvance what went back of it in
	// advance.
	FromPaymentKept        Source = "payment.kept_back"
	FromPaymentAdvance     Source = "payment.advance"
	FromPaymentSettled     Source = "payment.settled"
	FromPaymentsCaptured   Source = "payments.captured"
	FromPaymentsUncaptured Source = "payments.authorised_only"
	// FromUncaptured is what of the order may still be captured after this request.
	FromUncaptured Source = "payments.uncaptured"
	// FromCapture and FromCaptureUsed are of one capture of a payment.
	FromCapture     Source = "payment.capture.amount"
	FromCaptureUsed Source = "payment.capture.used"
)
