package entitlement

import (
	"fmt"
	"slices"

	"github.com/makegood/makegood/policy/explain"
	"github.com/makegood/makegood/refund"
)

// delivery is a charge for sending goods: the order's own shipping, or that of a shipment. It goes back once over
// all requests, whole or in parts.
type delivery struct {
	id       refund.ShipmentID
	shipping *refund.Shipping
	// lines were sent with a shipment. The order's own shipping sent those that no shipment names.
	lines []refund.LineID
	// paid is what it cost, given what went back of it.
	paid, given part3
	// gone: nothing of it is left to go back, also where it cost nothing.
	gone bool
}

// readDeliveries reads what the order's deliveries cost: its own shipping first.
func (p *past) readDeliveries(order *refund.Order) error {
	p.deliveries = make([]delivery, 1, 1+len(order.Shipments))
	p.deliveries[0].shipping = &order.Shipping
	for i := range order.Shipments {
		s := &order.Shipments[i]
		p.deliveries = append(p.deliveries, delivery{id: s.ShipmentID, shipping: &s.Shipping, lines: s.LineIDs})
	}
	for i := range p.deliveries {
		d := &p.deliveries[i]
		var err error
		if d.paid.net, err = d.shipping.NetMinor(); err != nil {
			return d.failed(err)
		}
		if d.paid.taxIn, err = refund.TaxMinor(d.shipping.Taxes, refund.TaxInclusive); err != nil {
			return d.failed(err)
		}
		if d.paid.taxOn, err = refund.TaxMinor(d.shipping.Taxes, refund.TaxExclusive); err != nil {
			return d.failed(err)
		}
	}
	return nil
}

func (d *delivery) failed(err error) error { return fmt.Errorf("delivery %q: %w", d.id, err) }

// delivery returns the delivery of an id; nil where the order has none.
func (p *past) delivery(id refund.ShipmentID) *delivery {
	for i := range p.deliveries {
		if p.deliveries[i].id == id {
			return &p.deliveries[i]
		}
	}
	return nil
}

// readShipping adds what an earlier request gave back of a delivery.
func (p *past) readShipping(c refund.Component) {
	if d := p.delivery(c.ShipmentID); d != nil {
		d.given.net += c.AmountMinor
		d.given.taxIn += c.TaxMinor
		d.gone = d.paid.net > 0 && d.given.net >= d.paid.net
	}
}

func (p *past) readShippingTax(c refund.Component) {
	if d := p.delivery(c.ShipmentID); d != nil {
		d.given.taxOn += c.AmountMinor
	}
}

// sent reports whether a line was sent with the delivery.
func (p *past) sent(d *delivery, line refund.LineID) bool {
	if d.id != "" {
		return slices.Contains(d.lines, line)
	}
	return !slices.ContainsFunc(p.deliveries[1:], func(s delivery) bool { return slices.Contains(s.lines, line) })
}

// left is what may still go back of the delivery's net price.
func (d *delivery) left() int64 {
	if d.gone {
		return 0
	}
	return max(0, d.paid.net-d.given.net)
}

// leftPaid is left with the tax on top of it.
func (d *delivery) leftPaid() int64 {
	if d.gone {
		return 0
	}
	return d.left() + max(0, d.paid.taxOn-d.given.taxOn)
}

// take gives back a part of the net price, with the tax over the net given back so far (MONEY C4, C12).
func (d *delivery) take(netMinor int64) (part3, error) {
	back := d.given.net + netMinor
	taxIn, err := d.taxOver(d.paid.taxIn, back)
	if err != nil {
		return part3{}, err
	}
	taxOn, err := d.taxOver(d.paid.taxOn, back)
	if err != nil {
		return part3{}, err
	}
	worth := part3{netMinor, max(0, taxIn-d.given.taxIn), max(0, taxOn-d.given.taxOn)}
	d.given = d.given.plus(worth)
	d.gone = d.gone || back >= d.paid.net
	return worth, nil
}

// taxOver is the tax of a part of the net price. What cost nothing has all its tax at once.
func (d *delivery) taxOver(taxMinor, netMinor int64) (int64, error) {
	if d.paid.net == 0 {
		return taxMinor, nil
	}
	return refund.Prorate(taxMinor, netMinor, d.paid.net)
}

// check refuses a delivery that gives back more than was paid for it.
func (d *delivery) check() error {
	if d.given.net > d.paid.net || d.given.taxOn > d.paid.taxOn || d.given.taxIn > d.paid.taxIn {
		return fmt.Errorf("delivery %q gives back %+v of %+v", d.id, d.given, d.paid)
	}
	return nil
}

// word names the delivery in an explanation.
func (d *delivery) word() refund.Input { return explain.Word("shipment", d.id) }
