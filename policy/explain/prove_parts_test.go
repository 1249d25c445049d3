package explain_test

import "github.com/makegood/makegood/refund"

func measure(name, value string) refund.Input {
	return refund.Input{Name: name, Value: value, Unit: refund.UnitMeasure, From: refund.FromTerm}
}

// partCases are of parts by measure, gross amounts, labels, points and a marketplace's parties.
func partCases() []formulaCase {
	in := func(inputs ...refund.Input) []refund.Input { return inputs }
	return []formulaCase{
		{formula: refund.FormulaShareMeasured, result: 532, inputs: in(minor("total", 2500), measure("now", "0.5"), measure("before", "0.35"), measure("whole", "2.350"),
			shown(minor("upto", 904)), shown(minor("share_before", 372)), minor("given", 372), shown(minor("at_most", 2128)))},
		{formula: refund.FormulaShareMeasured, result: 100, inputs: in(minor("total", 2500), measure("now", "0.5"), measure("before", "0.35"), measure("whole", "2.350"),
			shown(minor("upto", 904)), shown(minor("share_before", 372)), minor("given", 2400), shown(minor("at_most", 100)))},
		{formula: refund.FormulaNetOfGross, result: 93, inputs: in(minor("gross", 100), minor("total", 1000), minor("tax", 80), minor("given", 185), minor("tax_given", 15), shown(minor("upto", 278)))},
		{formula: refund.FormulaNetOfGross, result: 100, inputs: in(minor("gross", 100), minor("total", 1000), minor("tax", 80), minor("given", 185), minor("tax_given", 80), shown(minor("upto", 338)))},
		{formula: refund.FormulaLessProportion, result: 4, inputs: in(minor("amount", -16), minor("part", 25), minor("whole", 100))},
		{formula: refund.FormulaRate, result: 275, inputs: in(minor("net", 1999), rate("0.1375"))},
		{formula: refund.FormulaLessInside, result: -57, inputs: in(minor("part", 1000), rate("0.06"))},
		{formula: refund.FormulaLessAsked, result: -500, inputs: in(minor("asked", 1000), minor("at_most", 9000), minor("divisible", 700), minor("taken", 200)), free: []string{"asked", "at_most"}},
		{formula: refund.FormulaLessAsked, result: -300, inputs: in(minor("asked", 1000), minor("at_most", 300)), free: []string{"asked"}},
		{formula: refund.FormulaPointsDue, inputs: in(count("earned", 100), minor("back", 1667), minor("whole", 5000), shown(count("due", 33)))},
		{formula: refund.FormulaPointsTaken, inputs: in(count("due", 33), count("due", 7), count("before", 10), shown(count("units", -30)))},
		{formula: refund.FormulaCapture, result: 250, inputs: in(minor("share", 900), minor("taken", 400), minor("captured", 1000), minor("used", 720), shown(minor("left", 280)), minor("step", 50)), free: []string{"share", "taken"}},
		{formula: refund.FormulaCapture, result: 100, inputs: in(minor("share", 500), minor("taken", 400), minor("captured", 1000), minor("used", 700), shown(minor("left", 300)), minor("step", 1)), free: []string{"step"}},
		{formula: refund.FormulaParties, result: -100, inputs: in(minor("amount", -100)), table: tableOf([]string{"has", "share"}, row(100, -34), row(100, -33), row(100, -33))},
		{formula: refund.FormulaPortions, result: -12, table: tableOf([]string{"amount", "part", "whole", "share"}, row(30, -100, 300, -10), row(5, -100, 300, -2))},
	}
}
