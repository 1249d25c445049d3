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
		if _, _, err := c.giveBack(d, d.left(), why); err != nil {
			return d.failed(err)
		}
	}
	return c.addClaimedShipping()
}

// because is why a delivery goes back: the key of its step, and what that names.
type because struct {
	key    deliveryKey
	inputs []refund.Input
}

// deliveryDue says whether an item gives a delivery back: by its reason the one that its goods were sent with.
func (c *Calculation) deliveryDue(d *delivery) (because, bool) {
	for i := range c.Items {
		it := &c.Items[i]
		if c.dueForReason(it, d) {
			return because{forReason(), []refund.Input{explain.Word("reason", it.Reason)}}, true
		}
		if c.dueWithWholeOrder(it) {
			return because{withWholeOrder(), nil}, true
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

// giveBack adds a part of a delivery's net price, and its tax, and returns it with the steps that explain it. What
// cost nothing adds nothing.
func (c *Calculation) giveBack(d *delivery, netMinor int64, why because) (worth part3, places []int, err error) {
	before := d.given
	if worth, err = d.take(netMinor); err != nil {
		return part3{}, nil, err
	}
	if worth.net > 0 {
		part := refund.Component{Kind: refund.ComponentShipping, ShipmentID: d.id, AmountMinor: worth.net, TaxMinor: worth.taxIn}
		if err := c.Add(part); err != nil {
			return part3{}, nil, err
		}
		places = append(places, c.sayDelivery(d, returned{before, worth, why}))
	}
	if worth.taxOn <= 0 {
		return worth, places, nil
	}
	places = append(places, c.sayDeliveryTax(d, returned{before, worth, why}))
	return worth, places, c.Add(refund.Component{Kind: refund.ComponentTax, ShipmentID: d.id, AmountMinor: worth.taxOn, TaxMinor: worth.taxOn})
}
