package stripe

// ShownMembers are the members of Stripe's requests and answers that are kept for audit. Everything else is hidden:
// cards, names, addresses, messages (they may repeat what was sent), and what Stripe adds tomorrow.
func ShownMembers() []string {
	return []string{
		"id", "object", "amount", "currency", "status", "created", "livemode", "charge", "payment_intent", "balance_transaction",
		"reverse_transfer", "refund_application_fee", metaKey, metaRefund, metaLeg, "expand", "limit", "starting_after", "gte", "lt",
		"reason", "pending_reason", "failure_reason", "reference", "reference_status", "reference_type", "fee", "net", "exchange_rate", "type",
		"code", "decline_code", "param", "doc_url", "request_log_url", "has_more", "url", "cancellation_reason", "canceled_at",
	}
}
