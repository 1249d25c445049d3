package adyen

// ShownMembers are the members of Adyen's requests and answers that are kept for audit. Everything else is hidden:
// shoppers, cards, messages, and what Adyen adds tomorrow.
func ShownMembers() []string {
	return []string{
		"merchantAccount", "reference", "value", "currency", "paymentPspReference", "pspReference", "status", "errorCode", "errorType",
	}
}
