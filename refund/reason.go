package refund

// Reason is why the order was cancelled; an unknown one survives as text and is treated as OTHER.
type Reason string

// The reasons.
const (
	ReasonCustomerChangedMind Reason = "CUSTOMER_CHANGED_MIND"
	ReasonOutOfStock          Reason = "OUT_OF_STOCK"
	ReasonDamaged             Reason = "DAMAGED"
	ReasonNotAsDescribed      Reason = "NOT_AS_DESCRIBED"
	ReasonLateDelivery        Reason = "LATE_DELIVERY"
	ReasonNotDelivered        Reason = "NOT_DELIVERED"
	ReasonDuplicateOrder      Reason = "DUPLICATE_ORDER"
	ReasonPriceError          Reason = "PRICE_ERROR"
	ReasonServiceNotRendered  Reason = "SERVICE_NOT_RENDERED"
	ReasonFraudSuspected      Reason = "FRAUD_SUSPECTED"
	ReasonOther               Reason = "OTHER"
)

// MerchantFault reports whether the reason is the merchant's own fault (MONEY C6).
func (r Reason) MerchantFault() bool {
	switch r {
	case ReasonOutOfStock, ReasonDamaged, ReasonNotAsDescribed, ReasonNotDelivered,
		ReasonLateDelivery, ReasonPriceError, ReasonServiceNotRendered:
		return true
	case ReasonCustomerChangedMind, ReasonDuplicateOrder, ReasonFraudSuspected, ReasonOther:
		return false
	}
	return false
}

// Known returns the reason, or OTHER for a text makegood has no rule for.
func (r Reason) Known() Reason {
	switch r {
	case ReasonOutOfStock, ReasonDamaged, ReasonNotAsDescribed, ReasonNotDelivered,
		ReasonLateDelivery, ReasonPriceError, ReasonServiceNotRendered,
		ReasonCustomerChangedMind, ReasonDuplicateOrder, ReasonFraudSuspected, ReasonOther:
		return r
	}
	return ReasonOther
}

// Reasons lists every reason makegood has a rule for.
func Reasons() []Reason {
	return []Reason{
		ReasonCustomerChangedMind, ReasonOutOfStock, ReasonDamaged, ReasonNotAsDescribed,
		ReasonLateDelivery, ReasonNotDelivered, ReasonDuplicateOrder, ReasonPriceError,
		ReasonServiceNotRendered, ReasonFraudSuspected, ReasonOther,
	}
}
