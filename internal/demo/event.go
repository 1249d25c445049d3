package demo

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/makegood/makegood/refund"
)

// Event is one Kafka record of the stream.
type Event struct {
	// Shows says in a word what the event is there for.
	Shows string
	// Key is the order id.
	Key     string
	Headers []Header
	Value   []byte
	// Charges are what the order's customer really paid, as the provider knows it.
	Charges []Charge
}

// Charge is a captured payment at the provider, in minor units. AuthorizedMinor is what was authorised, where that
// is more; Captures are the captures it was taken by, where each is refunded by a reference of its own.
type Charge struct {
	Reference       string
	AmountMinor     int64
	AuthorizedMinor int64
	CurrencyCode    string
	Captures        []ChargeCapture
}

// ChargeCapture is one capture of a charge.
type ChargeCapture struct {
	Reference   string
	AmountMinor int64
}

// Header is a Kafka header.
type Header struct{ Key, Value string }

// order is the part of the event contract the demo speaks. It is written down here a second time,
// from the contract and not from makegood's own types, as an order system would have it.
type order struct {
	MerchantID     string       `json:"merchant_id"`
	OrderID        string       `json:"order_id"`
	CancellationID string       `json:"cancellation_id"`
	Scope          string       `json:"scope"`
	OccurredAt     time.Time    `json:"occurred_at"`
	PlacedAt       time.Time    `json:"placed_at"`
	DeliveredAt    *time.Time   `json:"delivered_at,omitempty"`
	Reason         string       `json:"reason"`
	Initiator      string       `json:"initiator"`
	RequestedBy    string       `json:"requested_by"`
	Channel        string       `json:"channel"`
	Market         string       `json:"market"`
	CurrencyCode   string       `json:"currency_code"`
	Customer       customer     `json:"customer"`
	Lines          []line       `json:"lines"`
	Shipping       shipping     `json:"shipping"`
	Payments       []payment    `json:"payments"`
	CancelledLines []cancelling `json:"cancelled_lines"`
}

type customer struct {
	CustomerID   string    `json:"customer_id"`
	Tier         string    `json:"tier"`
	Locale       string    `json:"locale"`
	Email        string    `json:"email"`
	RegisteredAt time.Time `json:"registered_at"`
}

type line struct {
	LineID         string `json:"line_id"`
	SKU            string `json:"sku"`
	Title          string `json:"title"`
	Category       string `json:"category"`
	BusinessModel  string `json:"business_model"`
	Quantity       int64  `json:"quantity"`
	UnitPriceMinor int64  `json:"unit_price_minor"`
	Tax            *tax   `json:"tax,omitempty"`
	Fulfilment     string `json:"fulfilment"`
}

type tax struct {
	Mode        string `json:"mode"`
	Rate        string `json:"rate"`
	AmountMinor int64  `json:"amount_minor"`
}

type shipping struct {
	AmountMinor   int64 `json:"amount_minor"`
	DiscountMinor int64 `json:"discount_minor"`
}

type payment struct {
	PaymentID         string    `json:"payment_id"`
	Kind              string    `json:"kind"`
	Provider          string    `json:"provider"`
	ProviderReference string    `json:"provider_reference"`
	CapturedMinor     int64     `json:"captured_minor"`
	AuthorizedMinor   int64     `json:"authorized_minor,omitempty"`
	CurrencyCode      string    `json:"currency_code"`
	CapturedAt        time.Time `json:"captured_at"`
	Captures          []capture `json:"captures,omitempty"`
}

type capture struct {
	CaptureID         string    `json:"capture_id"`
	ProviderReference string    `json:"provider_reference"`
	AmountMinor       int64     `json:"amount_minor"`
	CapturedAt        time.Time `json:"captured_at"`
}

type cancelling struct {
	LineID   string `json:"line_id"`
	Quantity int64  `json:"quantity"`
}

// totalMinor is what the customer paid: lines, exclusive tax and shipping.
func (o order) totalMinor() int64 {
	total := o.Shipping.AmountMinor - o.Shipping.DiscountMinor
	for _, l := range o.Lines {
		total += l.Quantity * l.UnitPriceMinor
		if l.Tax != nil && l.Tax.Mode == "EXCLUSIVE" {
			total += l.Tax.AmountMinor
		}
	}
	return total
}

// id is the refund's identity.
func (o order) id() refund.ID {
	return refund.Key{
		Merchant: refund.MerchantID(o.MerchantID), Order: refund.OrderID(o.OrderID), Request: refund.RequestID(o.CancellationID),
	}.ID()
}

func (o order) charges() []Charge {
	var out []Charge
	for _, p := range o.Payments {
		charge := Charge{Reference: p.ProviderReference, AmountMinor: p.CapturedMinor, AuthorizedMinor: p.AuthorizedMinor, CurrencyCode: p.CurrencyCode}
		for _, c := range p.Captures {
			charge.Captures = append(charge.Captures, ChargeCapture{c.ProviderReference, c.AmountMinor})
		}
		out = append(out, charge)
	}
	return out
}

// record turns an order into a record with CloudEvents headers.
func (o order) record(shows, eventID string) Event {
	value, err := json.Marshal(o)
	if err != nil {
		panic(fmt.Sprintf("demo: an order that is no JSON: %v", err))
	}
	return Event{Shows: shows, Key: o.OrderID, Value: value, Charges: o.charges(), Headers: []Header{
		{"ce_specversion", "1.0"},
		{"ce_id", eventID},
		{"ce_type", "makegood.order.v1.OrderCancelled"},
		{"ce_source", "/demo/orders"},
		{"ce_time", o.OccurredAt.Format(time.RFC3339)},
		{"ce_subject", o.OrderID},
		{"content-type", "application/json"},
	}}
}
