package entitlement

import (
	"github.com/makegood/makegood/policy/explain"
	"github.com/makegood/makegood/refund"
)

// sayDiscounts explains what was paid for the lines of an order with discounts that its sender did not allocate:
// each discount's shares, then what they leave of the lines' net prices.
func (c *Calculation) sayDiscounts() {
	if len(c.order.OrderDiscounts) == 0 || c.nets > 0 {
		return
	}
	nets := make([]refund.StepRow, len(c.order.Lines))
	for l := range c.order.Lines {
		net, err := c.order.Lines[l].NetMinor()
		if err != nil {
			return // the order was read before: it fitted
		}
		nets[l] = refund.StepRow{Of: string(c.order.Lines[l].LineID), Cells: []int64{net}}
	}
	columns := []refund.StepColumn{{Name: "net", Unit: refund.UnitMinor, From: refund.FromLineNet}}
	for i, discount := range c.order.OrderDiscounts {
		place := c.sayDiscount(discount, c.past.orderShares[i], nets, columns)
		columns = append(columns[:len(columns):len(columns)], refund.StepColumn{Name: "less", Unit: refund.UnitMinor, From: refund.FromRow, Step: place})
		for l, share := range c.past.orderShares[i] {
			nets[l].Cells = append(nets[l].Cells, share)
		}
	}
	for l := range nets {
		nets[l].Cells = append(nets[l].Cells, c.past.lines[l].paid.net)
	}
	columns = append(columns, refund.StepColumn{Name: "paid", Unit: refund.UnitMinor})
	c.nets = c.steps.SayTable("discount.net", sumOfRows(nets), refund.StepTable{Of: "line", Columns: columns, Rows: nets})
}

// sayDiscount explains one discount's shares: over the lines that have one, whose weights are what discounts
// before left of their net prices.
func (c *Calculation) sayDiscount(discount refund.DiscountShare, shares []int64, nets []refund.StepRow, columns []refund.StepColumn) int {
	var rows []refund.StepRow
	weighing := c.weighing(discount.PromotionID, shares)
	for l, share := range shares {
		if weighing == nil || weighing[l] {
			cells := append(nets[l].Cells[:len(nets[l].Cells):len(nets[l].Cells)], share)
			rows = append(rows, refund.StepRow{Of: nets[l].Of, Cells: cells})
		}
	}
	columns = append(columns[:len(columns):len(columns)], refund.StepColumn{Name: "share", Unit: refund.UnitMinor})
	return c.steps.SayTable("discount.shared", discount.AmountMinor, refund.StepTable{Of: "line", Columns: columns, Rows: rows},
		explain.Word("promotion", discount.PromotionID), c.steps.Amount("amount", discount.AmountMinor))
}

// weighing says which lines an order's discount was shared over: the ones that qualify, unless lines that do not
// have a share of it. Nil: all lines.
func (c *Calculation) weighing(id refund.PromotionID, shares []int64) []bool {
	qualifies := c.qualifying(id)
	for l, share := range shares {
		if qualifies != nil && share > 0 && !qualifies[l] {
			return nil
		}
	}
	return qualifies
}

// qualifying says which lines qualify for a promotion; nil: all do.
func (c *Calculation) qualifying(id refund.PromotionID) []bool {
	for i := range c.order.Promotions {
		p := &c.order.Promotions[i]
		if p.PromotionID != id || len(p.QualifyingLineIDs) == 0 {
			continue
		}
		qualifies := make([]bool, len(c.order.Lines))
		for _, line := range p.QualifyingLineIDs {
			if l, ok := c.past.index[line]; ok {
				qualifies[l] = true
			}
		}
		return qualifies
	}
	return nil
}

// paidColumn is the column of what was paid for lines.
func (c *Calculation) paidColumn() refund.StepColumn {
	if c.nets == 0 {
		return refund.StepColumn{Name: "paid", Unit: refund.UnitMinor, From: refund.FromLineNet}
	}
	return refund.StepColumn{Name: "paid", Unit: refund.UnitMinor, From: refund.FromRow, Step: c.nets}
}
