package entitlement

import (
	"github.com/makegood/makegood/policy/explain"
	"github.com/makegood/makegood/policy/rulebook"
	"github.com/makegood/makegood/refund"
)

// AddShipping adds what of the deliveries the policy gives back, for an item's reason or because nothing of the
// order is kept; then what the request names of a delivery.
func (c *Calculation) AddShipping() error {
	for i := range c.past.deliveries {
		d := &c.past.deliveries[i]
		why, due := c.deliveryDue(d)
		if !due || d.gone {
			continue
		}
		if _, err := c.giveBack(d, d.left(), why); err != nil {
			return d.failed(err)
		}
	}
	return c.addClaimedShipping()
}

// because is why a delivery goes back: the end of a step's key, and what it names.
type because struct {
	key    string
	inputs []refund.Input
}

// deliveryDue says whether an item gives a delivery back: by its reason the one that its goods were sent with.
func (c *Calculation) deliveryDue(d *delivery) (because, bool) {
	for i := range c.Items {
		it := &c.Items[i]
		if c.dueForReason(it, d) {
			return because{"for_reason", []refund.Input{explain.Word("reason", it.Reason)}}, true
		}
		if c.dueWithWholeOrder(it) {
			return because{"whole_order", nil}, true
		}
	}
	return because{}, false
}

// dueForReason: an allowance leaves the goods, and their delivery, where they are.
func (c *Calculation) dueForReason(it *Item, d *delivery) bool {
	return !it.Allowance() && it.Grant.Terms.Shipping == rulebook.ShippingAlways && c.past.sent(d, it.Line.LineID)
}

// dueWithWholeOrder: the law gives the standard delivery back also where the policy does not.
func (c *Calculation) dueWithWholeOrder(it *Item) bool {
	return c.WholeOrder && !it.Allowance() && (it.Grant.Terms.Shipping != rulebook.ShippingNever || it.Statutory)
}

// giveBack adds a part of a delivery's net price, and its tax. What cost nothing adds nothing.
func (c *Calculation) giveBack(d *delivery, netMinor int64, why because) (part3, error) {
	before := d.given
	worth, err := d.take(netMinor)
	if err != nil {
		return part3{}, err
	}
	if worth.net > 0 {
		part := refund.Component{Kind: refund.ComponentShipping, ShipmentID: d.id, AmountMinor: worth.net, TaxMinor: worth.taxIn}
		if err := c.Add(part); err != nil {
			return part3{}, err
		}
		inputs := []refund.Input{d.word(), c.steps.Amount("total", d.paid.net), c.steps.Amount("given", before.net)}
		c.steps.Say(d.key(why, before), worth.net, append(inputs, why.inputs...)...)
	}
	if worth.taxOn <= 0 {
		return worth, nil
	}
	c.steps.Say(taxKey(before, worth, d.paid), worth.taxOn, d.word(), c.steps.Amount("total", d.paid.taxOn), c.steps.Amount("back", d.given.net),
		c.steps.Amount("net", d.paid.net), c.steps.Amount("upto", d.given.taxOn), c.steps.Amount("before", before.taxOn))
	return worth, c.Add(refund.Component{Kind: refund.ComponentTax, ShipmentID: d.id, AmountMinor: worth.taxOn, TaxMinor: worth.taxOn})
}

// key names the step by which a delivery goes back: the rest of one is what was paid less what went back.
func (d *delivery) key(why because, before part3) string {
	noun, end := "shipping.", why.key
	if d.id != "" {
		noun = "shipment."
	}
	if before.net > 0 && end != "asked" {
		end = "rest"
	}
	return noun + end
}

// taxKey names the step of the tax on top: all of it at once, or over the net given back.
func taxKey(before, worth, paid part3) string {
	if before.net == 0 && worth.taxOn == paid.taxOn {
		return "charge.tax"
	}
	return "charge.tax_over_net"
}
