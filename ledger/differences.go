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
	return compare(pinned, seen).texts()
}

func compare(pinned, seen refund.Order) diff {
	var d diff
	d.same("currency_code", pinned.Currency, seen.Currency)
	keyed(&d, "lines", index(pinned.Lines, lineKey), index(seen.Lines, lineKey), (*diff).line)
	d.shipping("shipping", pinned.Shipping, seen.Shipping)
	keyed(&d, "shipments", index(pinned.Shipments, shipmentKey), index(seen.Shipments, shipmentKey), (*diff).shipment)
	keyed(&d, "fees", index(pinned.Fees, feeKey), index(seen.Fees, feeKey), (*diff).fee)
	d.same("order_discounts", discounts(pinned.OrderDiscounts), discounts(seen.OrderDiscounts))
	keyed(&d, "payments", index(pinned.Payments, paymentKey), index(seen.Payments, paymentKey), (*diff).payment)
	keyed(&d, "earned_points", index(pinned.EarnedPoints, pointsKey), index(seen.EarnedPoints, pointsKey), (*diff).points)
	d.same("withdrawal_informed", informed(pinned), informed(seen))
	return d
}

// diff collects what differs, in the sequence of the order's parts.
type diff []difference

// difference is one thing that differs. adds: it was not there before, and what was there is as it was.
type difference struct {
	text string
	adds bool
}

func (d diff) texts() (out []string) {
	for _, one := range d {
		out = append(out, one.text)
	}
	return out
}

func (d *diff) same(field string, pinned, seen any) {
	if pinned != seen {
		*d = append(*d, difference{text: fmt.Sprintf("%s: %v, was %v", field, seen, pinned)})
	}
}

func (d *diff) line(at string, pinned, seen refund.Line) {
	d.same(at+".quantity", pinned.Quantity, seen.Quantity)
	d.same(at+".unit_price_minor", pinned.UnitPriceMinor, seen.UnitPriceMinor)
	d.same(at+".discounts", discounts(pinned.Discounts), discounts(seen.Discounts))
	d.same(at+".taxes", taxes(pinned.Taxes), taxes(seen.Taxes))
	d.same(at+".seller_id", pinned.SellerID, seen.SellerID)
	d.same(at+".commission", commission(pinned.Commission), commission(seen.Commission))
	d.same(at+".measure", measure(pinned.Measure), measure(seen.Measure))
}

func (d *diff) shipping(at string, pinned, seen refund.Shipping) {
	d.same(at+".amount_minor", pinned.AmountMinor, seen.AmountMinor)
	d.same(at+".discount_minor", pinned.DiscountMinor, seen.DiscountMinor)
	d.same(at+".discounts", discounts(pinned.Discounts), discounts(seen.Discounts))
	d.same(at+".taxes", taxes(pinned.Taxes), taxes(seen.Taxes))
}

// shipment compares what a delivery cost. What was sent with it is a matter of fulfilment.
func (d *diff) shipment(at string, pinned, seen refund.Shipment) {
	d.shipping(at, pinned.Shipping, seen.Shipping)
}

func (d *diff) points(at string, pinned, seen refund.EarnedPoints) {
	d.same(at+".amount", pinned.Amount, seen.Amount)
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
			*d = append(*d, difference{text: at + ": missing"})
		}
	}
	for _, k := range seen.keys {
		if _, ok := pinned.byKey[k]; !ok {
			*d = append(*d, difference{text: list + "[" + k + "]: not in the pinned order", adds: true})
		}
	}
}

func lineKey(l refund.Line) string       { return string(l.LineID) }
func feeKey(f refund.Fee) string         { return f.FeeID }
func paymentKey(p refund.Payment) string { return string(p.PaymentID) }

func shipmentKey(s refund.Shipment) string { return string(s.ShipmentID) }

// pointsKey names a programme and the lines that earned its points.
func pointsKey(p refund.EarnedPoints) string {
	var lines []string
	for _, id := range p.LineIDs {
		lines = append(lines, string(id))
	}
	return p.Asset + " " + sorted(lines)
}

func commission(c *refund.Commission) string {
	if c == nil {
		return "none"
	}
	return decimalText(c.Rate) + " " + optional(c.AmountMinor)
}

func measure(m *refund.Measure) string {
	if m == nil {
		return "none"
	}
	return decimalText(m.Amount) + " " + m.Unit
}

// decimalText writes a decimal without trailing zeros; a text that is none, as it is.
func decimalText(text string) string {
	value, err := refund.ParseDecimal(text)
	if err != nil {
		return text
	}
	return value.String()
}

func informed(o refund.Order) bool { return o.WithdrawalInformed == nil || *o.WithdrawalInformed }

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
