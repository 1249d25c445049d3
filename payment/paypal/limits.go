package paypal

import (
	"time"

	"github.com/makegood/makegood/payment"
	"github.com/makegood/makegood/refund"
)

const day = 24 * time.Hour

// DefaultTerms are PayPal's timings. A look-up goes by the order's list, whatever the key; but that PayPal keeps an
// order for good is not documented, so after the key's 45 days a refund that is missing there proves nothing.
func DefaultTerms() payment.Terms {
	return payment.Terms{
		CallTimeout:   15 * time.Second,
		SettlingDelay: 30 * time.Second,
		RemembersKeys: keyLifetime,
		UsualAnswer:   900 * time.Millisecond,
		LookupDelays:  []time.Duration{5 * time.Second, 15 * time.Second, time.Minute, 5 * time.Minute, 30 * time.Minute},
	}
}

const (
	keyLifetime = 45 * day
	// customIDBytesMax bounds custom_id, which carries the key.
	customIDBytesMax = 127
)

// Limits are what PayPal takes.
func Limits() payment.Limits { return limits() }

// limits are read at developer.paypal.com: the Payments API v2 (captures.refund: keys for 45 days, custom_id of 127
// characters; authorizations.reauthorize: 3 days of honour in 29 days of validity, a reauthorisation being a new
// id), reference/currency-codes (HUF, JPY and TWD take no decimals), the Transaction Search API (three hours). A
// capture can be refunded for 180 days, one of Afterpay for 120 (limited-release/alternative-payment-methods/afterpay/
// manage-refunds). PayPal keeps the fees of a payment that is refunded. It publishes no rate.
// That a completed refund fails is not documented; it is taken as possible.
func limits() payment.Limits {
	return payment.Limits{
		Exponents:           map[refund.Currency]int{"HUF": 0, "TWD": 0},
		KeyBytesMax:         customIDBytesMax - len(ours),
		KeyLifetime:         keyLifetime,
		RefundAgeMax:        180 * day,
		RefundAgeByMethod:   map[string]time.Duration{"afterpay": 120 * day},
		AuthorisationAgeMax: 29 * day, AuthorisationHonoured: 3 * day, VoidEndsCaptures: true, KeepsFees: true,
		Classes:     classes(),
		Final:       []string{"COMPLETED", "FAILED", "CANCELLED"},
		LateFailure: true,
		ListsBy:     payment.ListsByCreation,
		ListedAfter: 3 * time.Hour,
		Source:      "https://developer.paypal.com/docs/api/payments/v2/",
	}
}
