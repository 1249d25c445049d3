package explain

import (
	"math/big"

	"github.com/makegood/makegood/refund"
)

// This file compares measures with those of the order and its history.

// checkMeasure compares a measure with the line's own, or with what was taken of it before.
func (p *proof) checkMeasure(s *reading, input *refund.Input, of subject) {
	if p.facts.Order == nil || p.facts.Earlier == nil {
		return
	}
	want, stated := new(big.Rat), s.decimal(input.Value)
	// The other sources are not read here.
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
