package adyen

import (
	"time"

	"github.com/makegood/makegood/payment"
	"github.com/makegood/makegood/refund"
)

const (
	day         = 24 * time.Hour
	keyLifetime = 7 * day
)

// DefaultTerms are Adyen's timings. The ladder between look-ups is that of asking again what was not answered.
func DefaultTerms() payment.Terms {
	return payment.Terms{
		CallTimeout:   10 * time.Second,
		SettlingDelay: 30 * time.Second,
		RemembersKeys: keyLifetime,
		UsualAnswer:   700 * time.Millisecond,
		LookupDelays:  []time.Duration{30 * time.Second, 2 * time.Minute, 10 * time.Minute, time.Hour, 6 * time.Hour},
	}
}

// Limits are what Adyen takes.
func Limits() payment.Limits { return limits() }

// limits are read at docs.adyen.com/development-resources: /currency-codes (CLP, CVE, IDR and ISK differ from ISO
// 4217), /api-idempotency (64 characters), /error-codes; and at docs.adyen.com/online-payments/refund: a refund that
// was processed may be rejected by the scheme or come back. How long after its capture a payment can be refunded, and
// how long an authorisation lasts, is the payment method's, and the rate the account's.
func limits() payment.Limits {
	return payment.Limits{
		Exponents:   map[refund.Currency]int{"CLP": 2, "CVE": 0, "IDR": 0, "ISK": 2},
		KeyBytesMax: 64,
		KeyLifetime: keyLifetime,
		Classes:     classes(),
		Final:       []string{"REFUND", "REFUND_FAILED", "REFUNDED_REVERSED", "CANCEL_OR_REFUND", "CANCELLATION"},
		LateFailure: true,
		Source:      "https://docs.adyen.com/online-payments/refund",
	}
}

var ofAdyen = limits()

// classes are Adyen's error codes of a modification that was refused at once; any other 4xx refuses the instruction
// too. Whatever Adyen refuses later (too high an amount, a method without refunds) it notifies: such a refund failed.
func classes() map[string]refund.DeclineClass {
	return map[string]refund.DeclineClass{
		"100": refund.DeclinedInstruction, // no amount
		"130": refund.DeclinedInstruction, // no reference
		"137": refund.DeclinedInstruction, // invalid amount
		"138": refund.DeclinedInstruction, // unsupported currency
		"167": refund.DeclinedInstruction, // no such payment
		"702": refund.DeclinedInstruction, // malformed
		"902": refund.DeclinedInstruction, // invalid or empty request
		"905": refund.DeclinedInstruction, // payment details that are not supported
		"906": refund.DeclinedInstruction, // a payment of the other environment
	}
}

// undecided are error codes by which Adyen says that it could not do it now, or is doing it.
var undecided = []string{"000", "701", "703", "704", "903", "904"}
