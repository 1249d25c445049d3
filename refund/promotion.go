package refund

import "time"

// PromotionKind says how a promotion earns its discount.
type PromotionKind string

// The promotion kinds.
const (
	PromotionThresholdAmountOff  PromotionKind = "THRESHOLD_AMOUNT_OFF"
	PromotionThresholdPercentOff PromotionKind = "THRESHOLD_PERCENT_OFF"
	PromotionCoupon              PromotionKind = "COUPON"
	PromotionRedPacket           PromotionKind = "RED_PACKET"
	PromotionBuyXGetY            PromotionKind = "BUY_X_GET_Y"
	PromotionGiftWithPurchase    PromotionKind = "GIFT_WITH_PURCHASE"
	PromotionFreeShipping        PromotionKind = "FREE_SHIPPING"
)

// Promotion is a rule the order earned a discount from.
type Promotion struct {
	PromotionID       PromotionID     `json:"promotion_id"`
	Kind              PromotionKind   `json:"kind"`
	QualifyingLineIDs []LineID        `json:"qualifying_line_ids,omitempty"`
	BenefitLineIDs    []LineID        `json:"benefit_line_ids,omitempty"`
	ThresholdMinor    *int64          `json:"threshold_minor,omitempty"`
	ThresholdQuantity *int64          `json:"threshold_quantity,omitempty"`
	Tiers             []PromotionTier `json:"tiers,omitempty"`
	Repeat            bool            `json:"repeat,omitempty"`
	MaxOffMinor       *int64          `json:"max_off_minor,omitempty"`
	AmountOffMinor    *int64          `json:"amount_off_minor,omitempty"`
	PercentOff        string          `json:"percent_off,omitempty"`
	BuyQuantity       *int64          `json:"buy_quantity,omitempty"`
	GetQuantity       *int64          `json:"get_quantity,omitempty"`
	GetPercentOff     string          `json:"get_percent_off,omitempty"`
	GiftLineID        LineID          `json:"gift_line_id,omitempty"`
	GiftPriceMinor    *int64          `json:"gift_price_minor,omitempty"`
	Sequence          *int64          `json:"sequence,omitempty"`
	FundedBy          string          `json:"funded_by,omitempty"`
	ExpiresAt         *time.Time      `json:"expires_at,omitempty"`
	Description       string          `json:"description,omitempty"`
}

// PromotionTier is one step of a tiered threshold.
type PromotionTier struct {
	ThresholdMinor    *int64 `json:"threshold_minor,omitempty"`
	ThresholdQuantity *int64 `json:"threshold_quantity,omitempty"`
	AmountOffMinor    *int64 `json:"amount_off_minor,omitempty"`
	PercentOff        string `json:"percent_off,omitempty"`
}
