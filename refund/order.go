package refund

import "time"

// Cancellation is a decoded OrderCancelled event without contact data: the order as it was paid
// and what shall be refunded of it.
type Cancellation struct {
	Key
	Scope          Scope           `json:"scope"`
	OccurredAt     time.Time       `json:"occurred_at"`
	Reason         Reason          `json:"reason"`
	Initiator      Initiator       `json:"initiator"`
	RequestedBy    Person          `json:"requested_by,omitempty"`
	CancelledLines []CancelledLine `json:"cancelled_lines,omitempty"`
	// CancelledShipping is what of the delivery goes back beside the lines, or alone.
	CancelledShipping []CancelledShipping `json:"cancelled_shipping,omitempty"`
	Evidence          []Evidence          `json:"evidence,omitempty"`
	Order             Order               `json:"order"`
}

// Scope says whether the event names lines or means all that is left of the order.
type Scope string

// The scopes.
const (
	ScopeLines      Scope = "LINES"
	ScopeWholeOrder Scope = "WHOLE_ORDER"
)

// Initiator is the side that asked for the refund.
type Initiator string

// The initiators.
const (
	InitiatorCustomer Initiator = "CUSTOMER"
	InitiatorMerchant Initiator = "MERCHANT"
	InitiatorSupport  Initiator = "SUPPORT"
	InitiatorSystem   Initiator = "SYSTEM"
)

// CancelledLine names a quantity of a line to refund; AmountMinor is an allowance without goods.
type CancelledLine struct {
	LineID      LineID `json:"line_id"`
	Quantity    int64  `json:"quantity"`
	AmountMinor *int64 `json:"amount_minor,omitempty"`
	Reason      Reason `json:"reason,omitempty"`
	// GoodsWaived: the quantity is refunded, and the goods stay with the customer.
	GoodsWaived bool `json:"goods_waived,omitempty"`
	// AmountIncludesTax: AmountMinor contains the line's exclusive tax.
	AmountIncludesTax bool `json:"amount_includes_tax,omitempty"`
	// Measure is a part of a line sold by measure, in place of a quantity: money without goods.
	Measure *Measure `json:"measure,omitempty"`
}

// Evidence is a document behind a request.
type Evidence struct {
	URI       string `json:"uri" personal:"text"`
	SHA256    string `json:"sha256,omitempty"`
	MediaType string `json:"media_type,omitempty"`
}

// Order is what was bought and paid: the snapshot every event of an order carries. The first one
// seen is pinned; one that differs goes to review.
type Order struct {
	OrderVersion   string          `json:"order_version,omitempty"`
	Source         *OrderSource    `json:"order_source,omitempty"`
	PolicyRef      *PolicyRef      `json:"policy_ref,omitempty"`
	PlacedAt       time.Time       `json:"placed_at"`
	DeliveredAt    *time.Time      `json:"delivered_at,omitempty"`
	TimeZone       string          `json:"time_zone,omitempty"`
	Channel        string          `json:"channel,omitempty"`
	Market         string          `json:"market,omitempty"`
	Currency       Currency        `json:"currency_code"`
	Customer       Customer        `json:"customer"`
	Lines          []Line          `json:"lines"`
	Shipping       Shipping        `json:"shipping"`
	Fees           []Fee           `json:"fees,omitempty"`
	OrderDiscounts []DiscountShare `json:"order_discounts,omitempty"`
	Promotions     []Promotion     `json:"promotions,omitempty"`
	Payments       []Payment       `json:"payments"`
	// Shipments are deliveries with costs of their own, beside Shipping.
	Shipments []Shipment `json:"shipments,omitempty"`
	// EarnedPoints are points that the purchase earned the customer.
	EarnedPoints []EarnedPoints `json:"earned_points,omitempty"`
	Invoice      *Invoice       `json:"invoice,omitempty"`
	// WithdrawalInformed: whether the customer was told of the right to withdraw as the law asks; nil: yes.
	WithdrawalInformed *bool `json:"withdrawal_informed,omitempty"`
	// ShipBy is until when the order was promised to be sent.
	ShipBy *time.Time `json:"ship_by,omitempty"`
}

// OrderSource is where the order was placed.
type OrderSource struct {
	Platform string `json:"platform,omitempty"`
	Shop     string `json:"shop,omitempty"`
}

// Customer is the buyer without contact data (that travels in Contact alone).
type Customer struct {
	CustomerID   CustomerID `json:"customer_id"`
	Tier         string     `json:"tier,omitempty"`
	Locale       string     `json:"locale,omitempty"`
	RegisteredAt *time.Time `json:"registered_at,omitempty"`
}

