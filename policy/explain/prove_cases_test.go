package explain_test

import (
	"slices"
	"strconv"

	"github.com/makegood/makegood/refund"
)

// formulaCase is a step computed by hand.
type formulaCase struct {
	formula refund.FormulaID
	result  int64
	inputs  []refund.Input
	table   *refund.StepTable
	// free are the inputs and columns that do not bind here: the result is the same with others.
	free []string
}

func minor(name string, n int64) refund.Input {
	return refund.Input{Name: name, Value: refund.FormatAmount(n, "CNY"), Unit: refund.UnitMinor, Number: n, From: refund.FromTerm}
}

func count(name string, n int64) refund.Input {
	return refund.Input{Name: name, Value: strconv.FormatInt(n, 10), Unit: refund.UnitCount, Number: n, From: refund.FromTerm}
}

func shown(in refund.Input) refund.Input { in.From = refund.FromHere; return in }

func rate(value string) refund.Input {
	return refund.Input{Name: "rate", Value: value, Unit: refund.UnitRate, From: refund.FromTerm}
}

func date(name, day string) refund.Input {
	return refund.Input{Name: name, Value: day, Unit: refund.UnitDate, From: refund.FromTerm}
}

// rows is a table of minor units; what is counted in a column does not matter to a formula.
func tableOf(columns []string, all ...refund.StepRow) *refund.StepTable {
	table := &refund.StepTable{Of: "tier", Rows: all}
	for i, name := range columns {
		column := refund.StepColumn{Name: name, Unit: refund.UnitMinor, From: refund.FromTerm}
		if i == len(columns)-1 {
			column.From = 0
		}
		table.Columns = append(table.Columns, column)
	}
	return table
}

func row(cells ...int64) refund.StepRow { return refund.StepRow{Of: "r", Cells: cells} }

func rated(rate string, cells ...int64) refund.StepRow {
	return refund.StepRow{Of: "r", Cells: cells, Rates: []string{rate}}
}

// formulaCases has each formula at least once.
func formulaCases() []formulaCase {
	return slices.Concat(amountCases(), tableCases(), partCases())
}

