package tender

import (
	"slices"

	"github.com/makegood/makegood/refund"
)

// sayDue explains how what is left for the divisible payments, less fees, is shared over them.
func (p *Plan) sayDue(groups []grouped, feesMinor int64) {
	p.said.shares = make([]place, len(p.payments))
	var inputs []refund.Input
	switch {
	case p.said.rest > 0:
		inputs = append(inputs, p.steps.Result("amount", p.said.rest))
	case p.said.divisible > 0:
		inputs = append(inputs, p.steps.Result("amount", p.said.divisible))
		if feesMinor > 0 {
			inputs = append(inputs, p.steps.AmountFrom("less", feesMinor, refund.FromFees))
		}
	case p.alone(groups):
		return
	default:
		inputs = append(inputs, p.steps.Amount("amount", sumOfGroups(groups)))
	}
	p.sayShares(groups, inputs...)
}

// alone reports whether one payment, which moves any amount, gives back all there is.
func (p *Plan) alone(groups []grouped) bool {
	return len(p.payments) == 1 && len(groups) == 1 && stepOf(p.payment(0).Provider, p.order.Currency) == 1
}

// sayShares explains what groups of payments give back: each group by the largest remainder of what its payments
// owe, as far as they owe it, the next one the rest. It returns the steps.
func (p *Plan) sayShares(groups []grouped, amount ...refund.Input) []int {
	if p.said.shares == nil {
		p.said.shares = make([]place, len(p.payments))
	}
	places := make([]int, 0, len(groups))
	for _, g := range groups {
		table := p.owedTable()
		for i, weight := range g.weights {
			if weight <= 0 {
				continue
			}
			table.Rows = append(table.Rows, refund.StepRow{Of: string(p.payments[i].PaymentID), Cells: append(p.owedCells(i), g.parts[i])})
			p.said.shares[i] = place{len(p.steps.All) + 1, len(table.Rows)}
		}
		inputs, key := p.results("less", append([]refund.Input(nil), amount...), places...), "payment.shares"
		if len(inputs) > 1 {
			key = "payment.shares_less"
		}
		places = append(places, p.steps.SayTable(key, g.minor, table, inputs...))
	}
	return places
}

// saySteps explains how shares move to whole steps of their providers, where any does.
func (p *Plan) saySteps(before, moved []int64) {
	changed := false
	for i := range before {
		changed = changed || before[i] != moved[i]
	}
	if !changed {
		return
	}
	table, over := p.stepTable(), int64(0)
	rows := make([]place, len(p.payments))
	for i := range p.payments {
		if p.indivisible(i) {
			continue
		}
		over += moved[i] - before[i]
		cells := p.owedCells(i)
		cells = append(cells, stepOf(p.payment(i).Provider, p.order.Currency))
		for _, column := range table.Columns[len(cells) : len(table.Columns)-1] {
			cells = append(cells, p.rowResult(column.Step, i))
		}
		table.Rows = append(table.Rows, refund.StepRow{Of: string(p.payments[i].PaymentID), Cells: append(cells, moved[i])})
		rows[i] = place{len(p.steps.All) + 1, len(table.Rows)}
	}
	p.said.steps = p.steps.SayTable("payment.step", over, table)
	p.said.shares = rows
}

// stepTable has the columns of providers' steps: what is owed, the step, the shares, and what is moved.
func (p *Plan) stepTable() refund.StepTable {
	table := p.owedTable()
	columns := append(table.Columns[:len(table.Columns)-1:len(table.Columns)-1], refund.StepColumn{Name: "step", Unit: refund.UnitMinor, From: refund.FromProvider})
	var said []int
	for _, at := range p.said.shares {
		if at.step > 0 && !slices.Contains(said, at.step) {
			said = append(said, at.step)
			columns = append(columns, refund.StepColumn{Name: "share", Unit: refund.UnitMinor, From: refund.FromRow, Step: at.step})
		}
	}
	table.Columns = append(columns, refund.StepColumn{Name: "moved", Unit: refund.UnitMinor})
	return table
}

// shareOf is a payment's share as a leg.
func (p *Plan) shareOf(i int, minor int64) planned {
	if minor == 0 {
		return planned{}
	}
	if at := p.said.shares[i]; at.row > 0 {
		return planned{minor: minor, key: "payment.leg", inputs: []refund.Input{p.steps.Row("share", at.step, at.row)}}
	}
	return planned{minor: minor, key: "payment.leg_only", inputs: []refund.Input{p.steps.Amount("due", minor), p.steps.Amount("owed", p.payments[i].OwedMinor)}}
}
