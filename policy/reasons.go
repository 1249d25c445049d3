package policy

// Reasons of an assessment, beside the codes of package refund. They are stable: programs branch
// on them, people look them up.
const (
	// Why a request is granted.
	ReasonWithinWindow   = "WITHIN_WINDOW"
	ReasonBeforeDelivery = "BEFORE_DELIVERY"
	// ReasonAuthorisedOnly: nothing was captured; the authorisation is cancelled, no money moves.
	ReasonAuthorisedOnly = "AUTHORISED_ONLY"

	// Why a request is refused.
	ReasonNotEligible   = "REASON_NOT_ELIGIBLE"
	ReasonOutsideWindow = "OUTSIDE_WINDOW"

	// Why a person must look.
	ReasonPartlyEligible  = "PARTLY_ELIGIBLE"
	ReasonUnknownTimeZone = "UNKNOWN_TIME_ZONE"
	ReasonPaymentStopped  = "PAYMENT_STOPPED"

	// Why an amount needs approval, beside AMOUNTS_DO_NOT_ADD_UP and ORDER_SNAPSHOT_DIFFERS.
	ReasonOverLimit            = "OVER_LIMIT"
	ReasonCustomerDayOverLimit = "CUSTOMER_DAY_OVER_LIMIT"
	ReasonCurrencyWithoutLimit = "CURRENCY_WITHOUT_LIMIT"
	// ReasonUseNotPriced: a line of a model that is used up over time shows use, which this
	// version does not price.
	ReasonUseNotPriced = "USE_NOT_PRICED"
	// ReasonPolicyDiffers: the order was bought under another policy than the one loaded.
	ReasonPolicyDiffers = "POLICY_DIFFERS"
)
