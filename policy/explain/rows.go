package explain

import (
	"slices"
	"strconv"
	"strings"

	"github.com/makegood/makegood/refund"
)

// Rows says what a step's sentence leaves out, for an auditor: first the inputs that it does not name, then the rows
// of the step's table, one line each: what it is about, its cells by the names of their columns, and what it comes
// to. Amounts are in the currency.
func (s Speaker) Rows(step refund.Step, currency refund.Currency) []string {
	said := s.unnamed(step)
	if step.Table == nil {
		return said
	}
	for _, row := range step.Table.Rows {
		said = append(said, s.row(step.Table, row, currency))
	}
	return said
}

// unnamed says in one line the inputs that a step's sentence does not name; nothing where it names all. What is
// nothing is not said.
func (s Speaker) unnamed(step refund.Step) []string {
	of := english()[step.Key]
	if of == nil || of.formula == nil {
		return nil
	}
	var parts []string
	for _, input := range step.Inputs {
		if input.Unit == 0 || counted(input.Unit) && input.Number == 0 || slices.Contains(of.formula.inputs, input.Name) {
			continue
		}
		parts = append(parts, s.word("input", input.Name)+" "+input.Value)
	}
	if len(parts) == 0 {
		return nil
	}
	return []string{strings.Join(parts, " · ")}
}

func (s Speaker) row(table *refund.StepTable, row refund.StepRow, currency refund.Currency) string {
	parts := make([]string, 0, len(row.Cells)+1)
	last := len(row.Cells) - 1
	for i := range min(last, len(table.Columns)) {
		parts = append(parts, s.word("column", table.Columns[i].Name)+" "+cell(table.Columns[i].Unit, row.Cells[i], currency))
	}
	if len(row.Rates) > 0 {
		parts = append(parts, s.word("column", "rates")+" "+strings.Join(row.Rates, ", "))
	}
	of := row.Of
	if of == "" { // the order's own shipping, the platform
		of = s.word("row", table.Of)
	}
	text := of + ": " + strings.Join(parts, " · ")
	if last < 0 || last >= len(table.Columns) {
		return text
	}
	return text + " = " + cell(table.Columns[last].Unit, row.Cells[last], currency)
}

// cell writes a cell of a table.
func cell(unit refund.Unit, value int64, currency refund.Currency) string {
	if unit == refund.UnitMinor {
		return refund.FormatAmount(value, currency)
	}
	return strconv.FormatInt(value, 10)
}

// InputName says what an input is called, for an auditor.
func (s Speaker) InputName(name string) string { return s.word("input", name) }
