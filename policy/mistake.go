package policy

import "github.com/makegood/makegood/policy/sheet"

// The words for what is wrong with a policy file are those of every file that people write.
type (
	// MistakeCode is a stable code of what is wrong with a policy.
	MistakeCode = sheet.Code
	// Mistake is one thing that is wrong with a policy file, with its line.
	Mistake = sheet.Mistake
	// Invalid says everything that is wrong with a policy file.
	Invalid = sheet.Invalid
)

// The codes of a policy that cannot be loaded.
const (
	// MistakeInvalid: a key, a value or a condition that means nothing.
	MistakeInvalid MistakeCode = "INVALID_POLICY"
	// MistakeReasonWithoutRule: nothing says what a reason is granted.
	MistakeReasonWithoutRule MistakeCode = "REASON_WITHOUT_RULE"
	// MistakeByCustomer, MistakeByAmount, MistakeByRegion: a rule by which tier or history, amount,
	// or region (other than a market's law) would change what a customer is entitled to.
	MistakeByCustomer MistakeCode = "ENTITLED_BY_CUSTOMER"
	MistakeByAmount   MistakeCode = "ENTITLED_BY_AMOUNT"
	MistakeByRegion   MistakeCode = "ENTITLED_BY_REGION"
)

// ofPolicy names the file in Invalid.
const ofPolicy = "policy"
