package entitlement

import (
	"strconv"

	"github.com/makegood/makegood/refund"
)

// tierColumns are a tier's conditions; 0 is none.
func tierColumns(last refund.StepColumn, more ...refund.StepColumn) []refund.StepColumn {
	columns := []refund.StepColumn{minorColumn("from_minor", refund.FromPromotion), countColumn("from_units", refund.FromPromotion)}
	return append(append(columns, more...), last)
}

// conditions are a tier's conditions as cells.
func (t threshold) conditions() []int64 {
	cells := make([]int64, 2, 5)
	if t.minor != nil {
		cells[0] = *t.minor
	}
	if t.quantity != nil {
		cells[1] = *t.quantity
	}
	return cells
}

// tiersReached is a promotion's tiers with how often each is reached by what a basket's step says.
func (c *Calculation) tiersReached(basket int, p *promotion) refund.StepTable {
	table := refund.StepTable{Of: "tier", Columns: tierColumns(countColumn("times", 0))}
	minor, units := c.basketOf(basket)
	for i, t := range p.thresholds() {
		cells := append(t.conditions(), t.times(minor, units, p.rule.Repeat))
		table.Rows = append(table.Rows, refund.StepRow{Of: strconv.Itoa(i + 1), Cells: cells})
	}
	return table
}

// tiersOff is a promotion's tiers with what each takes off: an amount each time, an amount once, or a rate.
func (c *Calculation) tiersOff(basket int, p *promotion) refund.StepTable {
	table := refund.StepTable{Of: "tier", Columns: tierColumns(minorColumn("off", 0), minorColumn("each", refund.FromPromotion), minorColumn("once", refund.FromPromotion))}
	minor, units := c.basketOf(basket)
	for i, t := range p.thresholds() {
		row := refund.StepRow{Of: strconv.Itoa(i + 1)}
		each, once := int64(0), int64(0)
		switch {
		case p.byPercent(t):
			row.Rates = []string{t.percent}
		case t.amountOff != nil:
			each = *t.amountOff
		default:
			once = p.offTotal
		}
		off := int64(0)
		if times := t.times(minor, units, p.rule.Repeat); times > 0 {
			var err error
			if off, err = p.stepOff(t, minor, times); err != nil {
				off = 0 // it was computed before, and fitted
			}
		}
		row.Cells = append(t.conditions(), each, once, off)
		table.Rows = append(table.Rows, row)
	}
	return table
}

// basketOf is what a basket's step says: what it is worth, and its units.
func (c *Calculation) basketOf(place int) (minor, units int64) {
	return c.steps.All[place-1].ResultMinor, c.steps.Column("units", place).Number
}
