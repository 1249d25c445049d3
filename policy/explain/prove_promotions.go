package explain

import (
	"cmp"
	"math"
	"slices"
)

// This file has the formulas of what promotions take off, and of tiers that are reached.

// reached is how often a tier is reached: 0 or 1, or as often as it fits where the promotion repeats.
func (s *reading) reached(of map[string]int64) int64 {
	units := s.sum("units")
	if units <= 0 {
		return 0
	}
	often := int64(math.MaxInt64)
	for _, from := range []struct{ name, has string }{{"from_minor", "basket"}, {"from_units", "units"}} {
		if of[from.name] > 0 {
			often = min(often, s.sum(from.has)/of[from.name])
		}
	}
	if s.sum("repeat") == 0 || often == math.MaxInt64 {
		return min(often, 1)
	}
	return often
}

// mostReached is how often the tier is reached that is reached most.
func (s *reading) mostReached() int64 {
	var most int64
	rows := s.rows()
	for i := range rows {
		named, stated := s.cells(&rows[i])
		s.inRow(&rows[i], s.reached(named), stated)
		most = max(most, stated)
	}
	return most
}

func (s *reading) threshold() int64 {
	var most int64
	rows := s.rows()
	for i := range rows {
		named, stated := s.cells(&rows[i])
		var off int64
		if often := s.reached(named); often > 0 {
			off = named["each"]*often + named["once"]
			for _, rate := range rows[i].Rates {
				off += times(s.sum("basket"), s.rate(rate))
			}
		}
		s.inRow(&rows[i], off, stated)
		most = max(most, off)
	}
	return min(s.atMost(most, "max_off"), s.sum("basket"))
}

func (s *reading) unreached() int64 {
	if s.mostReached() > 0 && s.sum("forfeited") == 0 {
		s.wrong("a tier is reached")
	}
	return s.sum("amount")
}

func (s *reading) gift() int64 {
	often, bought := s.mostReached(), s.sum("bought")
	var earned int64
	switch {
	case often == 0 || s.sum("forfeited") > 0:
	case s.sum("repeat") > 0:
		earned = often
	default:
		earned = bought
	}
	return s.sum("price") * max(0, bought-s.sum("taken")-earned)
}

// giveAway takes the cheapest units off that are given away, at a rate.
func (s *reading) giveAway() int64 {
	type priced struct{ price, units int64 }
	var goods []priced
	rows := s.rows()
	for i := range rows {
		named, stated := s.cells(&rows[i])
		goods = append(goods, priced{named["price"], stated})
	}
	slices.SortStableFunc(goods, func(a, b priced) int { return cmp.Compare(a.price, b.price) })
	free, value := s.given(), int64(0)
	for _, g := range goods {
		units := min(free, g.units)
		free -= units
		value += g.price * units
	}
	return min(times(value, s.rate(s.word("rate"))), s.sum("granted"))
}

// given is how many units are given away for so many that are bought.
func (s *reading) given() int64 {
	units, buy, get := s.sum("units"), s.sum("buy"), s.sum("get")
	if s.sum("same") == 0 {
		return units / buy * get
	}
	if get < 1 || buy > units {
		return 0
	}
	if get > units {
		return units - buy
	}
	return units/(buy+get)*get + max(0, units%(buy+get)-buy)
}
