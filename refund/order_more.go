package refund

// This file holds the parts of an order and of a request that few orders have. Amounts are minor units of
// the order's currency.

// ShipmentID names a delivery of an order.
type ShipmentID string

// SellerID names who sells a line on a marketplace.
type SellerID string

// Shipment is a delivery with a cost of its own.
type Shipment struct {
	ShipmentID ShipmentID `json:"shipment_id"`
	Shipping
	// LineIDs are the lines that were sent with it.
	LineIDs []LineID `json:"line_ids,omitempty"`
}

// CancelledShipping names what of a delivery goes back. An empty ShipmentID is the order's own shipping.
type CancelledShipping struct {
	ShipmentID ShipmentID `json:"shipment_id,omitempty"`
	// AmountMinor is without exclusive tax; nil: all that is left of it.
	AmountMinor *int64 `json:"amount_minor,omitempty"`
	Reason      Reason `json:"reason,omitempty"`
}

// Measure is how much of something that is sold by weight, length or volume. Amount is a plain decimal.
type Measure struct {
	Amount string `json:"amount"`
	Unit   string `json:"unit"`
}

// Commission is what a marketplace keeps of a line: a rate of its net paid amount (a decimal string,
// 0 <= rate < 1), or an amount of the whole line.
type Commission struct {
	Rate        string `json:"rate,omitempty"`
	AmountMinor *int64 `json:"amount_minor,omitempty"`
}

// EarnedPoints are points of a programme that the purchase earned. Empty LineIDs: every line earned them.
type EarnedPoints struct {
	Asset   string   `json:"asset"`
	Amount  int64    `json:"amount"`
	LineIDs []LineID `json:"line_ids,omitempty"`
}

// Invoice is the document a sale was invoiced by. Date is a calendar date, such as "2026-11-28".
type Invoice struct {
	Number string `json:"number"`
	Date   string `json:"date,omitempty"`
}
