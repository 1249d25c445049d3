package refund

import (
	"crypto/sha256"
	"encoding/base32"
	"fmt"
	"strings"
)

// Ids of the field. They are business keys: opaque, case-sensitive, never personal data.
type (
	// MerchantID names the seller whose order is refunded.
	MerchantID string
	// OrderID names the order; it is the key of every Kafka record about it.
	OrderID string
	// RequestID names one request for a refund (cancellation_id in the event).
	RequestID string
	// LineID names a line within its order.
	LineID string
	// PaymentID names a captured tender within its order.
	PaymentID string
	// PromotionID names a promotion within its order.
	PromotionID string
	// CustomerID names the buyer at the merchant.
	CustomerID string
	// LegID names a leg within its refund.
	LegID string
	// Person is the subject that acts: a reviewer, a requester ("customer:42"), an operator.
	Person string
	// DecisionID makes a person's decision idempotent.
	DecisionID string
)

// ID is a refund's identity and its Temporal workflow id: refund/<merchant>/<order>/<request>.
type ID string

// Key is the business key of a refund.
type Key struct {
	Merchant MerchantID `json:"merchant_id"`
	Order    OrderID    `json:"order_id"`
	Request  RequestID  `json:"cancellation_id"`
}

const idPrefix = "refund/"

// businessIDBytesMax bounds merchant, order and request ids (the event contract).
const businessIDBytesMax = 64

// ValidBusinessID reports whether s may stand in a refund's identity: [A-Za-z0-9._-]{1,64}.
func ValidBusinessID(s string) bool {
	for i := range len(s) {
		c := s[i]
		letter := c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
		digit := c >= '0' && c <= '9'
		if !letter && !digit && c != '.' && c != '_' && c != '-' {
			return false
		}
	}
	return s != "" && len(s) <= businessIDBytesMax
}

// ID returns the refund's identity. The key's parts must be valid business ids.
func (k Key) ID() ID {
	return ID(idPrefix + string(k.Merchant) + "/" + string(k.Order) + "/" + string(k.Request))
}

// Key returns the business key in id, or a Problem with code BAD_ID.
func (id ID) Key() (Key, error) {
	parts := strings.Split(strings.TrimPrefix(string(id), idPrefix), "/")
	if !strings.HasPrefix(string(id), idPrefix) || len(parts) != 3 {
		return Key{}, Problem{Code: CodeBadID, Detail: fmt.Sprintf("%q is not refund/<merchant>/<order>/<request>", id)}
	}
	for _, part := range parts {
		if !ValidBusinessID(part) {
			return Key{}, Problem{Code: CodeBadID, Detail: fmt.Sprintf("%q has a part that is not [A-Za-z0-9._-]{1,64}", id)}
		}
	}
	return Key{Merchant: MerchantID(parts[0]), Order: OrderID(parts[1]), Request: RequestID(parts[2])}, nil
}

// ProviderKey is the idempotency key a provider sees for one leg: a short hash of refund, leg
// and generation. It never depends on an attempt, a run, a clock or chance (promise 4). 34
// characters, within the 64 that WeChat Pay and Alipay allow.
func ProviderKey(id ID, leg LegID, generation int) string {
	sum := sha256.Sum256(fmt.Appendf(nil, "makegood/1\x00%s\x00%s\x00%d", id, leg, generation))
	return "mg" + strings.ToLower(base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(sum[:20]))
}
