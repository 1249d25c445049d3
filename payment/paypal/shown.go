package paypal

// ShownMembers are the members of PayPal's requests and answers that are kept for audit. Everything else is hidden:
// access tokens, payers, notes, messages, the addresses of links, and what PayPal adds tomorrow.
func ShownMembers() []string {
	return []string{
		"id", "status", "reason", "name", "issue", "debug_id", "value", "currency_code", "custom_id", "custom_field", "exchange_rate",
		"create_time", "update_time", "expiration_time", "final_capture", "reference", "acquirer_reference_number", "grant_type",
		"token_type", "expires_in", "transaction_id", "transaction_status", "paypal_reference_id", "transaction_event_code",
		"transaction_initiation_date", "transaction_updated_date", "transaction_type", "start_date", "end_date", "fields", "page", "page_size", "total_pages",
		"total_items",
	}
}
