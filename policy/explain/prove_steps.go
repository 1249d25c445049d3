package explain

import (
	"math"

	"github.com/makegood/makegood/refund"
)

// source is what an input's source says, and false where it is not known here.
func (p *proof) source(input *refund.Input, of subject, at int) (int64, bool) {
	if read, ok := ofStep[input.From]; ok {
		return p.fromStep(input, at, read), true
	}
	if read, ok := ofSteps[input.From]; ok {
		return read(p, p.beforeStep(input, at), p.a.Steps[at].Key), true
	}
	if want, ok := p.fromParties(input, of, at); ok {
		return want, true
	}
	if want, ok := p.fromOrder(input.From, of); ok {
		return want, true
	}
	return p.fromHistory(input.From, of)
}

// ofSteps are the sources that are what steps add up to.
var ofSteps = map[refund.Source]func(p *proof, before sums, key string) int64{
	refund.FromTotal:    func(_ *proof, before sums, _ string) int64 { return before.total },
	refund.FromTax:      func(_ *proof, before sums, _ string) int64 { return before.tax },
	refund.FromTaxOnTop: func(_ *proof, before sums, _ string) int64 { return before.onTop },
	refund.FromSameRule: func(p *proof, _ sums, key string) int64 { return p.byRule[key] },
	refund.FromFees: func(p *proof, _ sums, _ string) int64 {
		return -p.byKind[refund.ComponentRestocking] - p.byKind[refund.ComponentReturnShipping]
	},
	refund.FromNone: func(*proof, sums, string) int64 { return 0 },
}

// beforeStep are the sums before the step an input names, or before its own.
func (p *proof) beforeStep(input *refund.Input, at int) sums {
	if input.Step > 0 && int(input.Step) <= at {
		return p.before[input.Step-1]
	}
	return p.now
}

// ofStep are the sources that are parts of an earlier step.
var ofStep = map[refund.Source]func(*refund.Step, *refund.Input) int64{
	refund.FromStep:   func(s *refund.Step, _ *refund.Input) int64 { return s.ResultMinor },
	refund.FromTaken:  func(s *refund.Step, _ *refund.Input) int64 { return -s.ResultMinor },
	refund.FromUpto:   func(s *refund.Step, _ *refund.Input) int64 { return (&reading{step: s}).sum("upto") },
	refund.FromGiven:  func(s *refund.Step, _ *refund.Input) int64 { return (&reading{step: s}).sum("given") },
	refund.FromInput:  func(s *refund.Step, in *refund.Input) int64 { return (&reading{step: s}).sum(in.Name) },
	refund.FromRow:    func(s *refund.Step, in *refund.Input) int64 { return rowResult(s, int(in.Row)) },
	refund.FromColumn: func(s *refund.Step, in *refund.Input) int64 { return columnSum(s, in.Name) },
}

// fromStep reads an earlier step. One that is not earlier says nothing, so that no number fits.
func (p *proof) fromStep(input *refund.Input, at int, read func(*refund.Step, *refund.Input) int64) int64 {
	if input.Step < 1 || int(input.Step) > at {
		return math.MinInt64
	}
	return read(&p.a.Steps[input.Step-1], input)
}

// rowResult is what a row of a step's table came to; a row that is not there came to nothing.
func rowResult(step *refund.Step, row int) int64 {
	if step.Table == nil || row < 1 || row > len(step.Table.Rows) {
		return 0
	}
	cells := step.Table.Rows[row-1].Cells
	return cells[len(cells)-1]
}

func columnSum(step *refund.Step, name string) int64 {
	var sum int64
	if step.Table == nil {
		return 0
	}
	for c := range step.Table.Columns {
		if step.Table.Columns[c].Name != name {
			continue
		}
		for _, row := range step.Table.Rows {
			sum += row.Cells[c]
		}
	}
	return sum
}
