package entitlement

import (
	"cmp"
	"slices"

	"github.com/makegood/makegood/refund"
)

// giveAway is what BUY_X_GET_Y takes off: for every X units bought, Y units of the benefit lines at
// a percentage off (by default free), the cheapest first. Where the units given away are of the
// lines that are bought, a group is X + Y units, and a last group that is not full gives what it has
// beyond X. It goes on for as many groups as there are: what the checkout granted is the most.
func (p *promotion) giveAway(b basket) (int64, error) {
	_, units, err := p.sum(b)
	if err != nil {
		return 0, err
	}
	if p.rule.BuyQuantity == nil || *p.rule.BuyQuantity < 1 {
		return p.offTotal, nil
	}
	buy, get := *p.rule.BuyQuantity, int64(1)
	if p.rule.GetQuantity != nil {
		get = *p.rule.GetQuantity
	}
	if slices.Equal(p.benefits, p.lines) {
		return p.cheapest(b, givenOfSame(units, buy, get))
	}
	given, err := refund.MulMinor(units/buy, get)
	if err != nil {
		return 0, err
	}
	return p.cheapest(b, given)
}

// givenOfSame is how many of the units are given away, where buying and getting are of the same
// lines.
func givenOfSame(units, buy, get int64) int64 {
	if get < 1 || buy > units {
		return 0
	}
	if get > units { // one group at most: it cannot overflow
		return units - buy
	}
	group := buy + get
	return units/group*get + max(0, units%group-buy)
}

// cheapest is the discount on the cheapest units of the benefit lines.
func (p *promotion) cheapest(b basket, given int64) (int64, error) {
	share := refund.WholeShare()
	if p.rule.GetPercentOff != "" {
		var err error
		if share, err = refund.ReadShare(p.rule.GetPercentOff); err != nil {
			return 0, err
		}
	}
	lines := slices.Clone(p.benefits)
	slices.SortStableFunc(lines, func(a, c int) int {
		return cmp.Compare(b.lines[a].line.UnitPriceMinor, b.lines[c].line.UnitPriceMinor)
	})
	var minor int64
	for _, l := range lines {
		units := min(given, b.units[l])
		given -= units
		price, err := refund.MulMinor(b.lines[l].line.UnitPriceMinor, units)
		if err != nil {
			return 0, err
		}
		if minor, err = refund.AddMinor(minor, price); err != nil {
			return 0, err
		}
	}
	off, err := share.Of(minor)
	return min(off, p.offTotal), err
}
