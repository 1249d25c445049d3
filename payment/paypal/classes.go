package paypal

import "github.com/makegood/makegood/refund"

// classes are PayPal's issues of a refund or a void that was refused (the section "Errors" of the Payments API v2).
// What is missing refuses the instruction, as every other 400, 404 and 422 does.
func classes() map[string]refund.DeclineClass {
	all := map[string]refund.DeclineClass{}
	for class, issues := range issues {
		for _, issue := range issues {
			all[issue] = class
		}
	}
	return all
}

var issues = map[refund.DeclineClass][]string{
	// The payer's account or instrument takes nothing back.
	refund.DeclinedInstrument: {
		"REFUND_FAILED_BY_PAYMENT_SOURCE", "REFUND_NOT_SUPPORTED_FOR_PAYMENT_SOURCE", "REFUND_NOT_ALLOWED",
		"PAYER_ACCOUNT_LOCKED_OR_CLOSED", "PAYER_ACCOUNT_RESTRICTED", "CARD_EXPIRED", "CARD_BRAND_NOT_SUPPORTED",
		"CARD_TYPE_NOT_SUPPORTED", "CARD_ISSUER_COUNTRY_NOT_SUPPORTED",
	},
	// The merchant's balance, or the bank account that backs it, does not suffice.
	refund.DeclinedBalance: {"REFUND_FAILED_INSUFFICIENT_FUNDS", "REFUND_FUNDS_NOT_AVAILABLE", "REFUND_REFUSED_BY_PROCESSOR"},
	refund.DeclinedDisputed: {
		"TRANSACTION_DISPUTED", "CAPTURE_DISPUTED_PARTIAL_REFUND_NOT_ALLOWED", "REFUND_NOT_PERMITTED_DUE_TO_CHARGEBACK",
	},
	refund.DeclinedExceeds: {"REFUND_AMOUNT_EXCEEDED", "CAPTURE_FULLY_REFUNDED", "CAPTURED_AMOUNT_FULLY_REFUNDED"},
	refund.DeclinedInstruction: {
		"REFUND_TIME_LIMIT_EXCEEDED", "REFUND_TIME_EXCEEDED_FOR_PAYMENT_SOURCE", "MAX_NUMBER_OF_REFUNDS_EXCEEDED",
		"PARTIAL_REFUND_NOT_ALLOWED", "REFUND_CAPTURE_CURRENCY_MISMATCH", "REFUND_CURRENCY_MISMATCH", "CURRENCY_MISMATCH",
		"MULTI_CURRENCY_CODE", "REFUND_AMOUNT_TOO_LOW", "REFUND_IS_RESTRICTED", "CANNOT_REFUND_SELF", "INVALID_RESOURCE_ID",
		"INVALID_CURRENCY_CODE", "DECIMALS_NOT_SUPPORTED", "DECIMAL_PRECISION", "CANNOT_BE_NEGATIVE",
		"CANNOT_BE_ZERO_OR_NEGATIVE", "INVALID_PARAMETER_SYNTAX", "INVALID_PARAMETER_VALUE", "INVALID_STRING_LENGTH",
		"INVALID_STRING_MAX_LENGTH", "MISSING_REQUIRED_PARAMETER", "MALFORMED_REQUEST_JSON", "PREVIOUSLY_CAPTURED",
		"AUTHORIZATION_ALREADY_CAPTURED", "CANNOT_BE_VOIDED",
	},
	// A person at PayPal, or time, has to change something.
	refund.DeclinedOther: {
		"PENDING_CAPTURE", "REFUND_TRANSACTION_REFUSED", "TRANSACTION_REFUSED", "COMPLIANCE_VIOLATION", "INSTRUMENT_DECLINED",
		"PAYEE_ACCOUNT_RESTRICTED", "PAYEE_ACCOUNT_LOCKED_OR_CLOSED", "PAYEE_ACCOUNT_INVALID", "INVALID_PAYEE_ACCOUNT",
		"PAYEE_NOT_CONSENTED", "PAYER_CANNOT_PAY", "KYC_HOLD", "MAX_REFUND_LIMIT_EXCEEDED", "MAX_PAYEE_AMOUNT_LIMIT_EXCEEDED",
		"MAX_PAYER_AMOUNT_LIMIT_EXCEEDED", "PAYEE_REFUND_AMOUNT_LIMIT_EXCEEDED", "PAYER_REFUND_AMOUNT_LIMIT_EXCEEDED",
		"PLATFORM_FEE_EXCEEDED", "PLATFORM_FEE_NOT_ENABLED", "DUPLICATE_REFUND", "DUPLICATE_TRANSACTION",
	},
}

// The issues that are no refusal of what was asked.
var (
	// undecided: ask again under the same key.
	undecided = []string{"PREVIOUS_REQUEST_IN_PROGRESS", "INTERNAL_SERVER_ERROR"}
	// keyReused: the request id carried another request; what moved under it, a person has to ask.
	keyReused = []string{"DUPLICATE_REQUEST_ID", "PAYPAL_REQUEST_ID_PREVIOUSLY_USED"}
	// holdsNothing: the authorisation is voided already, or has ended by itself.
	holdsNothing = []string{"PREVIOUSLY_VOIDED", "AUTHORIZATION_VOIDED", "AUTHORIZATION_EXPIRED"}
)