func amountCases() []formulaCase {
	in := func(inputs ...refund.Input) []refund.Input { return inputs }
	adjusted := in(minor("target", 800), minor("total", 1000), minor("shared", 800), minor("tax", 130), minor("on_top", 50))
	return []formulaCase{
		{formula: refund.FormulaStatement, inputs: in(minor("asked", 5)), free: []string{"asked"}},
		{formula: refund.FormulaWindow, inputs: in(date("delivered", "2026-11-01"), date("on", "2026-11-10"), count("grace", 2), shown(count("day", 7)))},
		{formula: refund.FormulaSum, result: 7, inputs: in(minor("part", 3), minor("part", 4))},
		{formula: refund.FormulaPositiveSum, result: 7, inputs: in(minor("part", 3), minor("part", 4))},
		{formula: refund.FormulaPositiveSum, inputs: in(minor("part", 3), minor("part", -4)), free: []string{"part"}},
		{formula: refund.FormulaDifference, result: -2, inputs: in(minor("before", 5), minor("lost", 4), minor("lost", 3))},
		{formula: refund.FormulaPositiveDifference, result: 2, inputs: in(minor("due", 7), minor("whole", 5))},
		{formula: refund.FormulaNegative, result: -5, inputs: in(minor("share", 5))},
		{formula: refund.FormulaRecordedTax, result: 10, inputs: in(minor("recorded", 10), minor("price", 100), rate("0.13"), shown(minor("computed", 13)))},
		{formula: refund.FormulaShare, result: 266, inputs: in(minor("total", 800), count("now", 1), count("before", 1), count("bought", 3), shown(minor("upto", 533)), minor("given", 267))},
		{formula: refund.FormulaShare, result: 291, inputs: in(minor("total", 800), count("now", 1), count("before", 1), count("bought", 3), minor("allowed", 25), shown(minor("upto", 558)), minor("given", 267))},
		{formula: refund.FormulaShare, result: 233, inputs: in(minor("total", 800), count("now", 2), count("before", 1), count("bought", 3), minor("allowed", 25), shown(minor("upto", 800)), minor("given", 567)), free: []string{"allowed", "now", "before", "bought"}},
		{formula: refund.FormulaShareOver, result: 193, inputs: in(minor("total", 400), minor("back", 99), minor("net", 200), shown(minor("upto", 198)), minor("before", 5))},
		{formula: refund.FormulaAsked, result: 5, inputs: in(minor("asked", 5), minor("total", 10), minor("given", 3)), free: []string{"total", "given"}},
		{formula: refund.FormulaWithin, result: 5, inputs: in(minor("due", 5), minor("owed", 9)), free: []string{"owed"}},
		{formula: refund.FormulaUnspent, result: 75, inputs: in(minor("allowance", 100), count("returned", 1), count("units", 4))},
		{formula: refund.FormulaProportion, result: 200, inputs: in(minor("amount", 1000), minor("less", 200), minor("part", 1), minor("whole", 4), minor("at_most", 300)), free: []string{"at_most"}},
		{formula: refund.FormulaLessProportion, result: -40, inputs: in(minor("amount", 1000), minor("part", 1), minor("whole", 2), minor("at_most", 40)), free: []string{"amount", "part", "whole"}},
		{formula: refund.FormulaLessRate, result: -450, inputs: in(minor("price", 1000), count("quantity", 3), shown(minor("list", 3000)), rate("0.15"), minor("at_most", 9999)), free: []string{"at_most"}},
		{formula: refund.FormulaLessRate, result: -300, inputs: in(minor("price", 1000), count("quantity", 3), shown(minor("list", 3000)), rate("0.15"), minor("at_most", 9999), minor("divisible", 400), minor("taken", -100)), free: []string{"at_most", "rate"}},
		{formula: refund.FormulaLessMinimum, result: -5, inputs: in(minor("asked", 5), minor("left", 7)), free: []string{"left"}},
		{formula: refund.FormulaLessUsedUnits, result: -900, inputs: in(minor("price", 3000), count("used", 5), count("free", 2), shown(count("part", 3)), count("whole", 10), minor("left", 5000)), free: []string{"left"}},
		{formula: refund.FormulaLessUsedBalance, result: -300, inputs: in(minor("price", 3000), minor("used", 1000), minor("each", 5000), count("quantity", 2), shown(minor("part", 1000)), shown(minor("whole", 10000)), minor("left", 5000)), free: []string{"left"}},
		{formula: refund.FormulaLessUsedDays, result: -1000, inputs: in(minor("price", 3000), date("start", "2026-11-01"), date("end", "2026-12-01"), date("on", "2026-11-10"), shown(count("part", 10)), shown(count("whole", 30)), minor("left", 5000)), free: []string{"left"}},
		{formula: refund.FormulaLessUsedLife, result: -9300, inputs: in(minor("price", 73000), date("delivered", "2026-01-01"), date("on", "2026-04-11"), shown(count("days", 100)), count("grace", 7), shown(count("part", 93)), count("whole", 730), minor("left", 73000)), free: []string{"left"}},
		{formula: refund.FormulaWaiver, result: 300, inputs: in(minor("total", -300), minor("waived", 100), shown(minor("open", 400)))},
		{formula: refund.FormulaNeverCaptured, result: -4000, inputs: in(minor("cost", 10000), minor("captured", 5000), minor("authorised", 9000), shown(minor("open", 5000)), minor("voided", 1000), minor("claim", 9000)), free: []string{"authorised", "claim"}},
		{formula: refund.FormulaCapturedSince, result: 3000, inputs: in(minor("voided", 5000), minor("cost", 10000), minor("captured", 8000), minor("authorised", 3000), shown(minor("open", 2000))), free: []string{"authorised"}},
		{formula: refund.FormulaAdjusted, result: -190, inputs: adjusted, free: []string{"target", "tax"}},
		{formula: refund.FormulaAdjustedTax, result: -10, inputs: adjusted, free: []string{"target", "tax"}},
		{formula: refund.FormulaAdjustedInside, result: -16, inputs: adjusted, free: []string{"target"}},
	}
}

