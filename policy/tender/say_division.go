package tender

import (
	"github.com/makegood/makegood/policy/explain"
	"github.com/makegood/makegood/refund"
)

// said are the places of the steps that say how a total is divided; 0: there is none.
type said struct {
	// due is the total that was divided; whole are the steps of instruments that go back whole, by payment.
	due   int64
	whole []int
	// instruments, room and divisible are the instruments' shares, what later requests leave them, and what is
	// left for the other payments.
	instruments, room, divisible int
	// rest is what is left where a part is paid already.
	rest int
	// shares are where the payments' shares stand, by payment; steps is the step of the providers' steps.
	shares []place
	steps  int
}

// place is a row of a step's table; without a row the step is no table.
type place struct{ step, row int }

// sayDivision explains a division between instruments in kind and the payments that can be divided (MONEY C8).
// It is said once.
func (p *Plan) sayDivision(totalMinor int64, d division) {
	if p.said.divisible > 0 || !p.HasInstruments() {
		return
	}
	p.said.due, p.said.whole = totalMinor, make([]int, len(p.payments))
	due, left := p.steps.AmountFrom("due", totalMinor, refund.FromTotal), []refund.Input(nil)
	for i := range p.payments {
		if d.restored[i] && d.instruments[i] > 0 {
			p.said.whole[i] = p.steps.Say("payment.whole", d.instruments[i], p.word(i), p.steps.Amount("owed", p.payments[i].OwedMinor))
			left = p.results("whole", left, p.said.whole[i])
		}
	}
	if d.toAllMinor > 0 {
		p.sayInstruments(d, due, left)
	}
	for i := range p.payments {
		if p.indivisible(i) && !d.restored[i] {
			left = append(left, p.shareInputs("share", "more", i)...)
		}
	}
	p.said.divisible = p.steps.Say("payment.divisible", d.divisibleMinor, append([]refund.Input{due}, left...)...)
}

func (p *Plan) word(i int) refund.Input { return explain.Word("payment", p.payments[i].PaymentID) }

// results appends the results of steps that were said.
func (p *Plan) results(name string, inputs []refund.Input, places ...int) []refund.Input {
	for _, place := range places {
		if place > 0 {
			inputs = append(inputs, p.steps.Result(name, place))
		}
	}
	return inputs
}

func sumOfGroups(groups []grouped) int64 {
	var sum int64
	for _, g := range groups {
		sum += g.minor
	}
	return sum
}

// owedTable is a table by payment of what each owes, less what steps say; the last column is its share.
func (p *Plan) owedTable(less ...int) refund.StepTable {
	columns := []refund.StepColumn{{Name: "owed", Unit: refund.UnitMinor, From: refund.FromPaymentOwed}}
	if len(p.rounded) > 0 {
		columns = append(columns, refund.StepColumn{Name: "rounded", Unit: refund.UnitMinor, From: refund.FromRounded})
	}
	for _, place := range less {
		columns = append(columns, refund.StepColumn{Name: "alone", Unit: refund.UnitMinor, From: refund.FromRow, Step: place})
	}
	columns = append(columns, refund.StepColumn{Name: "share", Unit: refund.UnitMinor})
	return refund.StepTable{Of: "payment", Columns: columns}
}

// owedCells are what a payment owes, and what was rounded of it before.
func (p *Plan) owedCells(i int) []int64 {
	cells := append(make([]int64, 0, 4), p.payments[i].OwedMinor)
	if len(p.rounded) > 0 {
		cells = append(cells, -p.rounded[p.payments[i].PaymentID])
	}
	return cells
}

// rowOf is the row of a payment in a step's table, counted from 1; 0: there is none.
func (p *Plan) rowOf(place, i int) int {
	rows := p.steps.All[place-1].Table.Rows
	for r := range rows {
		if rows[r].Of == string(p.payments[i].PaymentID) {
			return r + 1
		}
	}
	return 0
}

func (p *Plan) rowResult(place, i int) int64 {
	if row := p.rowOf(place, i); row > 0 {
		cells := p.steps.All[place-1].Table.Rows[row-1].Cells
		return cells[len(cells)-1]
	}
	return 0
}
