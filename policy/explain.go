package policy

import "github.com/makegood/makegood/refund"

// money writes an amount of the order for people.
func (w *work) money(minor int64) string { return refund.FormatAmount(minor, w.order.Currency) }
