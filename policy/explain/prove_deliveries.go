package explain

import (
	"slices"
	"time"

	"github.com/makegood/makegood/refund"
)

// This file reads what an order and its history say of deliveries.

// delivery is the shipping of a shipment, or the order's own.
func delivery(order *refund.Order, shipment string) (refund.Shipping, bool) {
	if shipment == "" {
		return order.Shipping, true
	}
	for i := range order.Shipments {
		if string(order.Shipments[i].ShipmentID) == shipment {
			return order.Shipments[i].Shipping, true
		}
	}
	return refund.Shipping{}, false
}

// ofShipping reads a field of the delivery that a source is about.
func ofShipping(read func(*refund.Shipping, subject) (int64, bool)) func(*refund.Order, subject) (int64, bool) {
	return func(order *refund.Order, of subject) (int64, bool) {
		own, ok := delivery(order, of.shipment)
		if !ok {
			return 0, false
		}
		return read(&own, of)
	}
}

// shippingDiscount is what a promotion took off a delivery: all of it where the discount has no names.
func shippingDiscount(own *refund.Shipping, id string) int64 {
	if len(own.Discounts) == 0 {
		return own.DiscountMinor
	}
	return discountsOf(own.Discounts, id)
}

// ofDeliveries are the sources that say what went back of a delivery, or of the lines that earned points.
var ofDeliveries = map[refund.Source]func(*proof, subject) (int64, bool){
	refund.FromShippingGiven:       func(p *proof, of subject) (int64, bool) { return p.backOfDelivery(of.shipment).net, true },
	refund.FromShippingInsideGiven: func(p *proof, of subject) (int64, bool) { return p.backOfDelivery(of.shipment).inside, true },
	refund.FromShippingOnTopGiven:  func(p *proof, of subject) (int64, bool) { return p.backOfDelivery(of.shipment).onTop, true },
	refund.FromLinesGiven:          func(p *proof, of subject) (int64, bool) { back, ok := p.backOfPoints(of); return back.net, ok },
	refund.FromLinesTaken:          func(p *proof, of subject) (int64, bool) { back, ok := p.backOfPoints(of); return back.units, ok },
}

// addToDelivery counts what goes back of a delivery.
func (p *proof) addToDelivery(step *refund.Step) {
	s := reading{step: step}
	of := p.deliveries[s.word("shipment")]
	switch {
	case step.Component == refund.ComponentShipping && step.Adds == refund.SumTotal:
		of.net += step.ResultMinor
	case step.Component == refund.ComponentShipping && step.Adds == refund.SumTax:
		of.inside += step.ResultMinor
	case step.Component == refund.ComponentTax && s.has("shipment"):
		of.onTop += step.ResultMinor
	default:
		return
	}
	p.deliveries[s.word("shipment")] = of
}

// backOfDelivery is what went back of a delivery before, and with the steps so far.
func (p *proof) backOfDelivery(shipment string) taken {
	of := p.deliveries[shipment]
	for i := range p.facts.Earlier {
		for _, c := range p.facts.Earlier[i].Components {
			switch {
			case string(c.ShipmentID) != shipment:
			case c.Kind == refund.ComponentShipping:
				of.net, of.inside = of.net+c.AmountMinor, of.inside+c.TaxMinor
			case c.Kind == refund.ComponentTax && c.Of == "" && c.LineID == "" && c.FeeID == "":
				of.onTop += c.AmountMinor
			}
		}
	}
	return of
}

// lastArrived is when the last line of a delivery arrived.
func (p *proof) lastArrived(shipment string) (time.Time, bool) {
	var last time.Time
	for i := range p.facts.Order.Lines {
		line := &p.facts.Order.Lines[i]
		if !sentWith(p.facts.Order, line.LineID, shipment) {
			continue
		}
		if at, ok := p.moment(refund.FromLineDelivered, subject{line: string(line.LineID)}); ok && at.After(last) {
			last = at
		}
	}
	switch {
	case !last.IsZero():
		return last, true
	case p.facts.Request.Order.DeliveredAt != nil:
		return *p.facts.Request.Order.DeliveredAt, true
	case p.facts.Order.DeliveredAt != nil:
		return *p.facts.Order.DeliveredAt, true
	}
	return last, false
}

// sentWith reports whether a line was sent with a shipment, or with none.
func sentWith(order *refund.Order, line refund.LineID, shipment string) bool {
	with := ""
	for i := range order.Shipments {
		if s := &order.Shipments[i]; slices.Contains(s.LineIDs, line) {
			if with = string(s.ShipmentID); with == shipment {
				return true
			}
		}
	}
	return with == shipment
}
