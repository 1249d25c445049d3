package refund

// OrderHistory is everything the ledger knows of an order when a request is judged, under the order's
// lock. Version counts the order's reservations, releases and facts.
type OrderHistory struct {
	Version int64 `json:"version"`
	// Order is the pinned (first seen) snapshot; ties are broken in its sequence.
	Order Order `json:"order"`
	// Differences names what in this request's own snapshot contradicts the pinned one.
	Differences []string      `json:"differences,omitempty"`
	Earlier     []Entitlement `json:"earlier,omitempty"`
	// PaidApartMinor is what was paid by requests that left the sequence all the same: the rest of each
	// was given up. It counts for approvals, not for entitlement.
	PaidApartMinor int64            `json:"paid_apart_minor,omitempty"`
	Payments       []PaymentBalance `json:"payments"`
	Customer       CustomerPast     `json:"customer"`
}

// Entitlement is what an earlier request of the order took: it stays in the sequence unless it
// was rejected, withdrawn or given up (MONEY C2).
type Entitlement struct {
	Refund        ID          `json:"refund"`
	MerchantFault bool        `json:"merchant_fault"`
	TotalMinor    int64       `json:"total_minor"`
	Components    []Component `json:"components"`
}

// PaymentBalance is a payment's control accounts (POSTINGS), in minor units of its currency, in
// the pinned sequence; KeptBackMinor and OwedMinor are this order's own.
type PaymentBalance struct {
	PaymentID     PaymentID `json:"payment_id"`
	Currency      Currency  `json:"currency_code"`
	CapturedMinor int64     `json:"captured_minor"`
	OpenMinor     int64     `json:"open_minor"`
	HeldMinor     int64     `json:"held_minor"`
	SentMinor     int64     `json:"sent_minor"`
	ReturnedMinor int64     `json:"returned_minor"`
	// KeptBackMinor is what the order's refunds keep back of an indivisible instrument. It is negative
	// when the instrument went back with the share of a refund that left the sequence since: so much
	// was given in advance, OwedMinor is higher by it, and the next refund keeps it back.
	KeptBackMinor    int64 `json:"kept_back_minor"`
	ExternalMinor    int64 `json:"external_minor"`
	DisputedMinor    int64 `json:"disputed_minor"`
	ChargedBackMinor int64 `json:"charged_back_minor"`
	ExcessMinor      int64 `json:"excess_minor"`
	// OwedMinor is what this payment still owes back for this order, ignoring disputes (MONEY C8).
	OwedMinor int64 `json:"owed_minor"`
	// Stop is empty, or why nothing may be sent against the payment.
	Stop string `json:"stop,omitempty"`
	// Captures are the payment's, in the sequence in which they are refunded, where each is refunded by a
	// reference of its own; nil: the payment is refunded by its own reference.
	Captures []CaptureBalance `json:"captures,omitempty"`
}

// RemainingMinor is what may still be decided against the payment for this order.
func (b PaymentBalance) RemainingMinor() int64 { return min(b.OpenMinor, b.OwedMinor) }

// CustomerPast is the customer's own refund history at the merchant, over the ledger's rows.
type CustomerPast struct {
	// RefundCount90d and RefundMinor90d cover unreleased refunds of the last 90 days before the
	// request, this order's included, in the order's currency.
	RefundCount90d int64 `json:"refund_count_90d"`
	RefundMinor90d int64 `json:"refund_minor_90d"`
	// TodayMinor is what was reserved for the customer on the request's UTC day, in the order's
	// currency, without this request.
	TodayMinor int64 `json:"today_minor"`
	// Windows are the last 7, 30 and 90 days, in that sequence.
	Windows []PastWindow `json:"windows,omitempty"`
	// OrderCount is how many other orders of the customer the ledger knows; 0: this is the first.
	OrderCount int64 `json:"order_count"`
	// RequestsLastHour is how many other requests of the customer came in the last hour.
	RequestsLastHour int64 `json:"requests_last_hour"`
	// AverageMinor and LargestMinor are of the customer's other unreleased refunds, in the order's
	// currency; 0 without any.
	AverageMinor int64 `json:"average_minor"`
	LargestMinor int64 `json:"largest_minor"`
	// PaymentIsNew: none of this order's payments has the provider, account and kind of one the
	// customer paid with before; false for the first order.
	PaymentIsNew bool `json:"payment_is_new"`
}

// Window is the customer's past over the last days; a zero one where it was not filled in.
func (p CustomerPast) Window(days int64) PastWindow {
	for _, window := range p.Windows {
		if window.Days == days {
			return window
		}
	}
	return PastWindow{Days: days}
}

// PastWindow sums a customer's refunds, and what is known of the orders behind them, over the last
// days before the request, without the request itself, in minor units of the order's currency.
type PastWindow struct {
	Days        int64 `json:"days"`
	RefundCount int64 `json:"refund_count"`
	RefundMinor int64 `json:"refund_minor"`
	// WaivedCount are those of the refunds by which goods stayed with the customer, WaivedMinor what was
	// paid back for such goods, tax on top included.
	WaivedCount int64 `json:"waived_count,omitempty"`
	WaivedMinor int64 `json:"waived_minor,omitempty"`
	// CapturedMinor is what was captured for the customer's orders the ledger knows of that window.
	CapturedMinor int64 `json:"captured_minor"`
}
