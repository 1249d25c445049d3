package explain

import (
	"strings"

	"github.com/makegood/makegood/refund"
)

// telling is what a part of an amount is to a customer. It names the part's texts: "customer.LINE" and
// "difference.LINE". The sequence of the constants is the sequence of a statement's rows.
type telling string

const (
	tellingLine telling = "LINE"
	// Units that are paid back and stay with the customer, a part of a line by measure, and one by its amount.
	tellingKept      telling = "KEPT"
	tellingMeasured  telling = "MEASURED"
	tellingAllowance telling = "ALLOWANCE"
	tellingShipping  telling = "SHIPPING"
	tellingFee       telling = "FEE"
	// A discount that the goods kept no longer earn, and one taken before that is given back.
	tellingClawback     telling = "CLAWBACK"
	tellingClawbackBack telling = "CLAWBACK_BACK"
	// The same of a discount on shipping.
	tellingShippingLost telling = "SHIPPING_LOST"
	tellingShippingBack telling = "SHIPPING_BACK"
	// A gift that is kept and not earned, and one charged before that came back or is earned again.
	tellingGiftKept       telling = "GIFT_NOT_RETURNED"
	tellingGiftBack       telling = "GIFT_BACK"
	tellingUsage          telling = "USAGE"
	tellingDepreciation   telling = "DEPRECIATION"
	tellingRestocking     telling = "RESTOCKING"
	tellingReturnShipping telling = "RETURN_SHIPPING"
	// What goods were found to be worth less, and what a person decided.
	tellingCondition telling = "CONDITION"
	tellingAdjusted  telling = "ADJUSTMENT"
	tellingTax       telling = "TAX"
	// The share of a red packet or a coupon: left out, lost because it has expired, whole again, made good.
	tellingInstrument        telling = "TENDER_NOT_RESTORED"
	tellingInstrumentExpired telling = "TENDER_EXPIRED"
	tellingInstrumentWhole   telling = "TENDER_RESTORED"
	tellingReissued          telling = "TENDER_REISSUED"
	tellingWaiver            telling = "WAIVER"
	tellingWaiverBack        telling = "WAIVER_BACK"
	tellingVoid              telling = "VOID"
	tellingVoidBack          telling = "VOID_BACK"
	tellingRounding          telling = "ROUNDING"
	// Points are never money: they have a sentence, and no row.
	tellingPoints telling = "EARNED_POINTS"
)

// tellings are all of them, in the sequence of a statement's rows.
var tellings = []telling{
	tellingLine, tellingKept, tellingMeasured, tellingAllowance, tellingShipping, tellingFee, tellingClawback, tellingClawbackBack, tellingShippingLost,
	tellingShippingBack, tellingGiftKept, tellingGiftBack, tellingUsage, tellingDepreciation, tellingRestocking, tellingReturnShipping,
	tellingCondition, tellingAdjusted, tellingTax, tellingInstrument, tellingInstrumentExpired, tellingInstrumentWhole,
	tellingReissued, tellingWaiver, tellingWaiverBack, tellingVoid, tellingVoidBack, tellingRounding, tellingPoints,
}

// telling says what a component is. The sign tells what is taken from what comes back: much of what one
// request takes is undone by a later one. A kind nobody knows names itself.
func (n names) telling(part refund.Component) telling {
	back := part.AmountMinor > 0
	switch part.Kind {
	case refund.ComponentLine:
		return tellsOfLine(part)
	case refund.ComponentClawback:
		if n.onShippingAlone(part.PromotionID) {
			return either(back, tellingShippingBack, tellingShippingLost)
		}
		return either(back, tellingClawbackBack, tellingClawback)
	case refund.ComponentGiftNotReturned:
		return either(back, tellingGiftBack, tellingGiftKept)
	case refund.ComponentAdjustment:
		return either(part.LineID != "", tellingCondition, tellingAdjusted)
	case refund.ComponentTenderNotRestored:
		return n.instrument(part)
	case refund.ComponentWaiver:
		return either(back, tellingWaiver, tellingWaiverBack)
	case refund.ComponentVoid:
		return either(back, tellingVoidBack, tellingVoid)
	case refund.ComponentTax, refund.ComponentShipping, refund.ComponentFee, refund.ComponentUsage, refund.ComponentDepreciation,
		refund.ComponentRestocking, refund.ComponentTenderReissued, refund.ComponentRounding, refund.ComponentReturnShipping,
		refund.ComponentEarnedPoints:
	}
	return telling(part.Kind)
}

// tellsOfLine tells goods that come back from those that stay, and both from money without goods.
func tellsOfLine(part refund.Component) telling {
	switch {
	case part.Measure != nil:
		return tellingMeasured
	case part.Quantity == 0:
		return tellingAllowance
	case part.GoodsWaived:
		return tellingKept
	}
	return tellingLine
}

func either(first bool, a, b telling) telling {
	if first {
		return a
	}
	return b
}

// instrument tells a share that waits for the rest of the order from one that is lost.
func (n names) instrument(part refund.Component) telling {
	payment, _ := n.order.Payment(part.PaymentID)
	expired := payment.ExpiresAt != nil && !n.occurredAt.Before(*payment.ExpiresAt)
	switch {
	case part.AmountMinor > 0:
		return tellingInstrumentWhole
	case expired:
		return tellingInstrumentExpired
	}
	return tellingInstrument
}

// onShippingAlone reports whether a promotion took nothing off but shipping.
func (n names) onShippingAlone(id refund.PromotionID) bool {
	rule, known := n.promotions[id]
	if known && rule.Kind == refund.PromotionFreeShipping {
		return true
	}
	onShipping := takenOff(n.order.Shipping.Discounts, id)
	for i := range n.order.Shipments {
		onShipping = onShipping || takenOff(n.order.Shipments[i].Shipping.Discounts, id)
	}
	for i := range n.order.Lines {
		if takenOff(n.order.Lines[i].Discounts, id) {
			return false
		}
	}
	return onShipping && !takenOff(n.order.OrderDiscounts, id)
}

func takenOff(shares []refund.DiscountShare, id refund.PromotionID) bool {
	for _, share := range shares {
		if share.PromotionID == id && share.AmountMinor != 0 {
			return true
		}
	}
	return false
}

// isCode reports whether a merchant's word is a code, such as GIFT_WRAP, and nothing to read.
func isCode(word string) bool { return word == strings.ToUpper(word) && !strings.Contains(word, " ") }
