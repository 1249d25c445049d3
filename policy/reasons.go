package policy

import (
	"github.com/makegood/makegood/policy/entitlement"
	"github.com/makegood/makegood/policy/rulebook"
	"github.com/makegood/makegood/policy/tender"
)

// Reasons of an assessment, beside the codes of package refund. They are stable: programs branch
// on them, people look them up.
const (
	// Why a request is granted.
	ReasonWithinWindow   = "WITHIN_WINDOW"
	ReasonBeforeDelivery = "BEFORE_DELIVERY"
	// ReasonAuthorisedOnly: nothing was captured; the authorisation is cancelled, no money moves.
	ReasonAuthorisedOnly = "AUTHORISED_ONLY"
	// ReasonNeverCaptured: a part of the request was never captured; that claim is cancelled, no money moves.
	ReasonNeverCaptured = "NEVER_CAPTURED"

	// ReasonGoodsRequired, ReasonEvidenceMissing are said beside a grant; Assessment.Goods says what
	// has to come back.
	ReasonGoodsRequired   = "GOODS_REQUIRED"
	ReasonEvidenceMissing = "EVIDENCE_MISSING"
	// ReasonGoodsFirst: handling, or the risk, wants the goods back before the money goes.
	ReasonGoodsFirst = "GOODS_FIRST"

	// Why a request is refused. A rule of the policy may name its own reason.
	ReasonNotEligible   = rulebook.ReasonNotEligible
	ReasonOutsideWindow = "OUTSIDE_WINDOW"
	// ReasonShippingNotGranted: the terms give shipping back with the whole order alone, or never.
	ReasonShippingNotGranted = "SHIPPING_NOT_GRANTED"

	// Why nothing is paid for goods that had to come back: none came, or none was taken back.
	ReasonGoodsNotReceived = entitlement.ReasonGoodsNotReceived
	ReasonGoodsNotAccepted = entitlement.ReasonGoodsNotAccepted

	// Why a person must look.
	ReasonPartlyEligible  = "PARTLY_ELIGIBLE"
	ReasonUnknownTimeZone = "UNKNOWN_TIME_ZONE"
	ReasonPaymentStopped  = tender.ReasonPaymentStopped

	// Why an amount needs approval, beside AMOUNTS_DO_NOT_ADD_UP and ORDER_SNAPSHOT_DIFFERS.
	ReasonOverLimit            = "OVER_LIMIT"
	ReasonCustomerDayOverLimit = "CUSTOMER_DAY_OVER_LIMIT"
	ReasonCurrencyWithoutLimit = "CURRENCY_WITHOUT_LIMIT"
	// ReasonMediumRisk: the matrix asks more for a medium risk than for a low one.
	ReasonMediumRisk = "MEDIUM_RISK"
	// ReasonHandling: a handling of the policy asks for a person.
	ReasonHandling = "POLICY_HANDLING"
	// ReasonGoodsWaivedAboveLimit: units that stay with the customer cost more than the policy lets go.
	ReasonGoodsWaivedAboveLimit = "GOODS_WAIVED_ABOVE_LIMIT"
	// ReasonUseNotPriced: a line shows use, and the order does not say how much of it was used.
	ReasonUseNotPriced = "USE_NOT_PRICED"
	// ReasonInstrumentExpired: a gift card, points or the like expired since they were paid with.
	ReasonInstrumentExpired = "INSTRUMENT_EXPIRED"
	// ReasonPolicyDiffers: the order was bought under another policy than the one loaded.
	ReasonPolicyDiffers = "POLICY_DIFFERS"
)
