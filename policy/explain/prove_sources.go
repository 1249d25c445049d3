package explain

import (
	"strings"

	"github.com/makegood/makegood/refund"
)

// subject is what a source is about: the ids that a step, or a row of it, names.
type subject struct {
	line, promotion, payment, fee string
	// shipment is a delivery, empty for the order's own shipping; seller a marketplace's, empty for the platform.
	shipment, seller, asset, capture string
	// input is the name of the input, or of the column.
	input string
	// ofLine: the step says what goods of a line are worth.
	ofLine bool
}

// checkSources compares inputs, and the cells of tables, with where they say they come from.
func (p *proof) checkSources(s *reading, at int) {
	own := subject{line: s.word("line"), promotion: s.word("promotion"), payment: s.word("payment"), fee: s.word("fee"),
		shipment: s.word("shipment"), seller: s.word("seller"), asset: s.word("asset"), capture: s.word("capture"),
		ofLine: strings.HasPrefix(s.step.Key, "line.") || strings.HasPrefix(s.step.Key, "commission.")}
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
	case "shipment":
		o.shipment = id
	case "seller":
		o.seller = id
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
