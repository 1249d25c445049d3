package refund

// Reasons lists every reason makegood has a rule for.
func Reasons() []Reason {
	return []Reason{
		ReasonCustomerChangedMind, ReasonOutOfStock, ReasonDamaged, ReasonNotAsDescribed,
		ReasonLateDelivery, ReasonNotDelivered, ReasonDuplicateOrder, ReasonPriceError,
		ReasonServiceNotRendered, ReasonFraudSuspected, ReasonOther,
	}
}
