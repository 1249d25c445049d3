package entitlement

import (
	"slices"

	"github.com/makegood/makegood/policy/explain"
	"github.com/makegood/makegood/refund"
)

// tested is a basket that promotions are tested on, as it is explained: the goods that count as kept, or all of
// the order. Its steps are said once for promotions about the same lines.
type tested struct {
	basket
	key   string
	units refund.Source
	said  []saidBasket
	// before are the steps of what promotions with an earlier sequence took off, next those of the same one too.
	before, next []int
}

// saidBasket is the step of a basket of some lines.
type saidBasket struct {
	lines  []int
	before int
	place  int
}

// keptBasket and wholeBasket are the two.
func (c *Calculation) keptBasket(b basket) *tested {
	return &tested{basket: b, key: "promotion.basket_kept", units: refund.FromLineLeft}
}

func (c *Calculation) wholeBasket(b basket) *tested {
	return &tested{basket: b, key: "promotion.basket_all", units: refund.FromLineQuantity}
}

// sayBasket explains what the lines of a promotion are worth where it is tested, and returns the step. A
// promotion with a sequence looks at what discounts without a rule and earlier promotions leave of the price.
func (c *Calculation) sayBasket(t *tested, p *promotion) int {
	before := t.before
	if p.rule.Sequence == nil {
		before = nil
	}
	for _, said := range t.said {
		if said.before == len(before) && slices.Equal(said.lines, p.lines) {
			return said.place
		}
	}
	table := c.basketTable(t, p, before)
	for i := range table.Rows {
		row := &table.Rows[i]
		row.Cells = append(row.Cells, c.worthOf(table, row))
	}
	table.Columns = append(table.Columns, minorColumn("value", 0))
	place := c.steps.SayTable(t.key, sumOfRows(table.Rows), table.StepTable)
	t.said = append(t.said, saidBasket{p.lines, len(before), place})
	return place
}

// basketTable has the columns of a basket's lines, without what they are worth.
func (c *Calculation) basketTable(t *tested, p *promotion, before []int) *tableOf {
	table := byLine(minorColumn("price", refund.FromLinePrice), countColumn("units", t.units))
	if p.rule.Sequence != nil {
		table.Columns = append(table.Columns, minorColumn("off", refund.FromDiscount), countColumn("bought", refund.FromLineQuantity))
	}
	less := make([][]int64, len(before))
	for i, place := range before {
		table.Columns = append(table.Columns, rowColumn("less", place))
		less[i] = c.byLineOf(place)
	}
	table.Rows = make([]refund.StepRow, 0, len(p.lines))
	cells := make([]int64, 0, len(p.lines)*(len(table.Columns)+2))
	for _, l := range p.lines {
		if t.basket.units[l] == 0 {
			continue
		}
		line, from := t.lines[l].line, len(cells)
		cells = append(cells, line.UnitPriceMinor, t.basket.units[l])
		if p.rule.Sequence != nil {
			cells = append(cells, c.promotions[0].off[l], line.Quantity)
		}
		for i := range less {
			cells = append(cells, less[i][l])
		}
		to := len(cells)
		cells = append(cells, 0, 0) // room for what follows
		table.Rows = append(table.Rows, refund.StepRow{Of: string(line.LineID), Cells: cells[from:to:len(cells)]})
	}
	return table
}

// worthOf is what a row of a basket is worth.
func (c *Calculation) worthOf(table *tableOf, row *refund.StepRow) int64 {
	value, off := row.Cells[0]*row.Cells[1], int64(0)
	for i, column := range table.Columns {
		switch column.Name {
		case "off":
			share, err := refund.Prorate(row.Cells[i], row.Cells[1], row.Cells[i+1])
			if err != nil {
				return 0 // it was computed before, and fitted
			}
			value = max(0, value-share)
		case "less":
			off += row.Cells[i]
		}
	}
	return value - off
}

// tested are the inputs that tiers are compared with: what the basket is worth, its units, and whether the
// promotion repeats.
func (c *Calculation) tested(place int, p *promotion) []refund.Input {
	return []refund.Input{c.steps.Result("basket", place), c.steps.Column("units", place), explain.Number("repeat", oneIf(p.rule.Repeat))}
}
