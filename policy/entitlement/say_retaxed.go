package entitlement

import (
	"slices"

	"github.com/makegood/makegood/refund"
)

// sayExtraTax explains how much more tax kept goods bear without a lost discount, in one mode: a row for each
// line. The steps of the loss say by line how much dearer they are. It returns the step; 0: there is none.
func (c *Calculation) sayExtraTax(mode refund.TaxMode, state lost, extra []taxed) int {
	key, recorded := "tax.kept_goods", refund.FromLineTaxInside
	if mode == refund.TaxExclusive {
		key, recorded = "tax.on_kept_goods", refund.FromLineTaxOnTop
	}
	lines := c.dearerWithTax(state, mode)
	if lines == 0 {
		return 0
	}
	table := byLine(c.paidColumn(), countColumn("taken", refund.FromLineTaken), countColumn("bought", refund.FromLineQuantity), minorColumn("recorded", recorded))
	var dearer [][]int64
	for _, place := range state.said {
		if place > 0 {
			table.Columns = append(table.Columns, rowColumn("more", place))
			dearer = append(dearer, c.byLineOf(place))
		}
	}
	table.Columns = append(table.Columns, minorColumn("extra", 0))
	table.grow(lines)
	more := make([]int64, len(dearer))
	for l := range c.past.lines {
		s := &c.past.lines[l]
		if state.byLine[l] == 0 || !hasTax(s.line.Taxes, mode) {
			continue
		}
		for i := range dearer {
			more[i] = dearer[i][l]
		}
		table.addWith(string(s.line.LineID), more, s.paid.net, s.claimed, s.line.Quantity, recordedIn(s, mode), extra[l].of(mode))
		table.Rows[len(table.Rows)-1].Rates = c.factorsOf(s, mode)
	}
	return c.steps.SayTable(key, sumOfRows(table.Rows), table.StepTable)
}

// dearerWithTax counts the lines that lost something and are taxed in a mode.
func (c *Calculation) dearerWithTax(state lost, mode refund.TaxMode) int {
	count := 0
	for l, minor := range state.byLine {
		if minor != 0 && hasTax(c.past.lines[l].line.Taxes, mode) {
			count++
		}
	}
	return count
}

// of is the tax of one mode.
func (t taxed) of(mode refund.TaxMode) int64 {
	if mode == refund.TaxExclusive {
		return t.on
	}
	return t.in
}

func hasTax(taxes []refund.Tax, mode refund.TaxMode) bool {
	return slices.ContainsFunc(taxes, func(t refund.Tax) bool { return t.Mode == mode })
}

func recordedIn(s *lineState, mode refund.TaxMode) int64 {
	if mode == refund.TaxExclusive {
		return s.paid.taxOn
	}
	return s.paid.taxIn
}

// factorsOf are a line's tax factors; most lines have the same ones as the line before.
func (c *Calculation) factorsOf(s *lineState, mode refund.TaxMode) []string {
	for i := range c.factors {
		if f := &c.factors[i]; f.mode == mode && sameRates(f.taxes, s.line.Taxes) {
			return f.factors
		}
	}
	f := knownFactors{mode, s.line.Taxes, factors(s.line.Taxes, s.paid.net, mode)}
	if len(c.factors) < sharesMax {
		c.factors = append(c.factors, f)
	}
	return f.factors
}

// knownFactors are the factors of taxes, as long as each has a rate.
type knownFactors struct {
	mode    refund.TaxMode
	taxes   []refund.Tax
	factors []string
}

func sameRates(a, b []refund.Tax) bool {
	return slices.EqualFunc(a, b, func(a, b refund.Tax) bool { return a.Rate != "" && a.Rate == b.Rate && a.Mode == b.Mode })
}
