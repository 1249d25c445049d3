package policy_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/makegood/makegood/policy"
	"github.com/makegood/makegood/refund"
	"pgregory.net/rapid"
)

// fish is a line of one piece that weighs 2.350 kg and cost 49.99.
func fish(taxes ...refund.Tax) refund.Line {
	l := goods("1", 1, 4999, taxes...)
	l.BusinessModel, l.Measure = refund.ModelFreshGoods, &refund.Measure{Amount: "2.350", Unit: "kg"}
	return l
}

// weighed asks for money for a part of line 1.
func weighed(o refund.Order, amount string) refund.Cancellation {
	return damaged(o, refund.CancelledLine{LineID: "1", Measure: &refund.Measure{Amount: amount, Unit: "kg"}})
}

// 4999 x 0.35/2.35 = 744.53; x 1.35/2.35 = 2871.77; all of it 4999. The piece that comes back then is worth nothing.
func TestAPartByMeasureIsCumulativeByMeasure(t *testing.T) {
	o := order([]refund.Line{fish()}, card(4999))
	line := func(minor int64) []part { return []part{{refund.ComponentLine, "1", minor}} }
	h := play(t, defaultPolicy(t), o, []request{
		{weighed(o, "0.35"), 745, 0, line(745), []leg{{"card", 745}}},
		{weighed(o, "1"), 2127, 0, line(2127), []leg{{"card", 2127}}},
		{weighed(o, "1.000"), 2127, 0, line(2127), []leg{{"card", 2127}}},
	})
	if m := h.Earlier[0].Components[0].Measure; m == nil || *m != (refund.Measure{Amount: "0.35", Unit: "kg"}) {
		t.Errorf("recorded as %v", m)
	}
	none := assess(t, defaultPolicy(t), damaged(o, take("1", 1)), h)
	if none.TotalMinor != 0 || none.Disposition != refund.DispositionPay {
		t.Errorf("got %s %d", none.Disposition, none.TotalMinor)
	}
}

// 500 of tax on 4999: over 745 given back 74.51, over 2872 287.26.
func TestTheTaxOfAPartByMeasureIsOverTheNetGivenBack(t *testing.T) {
	o := order([]refund.Line{fish(tax(refund.TaxExclusive, 500))}, card(5499))
	play(t, defaultPolicy(t), o, []request{
		{weighed(o, "0.35"), 820, 75, []part{{refund.ComponentLine, "1", 745}, {refund.ComponentTax, "1", 75}}, []leg{{"card", 820}}},
		{weighed(o, "1"), 2339, 212, []part{{refund.ComponentLine, "1", 2127}, {refund.ComponentTax, "1", 212}}, []leg{{"card", 2339}}},
		{damaged(o, take("1", 1)), 2340, 213, []part{{refund.ComponentLine, "1", 2127}, {refund.ComponentTax, "1", 213}}, []leg{{"card", 2340}}},
	})
}

// Two parts for two reasons in one request are cumulative in sequence: 745, then 2872 - 745. An amount of 4500 before
// leaves 499 of the 745.
func TestPartsByMeasureAreCumulativeWithinARequestAndCappedByTheLine(t *testing.T) {
	o := order([]refund.Line{fish()}, card(4999))
	c := weighed(o, "0.35")
	c.CancelledLines = append(c.CancelledLines, refund.CancelledLine{LineID: "1", Reason: refund.ReasonNotAsDescribed, Measure: &refund.Measure{Amount: "1", Unit: "kg"}})
	play(t, defaultPolicy(t), o, []request{{c, 2872, 0, []part{{refund.ComponentLine, "1", 745}, {refund.ComponentLine, "1", 2127}}, []leg{{"card", 2872}}}})
	play(t, defaultPolicy(t), o, []request{
		{allowanceOf(o, 4500), 4500, 0, []part{{refund.ComponentLine, "1", 4500}}, []leg{{"card", 4500}}},
		{weighed(o, "0.35"), 499, 0, []part{{refund.ComponentLine, "1", 499}}, []leg{{"card", 499}}},
	})
}

