package explain

import (
	"slices"

	"github.com/makegood/makegood/refund"
)

// This file reads what an order and its history say of earned points, and holds the steps to them.

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
