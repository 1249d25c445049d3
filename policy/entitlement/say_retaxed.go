package entitlement

import (
	"slices"

	"github.com/makegood/makegood/refund"
)

func (c *Calculation) sayExtraTax(mode refund.TaxMode, more []int, moreMinor []int64) int {
	key, recorded := "tax.kept_goods", refund.FromLineTaxInside
	if mode == refund.TaxExclusive {
		key, recorded = "tax.on_kept_goods", refund.FromLineTaxOnTop
	}
	table := byLine(c.paidColumn(), countColumn("taken", refund.FromLineTaken), countColumn("bought", refund.FromLineQuantity), minorColumn("recorded", recorded))
	more = slices.DeleteFunc(slices.Clone(more), func(place int) bool { return place == 0 })
	lost := make([][]int64, len(more))
	for i, place := range more {
		table.Columns = append(table.Columns, rowColumn("more", place))
		lost[i] = c.byLineOf(place)
	}
	table.Columns = append(table.Columns, minorColumn("extra", ""))
	table.grow(countOf(moreMinor))
	dearer := make([]int64, len(more))
	for l := range c.past.lines {
		s := &c.past.lines[l]
		if moreMinor[l] == 0 || !hasTax(s.line.Taxes, mode) {
			continue
		}
		for i := range lost {
			dearer[i] = lost[i][l]
		}
		table.addWith(string(s.line.LineID), dearer, s.paid.net, s.claimed, s.line.Quantity, recordedIn(s, mode), c.extraIn(s, moreMinor[l], mode))
		table.Rows[len(table.Rows)-1].Rates = c.factorsOf(s, mode)
	}
	if len(table.Rows) == 0 {
		return 0
	}
	return c.steps.SayTable(key, sumOfRows(table.Rows), table.StepTable)
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

func (c *Calculation) extraIn(s *lineState, moreMinor int64, mode refund.TaxMode) int64 {
	extra, err := c.extraTax(s, moreMinor)
	if err != nil {
		return 0 // it was computed before, and fitted
	}
	if mode == refund.TaxExclusive {
		return extra.on
	}
	return extra.in
}

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

type knownFactors struct {
	mode    refund.TaxMode
	taxes   []refund.Tax
	factors []string
}

func sameRates(a, b []refund.Tax) bool {
	return slices.EqualFunc(a, b, func(a, b refund.Tax) bool { return a.Rate != "" && a.Rate == b.Rate && a.Mode == b.Mode })
}
