package ledger

import (
	"fmt"
	"slices"
	"strings"

	"github.com/makegood/makegood/refund"
)

// Differences names what in an event's order contradicts the pinned one: what was bought and how
// it was paid. What changes legitimately (customer, delivery, fulfilment, use, outside refunds) is
// ignored; captures are a set of facts and compared by JoinCaptures.
func Differences(pinned, seen refund.Order) []string {
	var d diff
	d.same("currency_code", pinned.Currency, seen.Currency)
	keyed(&d, "lines", index(pinned.Lines, lineKey), index(seen.Lines, lineKey), (*diff).line)
	d.shipping("shipping", pinned.Shipping, seen.Shipping)
	keyed(&d, "shipments", index(pinned.Shipments, shipmentKey), index(seen.Shipments, shipmentKey), (*diff).shipment)
	keyed(&d, "fees", index(pinned.Fees, feeKey), index(seen.Fees, feeKey), (*diff).fee)
	d.same("order_discounts", discounts(pinned.OrderDiscounts), discounts(seen.OrderDiscounts))
	keyed(&d, "payments", index(pinned.Payments, paymentKey), index(seen.Payments, paymentKey), (*diff).payment)
	return d
}

// diff collects the names of fields that differ.
type diff []string

func (d *diff) same(field string, pinned, seen any) {
	if pinned != seen {
		*d = append(*d, fmt.Sprintf("%s: %v, was %v", field, seen, pinned))
	}
}

func (d *diff) line(at string, pinned, seen refund.Line) {
	d.same(at+".quantity", pinned.Quantity, seen.Quantity)
	d.same(at+".unit_price_minor", pinned.UnitPriceMinor, seen.UnitPriceMinor)
	d.same(at+".discounts", discounts(pinned.Discounts), discounts(seen.Discounts))
	d.same(at+".taxes", taxes(pinned.Taxes), taxes(seen.Taxes))
	d.same(at+".measure", measured(pinned.Measure), measured(seen.Measure))
}

func (d *diff) shipping(at string, pinned, seen refund.Shipping) {
	d.same(at+".amount_minor", pinned.AmountMinor, seen.AmountMinor)
	d.same(at+".discount_minor", pinned.DiscountMinor, seen.DiscountMinor)
	d.same(at+".taxes", taxes(pinned.Taxes), taxes(seen.Taxes))
}

// shipment is what a delivery cost; which lines it sent is known as they are sent.
func (d *diff) shipment(at string, pinned, seen refund.Shipment) {
	d.shipping(at, pinned.Shipping, seen.Shipping)
}

func (d *diff) fee(at string, pinned, seen refund.Fee) {
	d.same(at+".amount_minor", pinned.AmountMinor, seen.AmountMinor)
	d.same(at+".taxes", taxes(pinned.Taxes), taxes(seen.Taxes))
}

func (d *diff) payment(at string, pinned, seen refund.Payment) {
	d.same(at+".kind", pinned.Kind, seen.Kind)
	// One charge may be spelt in two ways: the provider in other letters, the account left out.
	d.same(at+".provider", strings.ToLower(pinned.Provider), strings.ToLower(seen.Provider))
	if pinned.ProviderAccount != "" && seen.ProviderAccount != "" {
		d.same(at+".provider_account", pinned.ProviderAccount, seen.ProviderAccount)
	}
	d.same(at+".provider_reference", pinned.ProviderReference, seen.ProviderReference)
	d.same(at+".currency_code", pinned.Currency, seen.Currency)
	d.same(at+".order_share_minor", optional(pinned.OrderShareMinor), optional(seen.OrderShareMinor))
}

// items are the members of a list by key, in the list's sequence.
type items[T any] struct {
	keys  []string
	byKey map[string]T
}

func index[T any](list []T, key func(T) string) items[T] {
	out := items[T]{byKey: map[string]T{}}
	for _, item := range list {
		k := key(item)
		if _, again := out.byKey[k]; !again {
			out.keys = append(out.keys, k)
		}
		out.byKey[k] = item
	}
	return out
}

func keyed[T any](d *diff, list string, pinned, seen items[T], compare func(*diff, string, T, T)) {
	for _, k := range pinned.keys {
		at := list + "[" + k + "]"
		if other, ok := seen.byKey[k]; ok {
			compare(d, at, pinned.byKey[k], other)
		} else {
			*d = append(*d, at+": missing")
		}
	}
	for _, k := range seen.keys {
		if _, ok := pinned.byKey[k]; !ok {
			*d = append(*d, list+"["+k+"]: not in the pinned order")
		}
	}
}

func lineKey(l refund.Line) string         { return string(l.LineID) }
func feeKey(f refund.Fee) string           { return f.FeeID }
func shipmentKey(s refund.Shipment) string { return string(s.ShipmentID) }
func paymentKey(p refund.Payment) string   { return string(p.PaymentID) }

// measured writes a measure so that 2.35 kg and 2.350 kg are the same.
func measured(m *refund.Measure) string {
	if m == nil {
		return "none"
	}
	amount, err := refund.ParseDecimal(m.Amount)
	if err != nil {
		return m.Amount + " " + m.Unit
	}
	return amount.String() + " " + m.Unit
}

// discounts and taxes are written so that the sequence in the event does not matter.
func discounts(list []refund.DiscountShare) string {
	var out []string
	for _, s := range list {
		if s.AmountMinor != 0 {
			out = append(out, fmt.Sprintf("%s=%d", s.PromotionID, s.AmountMinor))
		}
	}
	return sorted(out)
}

func taxes(list []refund.Tax) string {
	var out []string
	for _, t := range list {
		if t.AmountMinor != 0 {
			out = append(out, fmt.Sprintf("%s %s=%d", t.Code, t.Mode, t.AmountMinor))
		}
	}
	return sorted(out)
}

func sorted(parts []string) string {
	slices.Sort(parts)
	return "[" + strings.Join(parts, ", ") + "]"
}

func optional(amount *int64) string {
	if amount == nil {
		return "none"
	}
	return fmt.Sprint(*amount)
}
