package explain_test

import (
	"errors"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/makegood/makegood/policy/explain"
	"github.com/makegood/makegood/refund"
)

// alone is an assessment of one step that is a part of no sum.
func (c formulaCase) alone() refund.Assessment {
	step := refund.Step{Key: "a.rule", Computes: c.formula, ResultMinor: c.result, Inputs: slices.Clone(c.inputs)}
	if c.table != nil {
		table := *c.table
		table.Rows = make([]refund.StepRow, len(c.table.Rows))
		for i, row := range c.table.Rows {
			table.Rows[i] = refund.StepRow{Of: row.Of, Cells: slices.Clone(row.Cells), Rates: slices.Clone(row.Rates)}
		}
		step.Table = &table
	}
	return refund.Assessment{Disposition: refund.DispositionAttention, Currency: "CNY", Steps: []refund.Step{step}}
}

func TestEveryFormulaComesToWhatWasComputedByHand(t *testing.T) {
	reached := map[refund.FormulaID]bool{}
	for _, c := range formulaCases() {
		reached[c.formula] = true
		if err := explain.Prove(c.alone(), explain.Facts{}); err != nil {
			t.Errorf("%s: %v", c.formula, err)
		}
	}
	for _, formula := range explain.Formulas() {
		if !reached[formula] {
			t.Errorf("no case for %s", formula)
		}
	}
}

// Any result, and any input that the result follows from, cannot be changed without being caught.
func TestAChangedResultOrInputOfAnyFormulaIsCaught(t *testing.T) {
	for _, c := range formulaCases() {
		notCaught(t, c, "the result", func(step *refund.Step, by int64) { step.ResultMinor += by })
		for i, input := range c.inputs {
			if !slices.Contains(c.free, input.Name) {
				notCaught(t, c, input.Name, func(step *refund.Step, by int64) { changeInput(&step.Inputs[i], by) })
			}
		}
		if c.table == nil {
			continue
		}
		for r := range c.table.Rows {
			for i, column := range c.table.Columns {
				if !slices.Contains(c.free, column.Name) {
					notCaught(t, c, column.Name, func(step *refund.Step, by int64) { step.Table.Rows[r].Cells[i] += by })
				}
			}
		}
	}
}

// notCaught fails where no change of a step is caught.
func notCaught(t *testing.T, c formulaCase, what string, change func(*refund.Step, int64)) {
	t.Helper()
	for _, by := range []int64{1, -1, 100, -100} {
		a := c.alone()
		change(&a.Steps[0], by)
		if err := explain.Prove(a, explain.Facts{}); errors.Is(err, explain.ErrNotProven) {
			return
		}
	}
	t.Errorf("%s: a changed %s is not caught", c.formula, what)
}

// changeInput changes an input and what people read of it.
func changeInput(input *refund.Input, by int64) {
	switch input.Unit {
	case refund.UnitMinor:
		input.Number += by
		input.Value = refund.FormatAmount(input.Number, "CNY")
	case refund.UnitCount, refund.UnitDays:
		input.Number += by
		input.Value = strconv.FormatInt(input.Number, 10)
	case refund.UnitRate, refund.UnitMeasure:
		input.Value = "0.77"
	case refund.UnitDate:
		day, err := time.Parse(time.DateOnly, input.Value)
		if err == nil {
			input.Value = day.AddDate(0, 0, int(by)).Format(time.DateOnly)
		}
	}
}

func TestAnErrorNamesTheStepItsFormulaItsInputsAndWhatCameOut(t *testing.T) {
	c := formulaCase{formula: refund.FormulaSum, result: 8, inputs: []refund.Input{minor("part", 3), minor("part", 4)}}
	err := explain.Prove(c.alone(), explain.Facts{})
	want := "explain: not proven: step 1 a.rule = 8 by SUM of [part=3, part=4]: comes to 7"
	if err == nil || err.Error() != want {
		t.Errorf("got %v", err)
	}
}

