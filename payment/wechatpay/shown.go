package wechatpay

// ShownMembers are the members of WeChat Pay's requests and answers that are kept for audit. Everything else is hidden:
// payers, accounts, messages (they may repeat what was sent), what is encrypted, and what WeChat Pay adds tomorrow.
func ShownMembers() []string {
	return []string{
		"out_refund_no", "refund_id", "transaction_id", "out_trade_no", "status", "refund_status", "refund", "total", "currency",
		"payer_refund", "payer_total", "settlement_refund", "settlement_total", "discount_refund", "refund_fee", "channel",
		"funds_account", "create_time", "success_time", "mchid", "sub_mchid", "reason", "code", "bill_date", "bill_type", "hash_type",
		"notify_url", "serial_no", "effective_time", "expire_time",
	}
}