func tableCases() []formulaCase {
	in := func(inputs ...refund.Input) []refund.Input { return inputs }
	reached := in(minor("basket", 30005), count("units", 3), count("repeat", 0))
	return []formulaCase{
		{formula: refund.FormulaShares, result: 533, table: tableOf([]string{"total", "now", "before", "bought", "given", "share"}, row(800, 1, 1, 3, 267, 266), row(800, 1, 0, 3, 0, 267))},
		{formula: refund.FormulaNets, result: 150, table: tableOf([]string{"net", "less", "less", "paid"}, row(100, 20, 10, 70), row(80, 0, 0, 80))},
		{formula: refund.FormulaBasket, result: 2900, table: tableOf([]string{"price", "units", "off", "bought", "less", "value"}, row(1000, 3, 100, 4, 25, 2900))},
		{formula: refund.FormulaSpread, result: 100, inputs: in(minor("amount", 130), minor("less", 30)), table: tableOf([]string{"owed", "alone", "share"}, row(120, 20, 34), row(100, 0, 33), row(100, 0, 33))},
		{formula: refund.FormulaSpreadBasket, result: 100, inputs: in(minor("amount", 100)), table: tableOf([]string{"price", "units", "share"}, row(100, 1, 33), row(100, 2, 67))},
		{formula: refund.FormulaThreshold, result: 3001, inputs: reached, free: []string{"units", "repeat", "from_minor", "from_units"},
			table: tableOf([]string{"from_minor", "from_units", "each", "once", "off"}, rated("0.10", 20000, 0, 0, 0, 3001), row(10000, 0, 500, 0, 500))},
		{formula: refund.FormulaGiveAway, result: 150, inputs: in(count("units", 6), count("buy", 3), count("get", 1), count("same", 0), rate("0.5"), minor("granted", 1000)), free: []string{"granted", "same"},
			table: tableOf([]string{"price", "units"}, row(200, 2), row(100, 1))},
		{formula: refund.FormulaSitting, result: 133, table: tableOf([]string{"price", "left", "paid", "bought", "own", "weight", "share"}, row(1000, 2, 2700, 3, 200, 100, 133))},
		{formula: refund.FormulaLostOnKept, result: 75, inputs: in(minor("amount", 100)), table: tableOf([]string{"sitting", "share", "kept", "left", "lost"}, row(100, 50, 1, 2, 25), row(100, 50, 2, 2, 50))},
		{formula: refund.FormulaGift, result: 1000, inputs: append(in(minor("price", 500), count("bought", 3), count("taken", 1)), reached...), free: []string{"basket", "units", "repeat", "from_minor", "from_units"},
			table: tableOf([]string{"from_minor", "from_units", "times"}, row(40000, 0, 0))},
		{formula: refund.FormulaUnreached, result: 600, inputs: append(in(minor("amount", 600)), reached...), free: []string{"basket", "units", "repeat", "from_minor", "from_units"},
			table: tableOf([]string{"from_minor", "from_units", "times"}, row(40000, 0, 0))},
		{formula: refund.FormulaRetaxed, result: 12, table: tableOf([]string{"paid", "taken", "bought", "recorded", "more", "extra"}, rated("0.13/1.13", 1000, 1, 2, 115, 100, 12))},
		{formula: refund.FormulaProviderSteps, table: tableOf([]string{"owed", "rounded", "step", "share", "moved"}, row(2000, 0, 10, 1003, 1000), row(2000, 0, 1, 500, 503)), free: []string{"owed", "rounded"}},
		{formula: refund.FormulaRoom, result: 20, inputs: in(minor("later", 50), minor("to_all", 100), minor("shared", 30)), free: []string{"to_all", "shared"},
			table: tableOf([]string{"owed", "share", "more"}, row(100, 30, 20))},
	}
}