func TestWhatAnInputSaysOfItselfIsHeldToIt(t *testing.T) {
	order := refund.Order{Currency: "CNY", Lines: []refund.Line{{LineID: "1", Quantity: 2, UnitPriceMinor: 500}}}
	for name, c := range map[string]struct {
		input refund.Input
		want  string
	}{
		"a field of the order":               {from(minor("part", 501), refund.FromLinePrice), "part is 501, its source order.line.unit_price says 500"},
		"people read something else":         {refund.Input{Name: "part", Value: "5.00 CNY", Unit: refund.UnitMinor, Number: 501, From: refund.FromTerm}, "part is 501 and reads 5.00 CNY"},
		"it comes from nowhere":              {from(minor("part", 500), 0), "part does not say where it comes from"},
		"a step that comes later":            {refund.Input{Name: "part", Value: "5.00 CNY", Unit: refund.UnitMinor, Number: 500, From: refund.FromStep, Step: 2}, "says -9223372036854775808"},
		"what earlier requests gave back":    {from(minor("part", 1), refund.FromLineGiven), "so_far.line.net says 0"},
		"what the steps before come to":      {from(minor("part", 1), refund.FromTotal), "so_far.total says 0"},
		"a formula that is not one":          {from(minor("part", 500), refund.FromTerm), "has no formula of the set"},
		"a number shown that no formula has": {from(minor("part", 500), refund.FromHere), "part comes to 0, not 500"},
	} {
		a := formulaCase{formula: refund.FormulaSum, result: c.input.Number, inputs: []refund.Input{{Name: "line", Value: "1"}, c.input}}.alone()
		if strings.Contains(c.want, "no formula") {
			a.Steps[0].Computes = "GUESS"
		}
		err := explain.Prove(a, explain.Facts{Order: &order, Earlier: []refund.Entitlement{}})
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: got %v", name, err)
		}
	}
}

func from(in refund.Input, source refund.Source) refund.Input { in.From = source; return in }

func TestTheStepsSumToTheAssessment(t *testing.T) {
	for name, change := range map[string]func(*refund.Assessment){
		"total is 500, the assessment's 501":        func(a *refund.Assessment) { a.TotalMinor = 501 },
		"LINE is 500, the assessment's 499":         func(a *refund.Assessment) { a.Components[0].AmountMinor = 499 },
		"components' tax is 0, the assessment's 58": func(a *refund.Assessment) { a.Components[0].TaxMinor = 58 },
		"tax is 0, the assessment's 7":              func(a *refund.Assessment) { a.TaxMinor = 7 },
		"legs is 0, the assessment's 500":           func(a *refund.Assessment) { a.Legs = []refund.PlannedLeg{{AmountMinor: 500}} },
		"deduction tax is 0, the assessment's 1":    func(a *refund.Assessment) { a.DeductionTaxMinor = 1 },
		"SHIPPING is 0, the assessment's 12": func(a *refund.Assessment) {
			a.Components = append(a.Components, refund.Component{Kind: refund.ComponentShipping, AmountMinor: 12})
		},
	} {
		a := formulaCase{formula: refund.FormulaSum, result: 500, inputs: []refund.Input{minor("part", 500)}}.alone()
		a.Disposition, a.TotalMinor = refund.DispositionPay, 500
		a.Steps[0].Adds, a.Steps[0].Component = refund.SumTotal, refund.ComponentLine
		a.Components = []refund.Component{{Kind: refund.ComponentLine, AmountMinor: 500}}
		if err := explain.Prove(a, explain.Facts{}); err != nil {
			t.Fatal(err)
		}
		change(&a)
		if err := explain.Prove(a, explain.Facts{}); err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("%s: got %v", name, err)
		}
	}
}

func TestStepsOfAnOlderVersionAreReadAndProveNothing(t *testing.T) {
	a := refund.Assessment{Disposition: refund.DispositionPay, Steps: []refund.Step{{Name: "Line 1", Formula: "1 x 5.00", ResultMinor: 500, Key: "line.amount"}}}
	if err := explain.Prove(a, explain.Facts{}); !errors.Is(err, explain.ErrNoProof) {
		t.Errorf("got %v", err)
	}
}
