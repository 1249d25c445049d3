package alipay

// ShownMembers are the members of Alipay's requests and answers that are kept for audit. Everything else is hidden:
// buyers, signatures, tokens, messages, the address of a bill, which is a secret for half a minute, and what Alipay adds tomorrow.
func ShownMembers() []string {
	return []string{
		"app_id", "method", "format", "charset", "sign_type", "version", "timestamp", "trade_no", "out_trade_no", "out_request_no",
		"refund_amount", "refund_fee", "refund_reason", "refund_status", "fund_change", "fund_channel", "amount", "real_amount", "code",
		"sub_code", "send_back_fee", "present_refund_buyer_amount", "gmt_refund_pay", "total_amount", "query_options", "bill_type",
		"bill_date",
	}
}
