package explain

import (
	"strings"

	"github.com/makegood/makegood/refund"
)

// subject is what a source is about: the ids that a step, or a row of it, names.
type subject struct {
	line, promotion, payment, fee string
	// input is the name of the input, or of the column.
	input string
	// ofLine: the step says what goods of a line are worth.
	ofLine bool
}

// checkSources compares inputs, and the cells of tables, with where they say they come from.
func (p *proof) checkSources(s *reading, at int) {
	own := subject{line: s.word("line"), promotion: s.word("promotion"), payment: s.word("payment"), fee: s.word("fee"),
		ofLine: strings.HasPrefix(s.step.Key, "line.")}
	for i := range s.step.Inputs {
		input := &s.step.Inputs[i]
		own.input = input.Name
		if want, ok := p.source(input, own, at); ok && counted(input.Unit) && want != input.Number {
			s.wrong("%s is %d, its source %s says %d", input.Name, input.Number, input.From, want)
		}
		p.checkUncounted(s, input, own)
	}
	if s.step.Table == nil || s.failed() {
		return
	}
	for c := range s.step.Table.Columns {
		p.checkColumn(s, c, own, at)
	}
}

// checkColumn compares the cells of a column. The last one is what a row comes to.
func (p *proof) checkColumn(s *reading, c int, own subject, at int) {
	column := &s.step.Table.Columns[c]
	if column.From == 0 && c < len(s.step.Table.Columns)-1 {
		s.wrong("column %s does not say where it comes from", column.Name)
		return
	}
	own.input = column.Name
	above := map[string]int64{}
	for r := range s.step.Table.Rows {
		row := &s.step.Table.Rows[r]
		own = own.in(s.step.Table.Of, row.Of)
		if column.Of != "" {
			own.promotion = column.Of
		}
		input := refund.Input{Name: column.Name, Unit: column.Unit, From: column.From, Step: int32(column.Step), Row: int32(p.rowOf(column, row.Of))}
		if column.From == refund.FromSteps {
			input.From, input.Step = refund.FromStep, int32(column.Step+r)
		}
		want, ok := p.source(&input, own, at)
		if column.From == refund.FromLineBefore || column.From == refund.FromLineInsideBefore {
			want += above[row.Of]
			above[row.Of] += p.ofRow(s, row, column.From)
		}
		if ok && want != row.Cells[c] {
			s.wrong("%s of row %s is %d, its source %s says %d", column.Name, row.Of, row.Cells[c], column.From, want)
		}
	}
}

// ofRow is what a row takes of its line: units, or tax.
func (p *proof) ofRow(s *reading, row *refund.StepRow, from refund.Source) int64 {
	named, result := s.cells(row)
	if from == refund.FromLineBefore {
		return named["now"]
	}
	return result
}

// in names what a row is about.
func (o subject) in(of, id string) subject {
	switch of {
	case "line":
		o.line = id
	case "promotion":
		o.promotion = id
	case "payment":
		o.payment = id
	}
	return o
}

// rowOf is the place of the row of an id in the table that a column refers to; 0: it has none.
func (p *proof) rowOf(column *refund.StepColumn, id string) int {
	if column.From != refund.FromRow || column.Step < 1 || column.Step > len(p.a.Steps) || p.a.Steps[column.Step-1].Table == nil {
		return 0
	}
	for i := range p.a.Steps[column.Step-1].Table.Rows {
		if p.a.Steps[column.Step-1].Table.Rows[i].Of == id {
			return i + 1
		}
	}
	return 0
}

// source is what an input's source says, and false where it is not known here.
func (p *proof) source(input *refund.Input, of subject, at int) (int64, bool) {
	switch input.From {
	case refund.FromStep, refund.FromTaken, refund.FromUpto, refund.FromInput, refund.FromRow, refund.FromColumn:
		return p.fromStep(input, at)
	case refund.FromTotal:
		return p.beforeStep(input, at).total, true
	case refund.FromTax:
		return p.beforeStep(input, at).tax, true
	case refund.FromTaxOnTop:
		return p.beforeStep(input, at).onTop, true
	case refund.FromSameRule:
		return p.byRule[p.a.Steps[at].Key], true
	case refund.FromNone:
		return 0, true
	case refund.FromFees:
		return -p.byKind[refund.ComponentRestocking], true
	}
	if want, ok := p.fromOrder(input.From, of); ok {
		return want, true
	}
	return p.fromHistory(input.From, of)
}

// beforeStep are the sums before the step an input names, or before its own.
func (p *proof) beforeStep(input *refund.Input, at int) sums {
	if input.Step > 0 && int(input.Step) <= at {
		return p.before[input.Step-1]
	}
	return p.now
}

// fromStep reads an earlier step. One that is not earlier says nothing, so that no number fits.
func (p *proof) fromStep(input *refund.Input, at int) (int64, bool) {
	if input.Step < 1 || int(input.Step) > at {
		return -1 << 63, true
	}
	step := &p.a.Steps[input.Step-1]
	s := reading{step: step}
	switch input.From {
	case refund.FromTaken:
		return -step.ResultMinor, true
	case refund.FromUpto:
		return s.sum("upto"), true
	case refund.FromInput:
		return s.sum(input.Name), true
	case refund.FromRow:
		return rowResult(step, int(input.Row)), true
	case refund.FromColumn:
		return columnSum(step, input.Name), true
	}
	return step.ResultMinor, true
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
