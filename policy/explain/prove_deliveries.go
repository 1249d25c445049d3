package explain

import (
	"math/big"
	"slices"
	"time"

	"github.com/makegood/makegood/refund"
)

// This file reads what an order and its history say of deliveries, of measures, and of points.

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

// checkMeasure compares a measure with the line's own, or with what was taken of it before.
func (p *proof) checkMeasure(s *reading, input *refund.Input, of subject) {
	if p.facts.Order == nil || p.facts.Earlier == nil {
		return
	}
	want, stated := new(big.Rat), s.decimal(input.Value)
	// The other sources are no measure.
	//
	//exhaustive:ignore
	switch input.From {
	case refund.FromLineMeasure:
		for i := range p.facts.Order.Lines {
			if line := &p.facts.Order.Lines[i]; string(line.LineID) == of.line && line.Measure != nil {
				want = s.decimal(line.Measure.Amount)
			}
		}
	case refund.FromLineMeasured:
		for i := range p.facts.Earlier {
			for _, c := range p.facts.Earlier[i].Components {
				if string(c.LineID) == of.line && c.Kind == refund.ComponentLine && c.Measure != nil {
					want.Add(want, s.decimal(c.Measure.Amount))
				}
			}
		}
		want.Add(want, p.measuredNow(s))
	default:
		return
	}
	if want.Cmp(stated) != 0 {
		s.wrong("%s is %s, its source %s says %s", input.Name, input.Value, input.From, want.FloatString(6))
	}
}

// measuredNow is what steps before took of the line of a step by measure.
func (p *proof) measuredNow(s *reading) *big.Rat {
	sum := new(big.Rat)
	for i := range p.before[:len(p.before)-1] {
		other := reading{step: &p.a.Steps[i]}
		if other.step.Computes == refund.FormulaShareMeasured && other.word("line") == s.word("line") {
			sum.Add(sum, other.decimal(other.word("now")))
		}
	}
	return sum
}

// earnedBy is the one entry of a programme's points; several of one programme are not told apart here.
func earnedBy(order *refund.Order, asset string) (refund.EarnedPoints, bool) {
	var earned refund.EarnedPoints
	count := 0
	for _, e := range order.EarnedPoints {
		if e.Asset == asset {
			earned, count = e, count+1
		}
	}
	return earned, count == 1
}

// ofPoints adds up something of the lines that earned points.
func ofPoints(read func(*refund.Line) (int64, error)) func(*refund.Order, subject) (int64, bool) {
	return func(order *refund.Order, of subject) (int64, bool) {
		earned, ok := earnedBy(order, of.asset)
		var sum int64
		for i := range order.Lines {
			if line := &order.Lines[i]; len(earned.LineIDs) == 0 || slices.Contains(earned.LineIDs, line.LineID) {
				minor, err := read(line)
				sum, ok = sum+minor, ok && err == nil
			}
		}
		return sum, ok
	}
}

// backOfPoints is what went back of the lines that earned points.
func (p *proof) backOfPoints(of subject) (taken, bool) {
	earned, ok := earnedBy(p.facts.Order, of.asset)
	var back taken
	for i := range p.facts.Order.Lines {
		id := p.facts.Order.Lines[i].LineID
		if len(earned.LineIDs) > 0 && !slices.Contains(earned.LineIDs, id) {
			continue
		}
		before := p.earlierOf(string(id))
		back.net += before.net + p.lines[string(id)].net
		back.units += before.units + p.claimed(string(id))
	}
	return back, ok
}

// holdPoints holds the points of the steps to those of the components.
func (p *proof) holdPoints(hold func(what string, got, want int64)) {
	units := map[string]int64{}
	for _, c := range p.a.Components {
		if c.Kind == refund.ComponentEarnedPoints && c.Units != nil {
			units[c.Units.Asset] += c.Units.Amount
		}
	}
	for asset := range p.points {
		units[asset] += 0
	}
	for asset, want := range units {
		hold("points of "+asset, p.points[asset], want)
	}
}
