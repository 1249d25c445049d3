package creditnote

import (
	"slices"

	"github.com/makegood/makegood/refund"
)

// everything is every rate, for what is of no line.
var everything = func(rate) bool { return true }

// deduct takes a deduction of this refund alone: its tax out of what the part's taxes have in this refund, and
// beyond them out of the others (MONEY C11: one that takes all that is left takes the tax left with it).
func (n *note) deduct(p *part, c *refund.Component, mode refund.TaxMode) error {
	if n.comesToNothing(c) {
		clear(n.taxes)
		n.count(c)
		return nil
	}
	own := &p.in
	if mode == refund.TaxExclusive {
		own = &p.on
	}
	left, err := n.takeFrom(own.rates(), c.TaxMinor)
	if err != nil {
		return err
	}
	if err := n.deductBase(p, c.AmountMinor-c.TaxMinor); err != nil {
		return err
	}
	n.count(c)
	if left == 0 {
		return nil
	}
	return n.spread(func(r rate) bool { return r.mode == mode }, left)
}

// deductBase takes a net amount off what the rates of a part lie on; of no line, off all in proportion.
func (n *note) deductBase(p *part, netMinor int64) error {
	if len(p.in.recorded)+len(p.on.recorded) == 0 {
		return n.scale(netMinor, n.netMinor)
	}
	p.eachRate(func(rate int) { n.taxes[rate].baseMinor += netMinor })
	return nil
}

// rates are the places of the taxes among the note's rates.
func (t *taxes) rates() (out []int) {
	for _, of := range t.recorded {
		if !slices.Contains(out, of.rate) {
			out = append(out, of.rate)
		}
	}
	return out
}

// charge takes what the way back costs: a supply of its own, with tax of its own rate, which leaves that of the
// goods alone.
func (n *note) charge(c *refund.Component) {
	i := n.rateOf(refund.Tax{Mode: refund.TaxInclusive, Rate: c.TaxRate})
	for len(n.taxes) < len(n.rates) {
		n.taxes, n.waived, n.voided = append(n.taxes, credited{}), append(n.waived, credited{}), append(n.voided, credited{})
	}
	n.count(c)
	n.taxes[i].minor += c.TaxMinor
	n.taxes[i].baseMinor += c.AmountMinor - c.TaxMinor
}

// takeFrom takes tax out of what some rates have in this refund, and returns what they did not have. minor is
// negative; what is not is added to the first of them.
func (n *note) takeFrom(rates []int, minor int64) (left int64, err error) {
	if len(rates) == 0 || minor == 0 {
		return minor, nil
	}
	if minor > 0 {
		n.taxes[rates[0]].minor += minor
		return 0, nil
	}
	weights, sum := make([]int64, len(rates)), int64(0)
	for i, rate := range rates {
		weights[i] = max(0, n.taxes[rate].minor)
		sum += weights[i]
	}
	taken := min(-minor, sum)
	shares, err := refund.SpreadLargestRemainder(taken, weights)
	if err != nil {
		return 0, err
	}
	for i, rate := range rates {
		n.taxes[rate].minor -= shares[i]
	}
	return minor + taken, nil
}

// spread takes tax out of what the rates that count have in this refund, then out of all others; what none of them
// has is of no recorded tax.
func (n *note) spread(counts func(rate) bool, minor int64) error {
	for _, counts := range []func(rate) bool{counts, everything} {
		var rates []int
		for i := range n.rates {
			if counts(n.rates[i]) && (minor < 0 || i != unrecorded) {
				rates = append(rates, i)
			}
		}
		var err error
		if minor, err = n.takeFrom(rates, minor); err != nil {
			return err
		}
	}
	n.taxes[unrecorded].minor += minor
	return nil
}

// scale changes the net that the rates lie on by a part of the refund's net.
func (n *note) scale(partMinor, ofMinor int64) error {
	if ofMinor <= 0 {
		return nil
	}
	for i := range n.taxes {
		change, err := refund.Prorate(n.taxes[i].baseMinor, partMinor, ofMinor)
		if err != nil {
			return err
		}
		n.taxes[i].baseMinor += change
	}
	return nil
}

// waive makes up for what kept goods lost beyond what comes back (MONEY C10): where it brings the refund to nothing,
// nothing is credited at any rate. One that comes back gives back what the earlier ones took of each rate.
func (n *note) waive(c *refund.Component) error {
	before := append([]credited(nil), n.taxes...)
	var waived int64
	for _, w := range n.waived {
		waived += w.minor
	}
	switch {
	case c.AmountMinor < 0 && c.TaxMinor == -waived: // also where the refund comes to nothing: what it took was of other rates
		for i, w := range n.waived {
			n.taxes[i].minor -= w.minor
			n.taxes[i].baseMinor -= w.baseMinor
		}
	case n.comesToNothing(c):
		clear(n.taxes)
	default:
		if err := n.spread(everything, c.TaxMinor); err != nil {
			return err
		}
	}
	n.count(c)
	for i := range n.taxes {
		n.waived[i].minor += n.taxes[i].minor - before[i].minor
		n.waived[i].baseMinor += n.taxes[i].baseMinor - before[i].baseMinor
	}
	return nil
}

// comesToNothing reports whether a component takes all that the refund credits so far.
func (n *note) comesToNothing(c *refund.Component) bool {
	var tax int64
	for _, t := range n.taxes {
		tax += t.minor
	}
	return n.totalMinor+c.AmountMinor == 0 && tax+c.TaxMinor == 0
}

// void takes out what was never captured, and so is not credited (MONEY C13), or brings it back.
func (n *note) void(c *refund.Component) error {
	if c.AmountMinor > 0 {
		return n.bringBack(c)
	}
	before := append([]credited(nil), n.taxes...)
	if n.comesToNothing(c) {
		clear(n.taxes)
	} else if err := n.spread(everything, c.TaxMinor); err != nil {
		return err
	} else if err := n.scale(c.AmountMinor-c.TaxMinor, n.netMinor); err != nil {
		return err
	}
	n.count(c)
	n.voidedMinor += c.AmountMinor
	for i := range n.taxes {
		n.voided[i].minor += n.taxes[i].minor - before[i].minor
		n.voided[i].baseMinor += n.taxes[i].baseMinor - before[i].baseMinor
	}
	return nil
}

// bringBack credits what earlier refunds voided and was captured since, by what they took of each rate.
func (n *note) bringBack(c *refund.Component) error {
	weights := make([]int64, len(n.voided))
	for i, v := range n.voided {
		weights[i] = max(0, -v.minor)
	}
	shares, err := signed(c.TaxMinor, weights)
	if err != nil {
		return err
	}
	n.count(c)
	for i := range shares {
		base := int64(0)
		if n.voidedMinor < 0 {
			if base, err = refund.Prorate(-n.voided[i].baseMinor, c.AmountMinor, -n.voidedMinor); err != nil {
				return err
			}
		}
		n.taxes[i].minor += shares[i]
		n.taxes[i].baseMinor += base
		n.voided[i].minor += shares[i]
		n.voided[i].baseMinor += base
	}
	n.voidedMinor += c.AmountMinor
	return nil
}
