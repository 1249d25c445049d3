package tender

import (
	"github.com/makegood/makegood/refund"
)

// sayInstruments explains the instruments' shares by what all payments owe, apart from what goes to the divisible
// ones alone.
func (p *Plan) sayInstruments(d division, due refund.Input, whole []refund.Input) {
	all := append([]refund.Input{due}, whole...)
	toAll := p.steps.Say("payment.to_all", d.toAllMinor, p.results("allowance", all, p.Shared.AllowanceSteps...)...)
	var alone []int
	if len(d.alone) > 0 {
		inputs := p.results("to_all", append([]refund.Input{due}, whole...), toAll)
		money := p.steps.Say("payment.to_money", sumOfGroups(d.alone), inputs...)
		alone = p.sayShares(d.alone, p.steps.Result("amount", money))
	}
	table, rows := p.owedTable(alone...), 0
	for i := range p.payments {
		if d.restored[i] {
			continue
		}
		cells := p.owedCells(i)
		for _, place := range alone {
			cells = append(cells, p.rowResult(place, i))
		}
		share := d.instruments[i] - d.more[i]
		if !p.indivisible(i) {
			share = 0
		}
		table.Rows = append(table.Rows, refund.StepRow{Of: string(p.payments[i].PaymentID), Cells: append(cells, share)})
		rows++
	}
	p.fillDivisible(&table, d)
	p.said.instruments = p.steps.SayTable("payment.instruments", d.toAllMinor, table, p.steps.Result("amount", toAll))
	p.sayRoom(d, toAll)
}

// fillDivisible puts the shares that the divisible payments would have into a table of all: the largest remainder
// is over all of them.
func (p *Plan) fillDivisible(table *refund.StepTable, d division) {
	weights := make([]int64, len(table.Rows))
	for r := range table.Rows {
		cells := table.Rows[r].Cells
		weights[r] = cells[0]
		for _, less := range cells[1 : len(cells)-1] {
			weights[r] -= less
		}
		weights[r] = max(0, weights[r])
	}
	shares, err := refund.ShareTenders(d.toAllMinor, weights)
	if err != nil {
		return // it was computed before, and fitted
	}
	for r := range table.Rows {
		cells := table.Rows[r].Cells
		cells[len(cells)-1] = shares[r]
	}
}

// sayRoom explains what instruments get more, where later requests could not give back what they owe.
func (p *Plan) sayRoom(d division, toAll int) {
	table := refund.StepTable{Of: "payment", Columns: []refund.StepColumn{{Name: "owed", Unit: refund.UnitMinor, From: refund.FromPaymentOwed},
		{Name: "share", Unit: refund.UnitMinor, From: refund.FromRow, Step: p.said.instruments}, {Name: "more", Unit: refund.UnitMinor}}}
	var more int64
	var shared []refund.Input
	for i := range p.payments {
		if !p.indivisible(i) {
			continue
		}
		if row := p.rowOf(p.said.instruments, i); row > 0 {
			shared = append(shared, p.steps.Row("shared", p.said.instruments, row))
		}
		shared = p.results("shared", shared, p.said.whole[i])
		if more += d.more[i]; d.restored[i] || p.Expired(p.payment(i)) {
			continue
		}
		table.Rows = append(table.Rows, refund.StepRow{Of: string(p.payments[i].PaymentID), Cells: []int64{p.payments[i].OwedMinor, d.instruments[i] - d.more[i], d.more[i]}})
	}
	if more == 0 {
		return
	}
	later := p.Shared.Later
	sold := p.steps.Say("payment.sold", later.GoodsMinor+later.ChargesMinor, p.steps.Amount("goods", later.GoodsMinor), p.steps.Amount("charges", later.ChargesMinor))
	left := p.steps.Say("payment.later", later.Minor(), p.steps.Result("sold", sold), p.steps.Amount("back", later.BackMinor), p.steps.Amount("uncaptured", later.UncapturedMinor))
	p.said.room = p.steps.SayTable("payment.room", more, table, append(shared, p.steps.Result("later", left), p.steps.Result("to_all", toAll))...)
}

// shareInputs are an instrument's share as inputs, and what it gets more.
func (p *Plan) shareInputs(share, more string, i int) []refund.Input {
	var inputs []refund.Input
	if p.said.instruments > 0 {
		if row := p.rowOf(p.said.instruments, i); row > 0 {
			inputs = append(inputs, p.steps.Row(share, p.said.instruments, row))
		}
	}
	if p.said.room > 0 {
		if row := p.rowOf(p.said.room, i); row > 0 {
			inputs = append(inputs, p.steps.Row(more, p.said.room, row))
		}
	}
	return inputs
}

// wholeInputs are what goes back of an instrument that goes back whole.
func (p *Plan) wholeInputs(i int, kept int64) []refund.Input {
	return append(p.steps.Results("share", p.said.whole[i]), p.steps.Amount("kept", kept))
}

// sayReissued explains what a fault gives back of an instrument's share by other means: the part of the goods that
// comes back for the fault, of the share that did not go back in advance.
func (p *Plan) sayReissued(i int, fault int64) int {
	var advance []refund.Input
	if kept := p.payments[i].KeptBackMinor; kept < 0 {
		advance = append(advance, p.steps.AmountFrom("less", -kept, refund.FromPaymentAdvance))
	}
	if p.Shared.FaultMinor >= p.Shared.FaultOfMinor {
		return p.steps.Say("payment.reissued_all", fault, append(append(p.shareInputs("share", "share", i), advance...), p.word(i))...)
	}
	part := p.steps.Say("payment.fault", p.Shared.FaultMinor, p.results("worth", nil, p.Shared.FaultSteps...)...)
	goods := p.steps.Say("payment.goods", p.Shared.FaultOfMinor, p.results("worth", nil, p.Shared.GoodsSteps...)...)
	inputs := append(p.shareInputs("amount", "amount", i), advance...)
	return p.steps.Say("payment.reissued", fault, append(inputs, p.steps.Result("part", part), p.steps.Result("whole", goods), p.word(i))...)
}
