package explain

import (
	"fmt"
	"strings"

	"github.com/makegood/makegood/refund"
)

// proof is an assessment under evaluation: what its steps came to so far.
type proof struct {
	a     refund.Assessment
	facts Facts
	now   sums
	// before are the sums before each step.
	before []sums
	byRule map[string]int64
	byKind map[refund.ComponentKind]int64
	lines  map[string]taken
	// deliveries are by shipment, points the units that come back, by programme.
	deliveries map[string]taken
	points     map[string]int64
}

// sums are what steps add up to.
type sums struct{ total, tax, onTop, legs, deduction, parties int64 }

// taken is what the steps took of a line so far, or of a delivery.
type taken struct{ units, net, inside, onTop, commission int64 }

func newProof(a refund.Assessment, facts Facts) *proof {
	return &proof{a: a, facts: facts, byRule: map[string]int64{}, byKind: map[refund.ComponentKind]int64{}, lines: map[string]taken{},
		deliveries: map[string]taken{}, points: map[string]int64{}}
}

// mark remembers the sums before the next step.
func (p *proof) mark() { p.before = append(p.before, p.now) }

// add counts a step to its sums.
func (p *proof) add(step *refund.Step) {
	minor := step.ResultMinor
	p.byRule[step.Key] += minor
	if step.Adds.OfTotal() {
		p.now.total += minor
		p.byKind[step.Component] += minor
	}
	if step.Adds.OfTax() {
		p.now.tax += minor
	}
	switch step.Adds {
	case refund.SumTotalAndTax:
		p.now.onTop += minor
	case refund.SumDeductionTax:
		p.now.deduction -= minor
	case refund.SumLegs:
		p.now.legs += minor
	case refund.SumParties:
		p.now.parties += minor
	case refund.SumTotal, refund.SumTax:
	}
	p.addToLine(step)
	p.addToDelivery(step)
	if step.Computes == refund.FormulaPointsTaken {
		s := reading{step: step}
		p.points[s.word("asset")] += s.sum("units")
	}
}

// addToLine counts what goods of a line are worth.
func (p *proof) addToLine(step *refund.Step) {
	s := reading{step: step}
	line := p.lines[s.word("line")]
	switch {
	case step.Component == refund.ComponentLine && step.Adds == refund.SumTotal:
		line.units += s.sum("now")
		line.net += step.ResultMinor
	case step.Component == refund.ComponentLine && step.Adds == refund.SumTax && step.Table == nil:
		line.inside += step.ResultMinor
	case step.Component == refund.ComponentLine && step.Adds == refund.SumTax:
		for _, row := range step.Table.Rows {
			of := p.lines[row.Of]
			of.inside += row.Cells[len(row.Cells)-1]
			p.lines[row.Of] = of
		}
		return
	case step.Component == refund.ComponentTax && strings.HasPrefix(step.Key, "line."):
		line.onTop += step.ResultMinor
	case step.Key == "commission.share" || step.Key == "commission.over_net":
		line.commission += step.ResultMinor
	default:
		return
	}
	p.lines[s.word("line")] = line
}

// sums holds what the steps add up to to the assessment. One that ends without money keeps the steps alone: what
// was computed until then.
func (p *proof) sums() []error {
	a := &p.a
	if a.Disposition != refund.DispositionPay && len(a.Components) == 0 {
		return nil
	}
	var wrong []error
	hold := func(what string, got, want int64) {
		if got != want {
			wrong = append(wrong, fmt.Errorf("%w: the steps' %s is %d, the assessment's %d", ErrNotProven, what, got, want))
		}
	}
	hold("total", p.now.total, a.TotalMinor)
	hold("deduction tax", p.now.deduction, a.DeductionTaxMinor)
	var legs, tax int64
	kinds := map[refund.ComponentKind]int64{}
	for _, leg := range a.Legs {
		legs += leg.AmountMinor
	}
	for _, part := range a.Components {
		kinds[part.Kind] += part.AmountMinor
		tax += part.TaxMinor
	}
	hold("tax", p.now.tax, a.TaxMinor)
	hold("components' tax", p.now.tax, tax)
	hold("legs", p.now.legs, legs)
	for kind := range p.byKind {
		kinds[kind] += 0
	}
	for kind, minor := range kinds {
		hold(string(kind), p.byKind[kind], minor)
	}
	p.holdPoints(hold)
	p.holdParties(hold)
	return wrong
}