func TestAMeasureTheLineDoesNotHaveIsAnswered(t *testing.T) {
	o := order([]refund.Line{fish(), goods("2", 1, 100)}, card(5099))
	h := historyOf(t, o)
	_, after := settle(t, defaultPolicy(t), weighed(o, "0.35"), h)
	part := func(line refund.LineID, amount, unit string) refund.Cancellation {
		return damaged(o, refund.CancelledLine{LineID: line, Measure: &refund.Measure{Amount: amount, Unit: unit}})
	}
	beside := part("1", "1", "kg")
	beside.CancelledLines[0].Quantity = 1
	for name, c := range map[string]struct {
		asked       refund.Cancellation
		history     refund.OrderHistory
		disposition refund.Disposition
		reason      refund.Code
	}{
		"more than the line is":    {part("1", "2.3501", "kg"), h, refund.DispositionAttention, refund.CodeQuantityExceedsLine},
		"more than is left of it":  {part("1", "2.001", "kg"), after, refund.DispositionReject, refund.CodeQuantityRefunded},
		"another unit":             {part("1", "1", "lb"), h, refund.DispositionAttention, refund.CodeMalformed},
		"a line sold by the piece": {part("2", "1", "kg"), h, refund.DispositionAttention, refund.CodeMalformed},
		"no number":                {part("1", "1e-3", "kg"), h, refund.DispositionAttention, refund.CodeMalformed},
		"nothing":                  {part("1", "0.000", "kg"), h, refund.DispositionAttention, refund.CodeMalformed},
		"a quantity and a measure": {beside, h, refund.DispositionAttention, refund.CodeMalformed},
	} {
		a := assess(t, defaultPolicy(t), c.asked, c.history)
		if a.Disposition != c.disposition || !slices.Equal(a.Reasons, []string{string(c.reason)}) {
			t.Errorf("%s: got %s %v", name, a.Disposition, a.Reasons)
		}
	}
}

func TestTheExplanationSaysHowMuchWasSold(t *testing.T) {
	o := order([]refund.Line{fish()}, card(4999))
	said := func(a refund.Assessment) string {
		var all []string
		for _, step := range a.Steps {
			all = append(all, step.Formula)
		}
		return strings.Join(all, "\n")
	}
	if got := said(first(t, damaged(o, take("1", 1)))); !strings.Contains(got, "1 × 2.350 kg") {
		t.Errorf("the piece: %s", got)
	}
	if got := said(first(t, weighed(o, "0.35"))); !strings.Contains(got, "49.99 CNY × 0.35 kg of 2.35 kg") || !strings.Contains(got, "7.45 CNY - 0.00 CNY") {
		t.Errorf("the part: %s", got)
	}
	several := fish()
	several.Quantity, several.UnitPriceMinor, several.Measure.Amount = 3, 1000, "7.050"
	o = order([]refund.Line{several}, card(3000))
	if got := said(first(t, damaged(o, take("1", 1)))); !strings.Contains(got, "3 = 7.050 kg") {
		t.Errorf("three pieces: %s", got)
	}
}

// decimals writes grams as kilograms.
func decimals(grams int64) string { return fmt.Sprintf("%d.%03d", grams/1000, grams%1000) }

// Parts by measure, in whatever sequence and with whatever decimals, give back exactly what was paid once they are all
// of the line.
func TestPartsByMeasureLoseNoCentInAnySequence(t *testing.T) {
	p := policyWith(t)
	rapid.Check(t, func(t *rapid.T) {
		grams := rapid.Int64Range(1, 9999).Draw(t, "grams")
		l := goods("1", 1, rapid.Int64Range(1, 100000).Draw(t, "price"))
		l.Measure = &refund.Measure{Amount: decimals(grams), Unit: "kg"}
		o := order([]refund.Line{l}, card(l.UnitPriceMinor))
		h, err := policy.HistoryOf(o)
		if err != nil {
			t.Fatal(err)
		}
		var back int64
		for left := grams; left > 0; {
			now := rapid.Int64Range(1, left).Draw(t, "part")
			c := weighed(o, decimals(now))
			a, err := p.Assess(c, h)
			if err != nil {
				t.Fatal(err)
			}
			left -= now
			back += a.TotalMinor
			if h = policy.Settle(h, c, a); !a.Eligible() {
				t.Fatalf("%s %v with %d of %d back", a.Disposition, a.Reasons, back, l.UnitPriceMinor)
			}
		}
		if back != l.UnitPriceMinor {
			t.Fatalf("%d of %d came back", back, l.UnitPriceMinor)
		}
	})
}
