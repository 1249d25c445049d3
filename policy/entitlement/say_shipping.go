package entitlement

import (
	"github.com/makegood/makegood/policy/explain"
	"github.com/makegood/makegood/refund"
)

// This file explains what goes back of deliveries, and what kept goods lose of their discounts.

// returned is a part of a delivery that goes back: after what did before, and why.
type returned struct {
	before, worth part3
	why           because
}

// deliveryKey is the key of a step of the order's own shipping, and the one of a shipment's.
type deliveryKey struct{ own, shipment string }

func forReason() deliveryKey      { return deliveryKey{"shipping.for_reason", "shipment.for_reason"} }
func withWholeOrder() deliveryKey { return deliveryKey{"shipping.whole_order", "shipment.whole_order"} }
func rest() deliveryKey           { return deliveryKey{"shipping.rest", "shipment.rest"} }
func asked() deliveryKey          { return deliveryKey{"shipping.asked", "shipment.asked"} }
func askedAll() deliveryKey       { return deliveryKey{"shipping.asked_all", "shipment.asked_all"} }

// key names the step by which a delivery goes back: the rest of one is what was paid less what went back.
func (r *returned) key(d *delivery) string {
	key := r.why.key
	if r.before.net > 0 && key != asked() && key != askedAll() {
		key = rest()
	}
	if d.id == "" {
		return key.own
	}
	return key.shipment
}

// atOnce reports whether all of a tax goes back with it.
func (r *returned) atOnce(taxMinor, paidMinor int64) bool {
	return r.before.net == 0 && taxMinor == paidMinor
}

// sayDelivery explains a part of a delivery's net price, and the tax inside it. It returns the step of the price.
func (c *Calculation) sayDelivery(d *delivery, r returned) int {
	inputs := append(make([]refund.Input, 0, 6), d.word(), c.steps.Amount("total", d.paid.net), c.steps.Amount("given", r.before.net))
	place := c.steps.Say(r.key(d), r.worth.net, append(inputs, r.why.inputs...)...)
	switch {
	case r.worth.taxIn == 0:
	case r.atOnce(r.worth.taxIn, d.paid.taxIn):
		c.steps.Say("tax.shipping", r.worth.taxIn, d.word(), c.steps.Amount("amount", r.worth.taxIn))
	default:
		c.steps.Say("tax.shipping_over_net", r.worth.taxIn, append(c.overNet(d), c.steps.Amount("total", d.paid.taxIn),
			c.steps.Amount("upto", d.given.taxIn), c.steps.Amount("before", r.before.taxIn))...)
	}
	return place
}

// sayDeliveryTax explains the tax on top of a part of a delivery: all of it at once, or over the net given back.
func (c *Calculation) sayDeliveryTax(d *delivery, r returned) int {
	if r.atOnce(r.worth.taxOn, d.paid.taxOn) {
		return c.steps.Say("charge.tax", r.worth.taxOn, d.word(), c.steps.AmountFrom("amount", r.worth.taxOn, refund.FromShippingOnTop))
	}
	return c.steps.Say("charge.tax_over_net", r.worth.taxOn, append(c.overNet(d), c.steps.Amount("total", d.paid.taxOn),
		c.steps.Amount("upto", d.given.taxOn), c.steps.Amount("before", r.before.taxOn))...)
}

// overNet are the inputs of a tax over what went back of a delivery by now.
func (c *Calculation) overNet(d *delivery) []refund.Input {
	return []refund.Input{d.word(), c.steps.Amount("back", d.given.net), c.steps.Amount("net", d.paid.net)}
}

// byDelivery begins a table by delivery; the order's own shipping has no id.
func byDelivery(columns ...refund.StepColumn) *tableOf {
	return &tableOf{StepTable: refund.StepTable{Of: "shipment", Columns: columns}}
}

// sayShippingLost explains what a promotion took off deliveries, and that no tier of it is reached any more, so that
// this is lost.
func (c *Calculation) sayShippingLost(kept basket, p *promotion, offMinor []int64) saidLost {
	promotion := explain.Word("promotion", p.rule.PromotionID)
	table := byDelivery(minorColumn("discount", refund.FromShippingDiscount), minorColumn("lost", 0))
	for i, off := range offMinor {
		if off != 0 {
			table.add(string(c.past.deliveries[i].id), off, off)
		}
	}
	off := c.steps.SayTable("clawback.deliveries", sumOfRows(table.Rows), table.StepTable, promotion)
	basket := c.sayBasket(c.keptBasket(kept), p)
	inputs := append(c.tested(basket, p), promotion, c.steps.Result("amount", off), explain.Number("forfeited", oneIf(p.forfeited(c.past.lines))))
	return saidLost{lost: c.steps.SayTable("clawback.shipping", sumOf(offMinor), c.tiersReached(basket, p), inputs...), byDelivery: off}
}

// saidLost are the steps of what a promotion lost of deliveries: in all, and by delivery. 0: it lost nothing.
type saidLost struct{ lost, byDelivery int }

// sayShippingTax explains the extra tax of deliveries in one mode; 0: there is none.
func (c *Calculation) sayShippingTax(state lostShipping, mode refund.TaxMode) int {
	key, recorded := "tax.kept_shipping", refund.FromShippingInside
	if mode == refund.TaxExclusive {
		key, recorded = "tax.on_kept_shipping", refund.FromShippingOnTop
	}
	table := byDelivery(minorColumn("paid", refund.FromShippingNet), minorColumn("recorded", recorded))
	var off [][]int64
	for i, said := range state.said {
		if said.byDelivery > 0 {
			table.Columns, off = append(table.Columns, rowColumn("more", said.byDelivery)), append(off, state.off[i])
		}
	}
	table.Columns = append(table.Columns, minorColumn("extra", 0))
	for i := range c.past.deliveries {
		d, extra := &c.past.deliveries[i], state.extra[i]
		if extra == (taxed{}) || !hasTax(d.shipping.Taxes, mode) {
			continue
		}
		more := make([]int64, len(off))
		for n := range off {
			more[n] = off[n][i]
		}
		paid, extraMinor := d.paid.taxIn, extra.in
		if mode == refund.TaxExclusive {
			paid, extraMinor = d.paid.taxOn, extra.on
		}
		table.addWith(string(d.id), append([]int64{paid}, more...), d.paid.net, extraMinor)
		table.Rows[len(table.Rows)-1].Rates = factors(d.shipping.Taxes, d.paid.net, mode)
	}
	if len(table.Rows) == 0 {
		return 0
	}
	return c.steps.SayTable(key, sumOfRows(table.Rows), table.StepTable)
}
