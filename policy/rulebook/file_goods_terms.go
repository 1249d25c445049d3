package rulebook

import (
	"maps"
	"slices"
	"strings"

	"github.com/makegood/makegood/refund"
)

// This file holds the terms about how goods come back, or stay.

// overGoods lays the terms about the way back, and about goods that stay with the customer.
func (f fileTerms) overGoods(t Terms) Terms {
	if f.ReturnShipping != nil {
		t.ReturnShipping = make(map[refund.Currency]ReturnLabel, len(f.ReturnShipping))
		for currency, own := range f.ReturnShipping {
			t.ReturnShipping[currency] = ReturnLabel{AmountMinor: own.AmountMinor.Value, TaxRate: own.TaxRate.Value}
		}
	}
	if f.ReturnShippingReasons != nil {
		t.ReturnShippingReasons = f.ReturnShippingReasons
	}
	if f.GoodsWaivedUpTo != nil {
		t.GoodsWaivedUpTo = make(map[refund.Currency]int64, len(f.GoodsWaivedUpTo))
		for currency, most := range f.GoodsWaivedUpTo {
			t.GoodsWaivedUpTo[currency] = most.Value
		}
	}
	return t
}

// labels writes what labels cost, with the rate of the tax in them.
func (t Terms) labels() string {
	var all []string
	for _, currency := range slices.Sorted(maps.Keys(t.ReturnShipping)) {
		label := t.ReturnShipping[currency]
		all = append(all, refund.FormatAmount(label.AmountMinor, currency)+" ("+label.TaxRate.String()+")")
	}
	return strings.Join(all, ", ")
}

func (t Terms) waivedUpTo() string {
	var all []string
	for _, currency := range slices.Sorted(maps.Keys(t.GoodsWaivedUpTo)) {
		all = append(all, refund.FormatAmount(t.GoodsWaivedUpTo[currency], currency))
	}
	return strings.Join(all, ", ")
}

// goodsTerms holds them to what is in force: an amount and a rate for each currency, no fault of the merchant's.
func (c *checker) goodsTerms(written fileTerms, key string) {
	c.costlyReasons(written.ReturnShippingReasons, key+".return_shipping_reasons")
	for _, currency := range slices.Sorted(maps.Keys(written.ReturnShipping)) {
		own, at := written.ReturnShipping[currency], key+".return_shipping."+string(currency)
		c.inUse(currency, key+".return_shipping")
		c.Need(own.AmountMinor.Present, at+".amount_minor")
		c.Need(own.TaxRate.Present, at+".tax_rate")
		if own.AmountMinor.Value > refund.CountMax {
			c.Say(at+".amount_minor", "is %d, more than %d", own.AmountMinor.Value, refund.CountMax)
		}
	}
	if len(written.GoodsWaivedUpTo) > 0 {
		c.byCurrency(written.GoodsWaivedUpTo, key+".goods_waived_up_to")
	}
}
