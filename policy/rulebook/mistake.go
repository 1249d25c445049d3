package rulebook

import "github.com/makegood/makegood/policy/sheet"

// The codes of a policy that cannot be loaded.
const (
	// MistakeInvalid: a key, a value or a condition that means nothing.
	MistakeInvalid sheet.Code = "INVALID_POLICY"
	// MistakeReasonWithoutRule: nothing says what a reason is granted.
	MistakeReasonWithoutRule sheet.Code = "REASON_WITHOUT_RULE"
	// MistakeByCustomer, MistakeByAmount, MistakeByRegion: a rule by which tier or history, amount,
	// or region (other than a market's law) would change what a customer is entitled to.
	MistakeByCustomer sheet.Code = "ENTITLED_BY_CUSTOMER"
	MistakeByAmount   sheet.Code = "ENTITLED_BY_AMOUNT"
	MistakeByRegion   sheet.Code = "ENTITLED_BY_REGION"
)

// ofPolicy names the file in sheet.Invalid.
const ofPolicy = "policy"
