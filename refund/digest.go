package refund

import (
	"crypto/sha256"
	"encoding/hex"
	"strconv"
	"strings"
)

// digestVersion stands before every digest. Another canonical form gets another version: a digest
// is stored for as long as the ledger lives, and is only ever compared with one of its own.
const digestVersion = "v1"

// Digest is the hash of what a cancellation means in money: who, which order, scope, reason,
// quantities, amounts, promotions, payments, cancelled lines. Times, contact data, titles, documents and
// whatever else a sender may repeat differently are not in it (MONEY, "The body's digest").
//
// Two deliveries with the same digest are the same request; the same key with another digest is a
// conflict (promise 5).
func Digest(c Cancellation) string {
	canon := make(canonical, 0, 1024)
	canon.text(string(c.Merchant), string(c.Key.Order), string(c.Request))
	canon.text(string(c.Scope), string(c.Reason), string(c.Order.Currency))
	list(&canon, c.CancelledLines, (*canonical).cancelledLine)
	list(&canon, c.Order.Lines, (*canonical).line)
	canon.number(c.Order.Shipping.AmountMinor, c.Order.Shipping.DiscountMinor)
	list(&canon, c.Order.Shipping.Discounts, (*canonical).discount)
	list(&canon, c.Order.Shipping.Taxes, (*canonical).tax)
	list(&canon, c.Order.Fees, (*canonical).fee)
	list(&canon, c.Order.OrderDiscounts, (*canonical).discount)
	list(&canon, c.Order.Promotions, (*canonical).promotion)
	list(&canon, c.Order.Payments, (*canonical).payment)
	canon.tail(c)
	sum := sha256.Sum256(canon)
	return string(hex.AppendEncode([]byte(digestVersion+":"), sum[:]))
}

// canonical is the byte form that is hashed. Every value carries its kind, and texts and lists
// their length, so that no two different cancellations have the same form.
type canonical []byte

func list[T any](c *canonical, items []T, write func(*canonical, T)) {
	*c = append(*c, '[')
	c.number(int64(len(items)))
	for _, item := range items {
		write(c, item)
	}
}

func (c *canonical) text(values ...string) {
	for _, value := range values {
		*c = strconv.AppendInt(append(*c, 's'), int64(len(value)), 10)
		*c = append(append(*c, ':'), value...)
	}
}

func (c *canonical) number(values ...int64) {
	for _, value := range values {
		*c = append(strconv.AppendInt(append(*c, 'i'), value, 10), ';')
	}
}

// optional keeps apart what was not said and what was said to be 0.
func (c *canonical) optional(values ...*int64) {
	for _, value := range values {
		if value == nil {
			*c = append(*c, '-')
			continue
		}
		c.number(*value)
	}
}

func (c *canonical) flag(values ...bool) {
	for _, value := range values {
		*c = strconv.AppendBool(append(*c, 'b'), value)
	}
}

// decimal writes 0.130 and 0.13 alike.
func (c *canonical) decimal(texts ...string) {
	for _, text := range texts {
		if strings.Contains(text, ".") {
			text = strings.TrimRight(strings.TrimRight(text, "0"), ".")
		}
		c.text(text)
	}
}
