package explain

import "github.com/makegood/makegood/refund"

// fromHistory reads what earlier requests came to, with this one's steps so far where the source says so, and
// the payments' balances; false where neither is known.
func (p *proof) fromHistory(from refund.Source, of subject) (int64, bool) {
	if read, ok := ofPayments[from]; ok {
		return p.fromPayments(read, of)
	}
	if p.facts.Earlier == nil || p.facts.Order == nil {
		return 0, false
	}
	if read, ok := ofDeliveries[from]; ok {
		return read(p, of)
	}
	read, ok := ofLineSoFar[from]
	if !ok {
		return p.fromEarlier(from, of)
	}
	line := lineSoFar{bought: p.bought(of.line), before: p.earlierOf(of.line), now: p.lines[of.line], judged: of.ofLine || len(p.a.Components) > 0}
	if !of.ofLine { // once all lines are computed, all they take counts, also what is worth nothing
		line.now.units, line.gone = p.claimed(of.line), p.gone(of.line)
	}
	return read(line)
}

// lineSoFar is what earlier requests and this one took of a line. judged: this one's units are known.
type lineSoFar struct {
	bought, gone int64
	before, now  taken
	judged       bool
}

// ofLineSoFar are the sources that say what was taken of a line.
var ofLineSoFar = map[refund.Source]func(lineSoFar) (int64, bool){
	refund.FromLineTaken:        func(l lineSoFar) (int64, bool) { return l.before.units + l.now.units, l.judged },
	refund.FromLineKept:         func(l lineSoFar) (int64, bool) { return l.bought - l.before.units - l.now.units, l.judged },
	refund.FromLineLeft:         func(l lineSoFar) (int64, bool) { return l.bought - l.gone, l.judged },
	refund.FromLineGiven:        func(l lineSoFar) (int64, bool) { return l.before.net + l.now.net, true },
	refund.FromLineInsideGiven:  func(l lineSoFar) (int64, bool) { return l.before.inside + l.now.inside, true },
	refund.FromLineOnTopGiven:   func(l lineSoFar) (int64, bool) { return l.before.onTop + l.now.onTop, true },
	refund.FromLineCommissioned: func(l lineSoFar) (int64, bool) { return l.before.commission + l.now.commission, true },
	refund.FromLineBefore:       func(l lineSoFar) (int64, bool) { return l.before.units, true },
	refund.FromLineInsideBefore: func(l lineSoFar) (int64, bool) { return l.before.inside, true },
}

// fromEarlier sums parts of the components of earlier requests.
func (p *proof) fromEarlier(from refund.Source, of subject) (int64, bool) {
	part, known := earlierParts[from]
	if !known {
		return 0, false
	}
	var sum int64
	for i := range p.facts.Earlier {
		for c := range p.facts.Earlier[i].Components {
			sum += part(&p.facts.Earlier[i].Components[c], of)
		}
	}
	return sum, true
}

// earlierParts are what a component counts to a source.
var earlierParts = map[refund.Source]func(*refund.Component, subject) int64{
	refund.FromClawback: func(c *refund.Component, of subject) int64 {
		return -c.AmountMinor * is(c.Kind == refund.ComponentClawback && string(c.PromotionID) == of.promotion)
	},
	refund.FromClawbackInside: func(c *refund.Component, _ subject) int64 {
		return -c.TaxMinor * is(c.Kind == refund.ComponentClawback)
	},
	refund.FromClawbackOnTop: func(c *refund.Component, of subject) int64 {
		return -c.AmountMinor * is(c.Kind == refund.ComponentTax && c.Of == refund.ComponentClawback && string(c.LineID) == of.line)
	},
	refund.FromGiftTaken: func(c *refund.Component, of subject) int64 {
		return -c.AmountMinor * is(c.Kind == refund.ComponentGiftNotReturned && string(c.PromotionID) == of.promotion)
	},
	refund.FromGiftInside: func(c *refund.Component, _ subject) int64 {
		return -c.TaxMinor * is(c.Kind == refund.ComponentGiftNotReturned)
	},
	refund.FromGiftOnTop: func(c *refund.Component, of subject) int64 {
		return -c.AmountMinor * is(c.Kind == refund.ComponentTax && c.Of == refund.ComponentGiftNotReturned && string(c.LineID) == of.line)
	},
	refund.FromWaived: func(c *refund.Component, _ subject) int64 {
		return c.AmountMinor * is(c.Kind == refund.ComponentWaiver)
	},
	refund.FromWaivedTax: func(c *refund.Component, _ subject) int64 {
		return c.TaxMinor * is(c.Kind == refund.ComponentWaiver)
	},
	refund.FromVoided: func(c *refund.Component, _ subject) int64 {
		return -c.AmountMinor * is(c.Kind == refund.ComponentVoid)
	},
	refund.FromVoidedTax: func(c *refund.Component, _ subject) int64 {
		return -c.TaxMinor * is(c.Kind == refund.ComponentVoid)
	},
	refund.FromPointsTaken: func(c *refund.Component, of subject) int64 {
		if c.Kind != refund.ComponentEarnedPoints || c.Units == nil || c.Units.Asset != of.asset {
			return 0
		}
		return -c.Units.Amount
	},
	refund.FromRounded: func(c *refund.Component, of subject) int64 {
		return -c.AmountMinor * is(c.Kind == refund.ComponentRounding && string(c.PaymentID) == of.payment)
	},
}

// is is 1 where something holds, and else 0.
func is(holds bool) int64 {
	if holds {
		return 1
	}
	return 0
}

// earlierOf is what earlier requests took of a line.
func (p *proof) earlierOf(line string) taken {
	var t taken
	for i := range p.facts.Earlier {
		for _, c := range p.facts.Earlier[i].Components {
			if string(c.LineID) != line {
				continue
			}
			switch {
			case c.Kind == refund.ComponentLine:
				t.units, t.net, t.inside = t.units+c.Quantity, t.net+c.AmountMinor, t.inside+c.TaxMinor
				for _, of := range c.Sellers {
					t.commission += of.CommissionMinor
				}
			case c.Kind == refund.ComponentTax && c.Of == "":
				t.onTop += c.AmountMinor
			}
		}
	}
	return t
}

// claimed counts the units of a line that the assessment takes.
func (p *proof) claimed(line string) int64 {
	var units int64
	for _, c := range p.a.Components {
		if c.Kind == refund.ComponentLine && string(c.LineID) == line {
			units += c.Quantity
		}
	}
	return units
}

func (p *proof) bought(line string) int64 {
	for i := range p.facts.Order.Lines {
		if string(p.facts.Order.Lines[i].LineID) == line {
			return p.facts.Order.Lines[i].Quantity
		}
	}
	return 0
}

// gone counts the units of a line that no longer count as kept: those that came back for no fault of the
// merchant (MONEY C6).
func (p *proof) gone(line string) int64 {
	var units int64
	count := func(parts []refund.Component) {
		for _, c := range parts {
			if c.Kind == refund.ComponentLine && string(c.LineID) == line && c.PromotionMode != "" && c.PromotionMode != "KEEP" {
				units += c.Quantity
			}
		}
	}
	for i := range p.facts.Earlier {
		count(p.facts.Earlier[i].Components)
	}
	count(p.a.Components)
	return units
}
