package stripe

import (
	"time"

	"github.com/makegood/makegood/payment"
	"github.com/makegood/makegood/refund"
)

const day = 24 * time.Hour

// DefaultTerms are Stripe's timings. A look-up goes by the list of a payment's refunds, which has them for good.
func DefaultTerms() payment.Terms {
	return payment.Terms{
		CallTimeout:   10 * time.Second,
		SettlingDelay: 5 * time.Second,
		UsualAnswer:   700 * time.Millisecond,
		LookupDelays:  []time.Duration{2 * time.Second, 5 * time.Second, 15 * time.Second, time.Minute, 5 * time.Minute},
	}
}

// Limits are Stripe's, read in docs.stripe.com: /currencies (zero-decimal and three-decimal currencies, ISK and UGX by
// backwards compatibility), /api/idempotent_requests (255 characters, pruned after a day at the earliest),
// /error-codes, /refunds (a refund that has succeeded may fail; the payment's fees are not returned), /rate-limits, and capture_before of
// /payments/place-a-hold-on-a-payment-method (7 days for most cards; the charge's own date counts).
func Limits() payment.Limits {
	return payment.Limits{
		Exponents:           map[refund.Currency]int{"MGA": 0, "ISK": 2, "UGX": 2},
		StepsMinor:          map[refund.Currency]int64{"BHD": 10, "JOD": 10, "KWD": 10, "OMR": 10, "TND": 10, "MGA": 100},
		KeyBytesMax:         255,
		KeyLifetime:         day,
		AuthorisationAgeMax: 7 * day,
		KeepsFees:           true,
		RatePerSecond:       100,
		Classes:             classes(),
		Final:               []string{"succeeded", "failed", "canceled"},
		LateFailure:         true,
		ListsBy:             payment.ListsByCreation,
		Source:              "https://docs.stripe.com/refunds",
	}
}

// classes are Stripe's error codes of a refund that was refused.
func classes() map[string]refund.DeclineClass {
	return map[string]refund.DeclineClass{
		"balance_insufficient":     refund.DeclinedBalance,
		"insufficient_funds":       refund.DeclinedBalance,
		"charge_disputed":          refund.DeclinedDisputed,
		"charge_already_refunded":  refund.DeclinedExceeds,
		"amount_too_large":         refund.DeclinedExceeds,
		"amount_too_small":         refund.DeclinedInstruction,
		"charge_not_refundable":    refund.DeclinedInstrument,
		"expired_card":             refund.DeclinedInstrument,
		"lost_or_stolen_card":      refund.DeclinedInstrument,
		"expired_or_canceled_card": refund.DeclinedInstrument,
		"account_closed":           refund.DeclinedInstrument,
		"resource_missing":         refund.DeclinedInstruction,
		"parameter_invalid_empty":  refund.DeclinedInstruction,
		"card_declined":            refund.DeclinedOther,
	}
}

var ofStripe = Limits()

// minorOf is what an amount in Stripe's units is in minor units by ISO 4217.
func minorOf(amount int64, currency refund.Currency) (int64, error) {
	return ofStripe.Minor(amount, currency)
}