// Contact is how the customer is reached: personal data, in one field of the workflow's input and
// nowhere else in Temporal or in the ledger. In Temporal it is sealed: then Sealed alone is set.
type Contact struct {
	Email     string `json:"email,omitempty"`
	Phone     string `json:"phone,omitempty"`
	PushToken string `json:"push_token,omitempty"`
	// Sealed is the contact itself as JSON, sealed under the customer's key (package privacy).
	Sealed string `json:"sealed,omitempty"`
}

// Line is an order line, as bought: quantity and amounts are of the whole line in every event.
type Line struct {
	LineID            LineID          `json:"line_id"`
	SKU               string          `json:"sku,omitempty"`
	Title             string          `json:"title,omitempty"`
	Category          string          `json:"category,omitempty"`
	BusinessModel     BusinessModel   `json:"business_model"`
	Quantity          int64           `json:"quantity"`
	UnitPriceMinor    int64           `json:"unit_price_minor"`
	Discounts         []DiscountShare `json:"discounts,omitempty"`
	Taxes             []Tax           `json:"taxes,omitempty"`
	Fulfilment        Fulfilment      `json:"fulfilment,omitempty"`
	FulfilledQuantity *int64          `json:"fulfilled_quantity,omitempty"`
	DeliveredAt       *time.Time      `json:"delivered_at,omitempty"`
	ServicePeriod     *ServicePeriod  `json:"service_period,omitempty"`
	UnitsTotal        *int64          `json:"units_total,omitempty"`
	UnitsUsed         *int64          `json:"units_used,omitempty"`
	CustomMade        bool            `json:"custom_made,omitempty"`
	Activated         bool            `json:"activated,omitempty"`
	FaceMinor         *int64          `json:"face_minor,omitempty"`
	BonusMinor        *int64          `json:"bonus_minor,omitempty"`
	// SellerID is who sells the line on a marketplace; Commission is what the marketplace keeps of it.
	SellerID   SellerID    `json:"seller_id,omitempty"`
	Commission *Commission `json:"commission,omitempty"`
	// Measure is how much the whole line is, where it is sold by weight, length or volume.
	Measure *Measure `json:"measure,omitempty"`
}

// ServicePeriod is [StartAt, EndAt).
type ServicePeriod struct {
	StartAt time.Time `json:"start_at"`
	EndAt   time.Time `json:"end_at"`
}

// BusinessModel says which rules of use and return apply to a line.
type BusinessModel string

// The business models.
const (
	ModelPhysicalGoods BusinessModel = "PHYSICAL_GOODS"
	ModelFreshGoods    BusinessModel = "FRESH_GOODS"
	ModelDigitalGoods  BusinessModel = "DIGITAL_GOODS"
	ModelSubscription  BusinessModel = "SUBSCRIPTION"
	ModelCourse        BusinessModel = "COURSE"
	ModelEquipment     BusinessModel = "EQUIPMENT"
	ModelPrepaidCard   BusinessModel = "PREPAID_CARD"
)

// Fulfilment says how far a line has come.
type Fulfilment string

// The fulfilment states.
const (
	FulfilmentUnfulfilled Fulfilment = "UNFULFILLED"
	FulfilmentShipped     Fulfilment = "SHIPPED"
	FulfilmentDelivered   Fulfilment = "DELIVERED"
	FulfilmentConsumed    Fulfilment = "CONSUMED"
)

// DiscountShare is what one promotion took off a line, the shipping or the order.
type DiscountShare struct {
	PromotionID PromotionID `json:"promotion_id"`
	AmountMinor int64       `json:"amount_minor"`
}

// TaxMode says whether a price contains the tax.
type TaxMode string

// The tax modes.
const (
	TaxInclusive TaxMode = "INCLUSIVE"
	TaxExclusive TaxMode = "EXCLUSIVE"
)

// Tax is the recorded tax of a whole line, fee or shipping, after discounts; it is authoritative
// (MONEY C4). Rate is a decimal string, 0 <= rate < 1.
type Tax struct {
	Code        string  `json:"code,omitempty"`
	Mode        TaxMode `json:"mode"`
	Rate        string  `json:"rate,omitempty"`
	AmountMinor int64   `json:"amount_minor"`
}

// Shipping is what was charged for delivery.
type Shipping struct {
	AmountMinor   int64           `json:"amount_minor"`
	DiscountMinor int64           `json:"discount_minor"`
	Discounts     []DiscountShare `json:"discounts,omitempty"`
	Taxes         []Tax           `json:"taxes,omitempty"`
}

// Fee is a charge beside goods and shipping.
type Fee struct {
	FeeID       string `json:"fee_id"`
	Kind        string `json:"kind,omitempty"`
	AmountMinor int64  `json:"amount_minor"`
	Taxes       []Tax  `json:"taxes,omitempty"`
	Refundable  bool   `json:"refundable,omitempty"`
}
