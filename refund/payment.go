package refund

import (
	"strings"
	"time"
)

// PaymentKind is the kind of a tender.
type PaymentKind string

// The payment kinds.
const (
	PaymentCard        PaymentKind = "CARD"
	PaymentWallet      PaymentKind = "WALLET"
	PaymentBank        PaymentKind = "BANK"
	PaymentGiftCard    PaymentKind = "GIFT_CARD"
	PaymentPoints      PaymentKind = "POINTS"
	PaymentStoreCredit PaymentKind = "STORE_CREDIT"
	PaymentCoupon      PaymentKind = "COUPON"
	PaymentRedPacket   PaymentKind = "RED_PACKET"
)

// Payment is one tender of the order.
type Payment struct {
	PaymentID           PaymentID   `json:"payment_id"`
	Kind                PaymentKind `json:"kind"`
	Provider            string      `json:"provider"`
	ProviderReference   string      `json:"provider_reference"`
	ProviderAccount     string      `json:"provider_account,omitempty"`
	Captures            []Capture   `json:"captures,omitempty"`
	CapturedMinor       int64       `json:"captured_minor"`
	AuthorizedMinor     *int64      `json:"authorized_minor,omitempty"`
	RefundedBeforeMinor int64       `json:"refunded_before_minor,omitempty"`
	OrderShareMinor     *int64      `json:"order_share_minor,omitempty"`
	Units               *Units      `json:"units,omitempty"`
	Divisible           *bool       `json:"divisible,omitempty"`
	InstrumentID        string      `json:"instrument_id,omitempty"`
	FundedBy            string      `json:"funded_by,omitempty"`
	Currency            Currency    `json:"currency_code"`
	CapturedAt          *time.Time  `json:"captured_at,omitempty"`
	ExpiresAt           *time.Time  `json:"expires_at,omitempty"`
}

// Indivisible reports whether the instrument goes back whole or not at all (MONEY C8).
func (p Payment) Indivisible() bool {
	if p.Divisible != nil {
		return !*p.Divisible
	}
	return p.Kind == PaymentRedPacket || p.Kind == PaymentCoupon
}

// SameCharge reports whether two payments are one charge at the provider, however they are spelt: a sender may
// leave the account out that another names.
func (p Payment) SameCharge(other Payment) bool {
	sameAccount := p.ProviderAccount == other.ProviderAccount || p.ProviderAccount == "" || other.ProviderAccount == ""
	return p.ProviderReference == other.ProviderReference && strings.EqualFold(p.Provider, other.Provider) && sameAccount
}

// Payment returns the order's payment of an id; false where there is none.
func (o Order) Payment(id PaymentID) (Payment, bool) {
	for _, p := range o.Payments {
		if p.PaymentID == id {
			return p, true
		}
	}
	return Payment{}, false
}

// Capture is one capture of a payment; captures are a set, joined over all events.
type Capture struct {
	CaptureID         string     `json:"capture_id"`
	ProviderReference string     `json:"provider_reference,omitempty"`
	AmountMinor       int64      `json:"amount_minor"`
	CapturedAt        *time.Time `json:"captured_at,omitempty"`
}

// Units is an amount of something that is not money (points of a programme).
type Units struct {
	Asset  string `json:"asset"`
	Amount int64  `json:"amount"`
}
