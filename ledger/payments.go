package ledger

import (
	"time"

	"github.com/makegood/makegood/refund"
)

// PaymentPage selects a page of one provider's payments, in the sequence of their ids.
type PaymentPage struct {
	Provider string
	// After is the id of the last payment of the page before; "" begins.
	After string
	// LimitMax bounds the payments of the page; 0 is 1000.
	LimitMax int
}

// ProviderPayment is what the ledger says of one payment that its provider can confirm: by account and
// reference, as the provider knows it. A payment that is refunded by its captures has another row for each
// capture's reference. Amounts are minor units of Currency.
type ProviderPayment struct {
	// ID is PaymentRef.ID. Payments of several merchants may share an account and a reference.
	ID        string
	Provider  string
	Account   string
	Reference string
	Currency  refund.Currency
	// ReturnedMinor is what went back over the provider and stayed there. What went back as store credit,
	// or was paid outside makegood, is not in it.
	ReturnedMinor int64
	// UnderWayMinor is what was sent and has no final word: it may have moved.
	UnderWayMinor int64
}

// StuckLeg is a leg that was sent more often than StuckSends, or lies undecided for longer than
// StuckAfter.
type StuckLeg struct {
	Refund      refund.ID
	Leg         refund.LegID
	Payment     refund.PaymentID
	Status      refund.LegStatus
	AmountMinor int64
	Currency    refund.Currency
	// SendCount is how often the leg's present generation was sent, the first time at Since.
	SendCount int64
	Since     time.Time
}
