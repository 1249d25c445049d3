package entitlement

import (
	"strconv"

	"github.com/makegood/makegood/policy/explain"
	"github.com/makegood/makegood/refund"
	"github.com/shopspring/decimal"
)

// A part of a line that is sold by weight, length or volume is money without goods (MONEY C12), of which the amount
// follows from the measure.

// measured is a part of a line by its measure.
type measured struct {
	unit string
	// whole is how much the line is, now what the request takes of it and before what was taken before.
	whole, now, before decimal.Decimal
}

// measureOf reads what a request takes of a line by measure, and says with a code what is wrong with it.
func (s *lineState) measureOf(wanted *refund.Measure) (measured, refund.Code) {
	own := s.line.Measure
	if own == nil || own.Unit != wanted.Unit {
		return measured{}, refund.CodeMalformed
	}
	whole, wrong := refund.ParseDecimal(own.Amount)
	now, alsoWrong := refund.ParseDecimal(wanted.Amount)
	switch {
	case wrong != nil || alsoWrong != nil || !whole.IsPositive() || !now.IsPositive():
		return measured{}, refund.CodeMalformed
	case now.GreaterThan(whole):
		return measured{}, refund.CodeQuantityExceedsLine
	case s.measured.Add(now).GreaterThan(whole):
		return measured{}, refund.CodeQuantityRefunded
	}
	return measured{unit: wanted.Unit, whole: whole, now: now, before: s.measured}, ""
}

// readMeasure adds what an earlier request took of the line by measure.
func (s *lineState) readMeasure(m *refund.Measure) {
	if m == nil {
		return
	}
	if amount, err := refund.ParseDecimal(m.Amount); err == nil { // it was written here (component)
		s.measured = s.measured.Add(amount)
	}
}

// claimMeasure makes an item a part by measure; false where the line has not that much left.
func (c *Calculation) claimMeasure(s *lineState, it *Item, wanted *refund.Measure) bool {
	m, wrong := s.measureOf(wanted)
	if wrong != "" {
		c.steps.Say("quantities.measure", 0, explain.Word("line", it.Line.LineID), explain.Word("code", wrong), explain.Word("asked", wanted.Amount+" "+wanted.Unit),
			explain.Word("whole", measureWord(it.Line.Measure)), explain.Word("before", s.measured.String()))
		disposition := refund.DispositionAttention
		if wrong == refund.CodeQuantityRefunded {
			disposition = refund.DispositionReject
		}
		c.answer(disposition, string(wrong))
		return false
	}
	s.measured = s.measured.Add(m.now)
	it.measure = &m
	return true
}

// share is round(amount * so far / whole): exact until the one rounding, halves away from zero (MONEY C1).
func (m *measured) share(amountMinor int64, soFar decimal.Decimal) (int64, error) {
	return refund.RoundMinor(decimal.NewFromInt(amountMinor).Mul(soFar).DivRound(m.whole, 0))
}

// worth is what an item by measure is worth: round(P * m / M) so far, less the same before; at most what is left of
// the line.
func (s *lineState) worth(m *measured) (minor, upto, before int64, err error) {
	if upto, err = m.share(s.paid.net, m.before.Add(m.now)); err != nil {
		return 0, 0, 0, err
	}
	if before, err = m.share(s.paid.net, m.before); err != nil {
		return 0, 0, 0, err
	}
	return min(upto-before, max(0, s.paid.net-s.given.net)), upto, before, nil
}

// sayMeasured explains an allowance by measure: between both ends of its cumulative share.
func (c *Calculation) sayMeasured(s *lineState, it *Item) error {
	minor, upto, before, err := s.worth(it.measure)
	if err != nil {
		return err
	}
	m := it.measure
	c.steps.Say("line.allowance_measured", minor, explain.Word("line", it.Line.LineID), c.steps.Amount("total", s.paid.net),
		explain.Word("now", m.now.String()), explain.Word("before", m.before.String()), explain.Word("whole", m.whole.String()), explain.Word("unit", m.unit),
		c.steps.Amount("upto", upto), c.steps.Amount("given", before), c.steps.Amount("at_most", max(0, s.paid.net-s.given.net)))
	return nil
}

// measureWord writes a measure; one that is not there as a dash.
func measureWord(m *refund.Measure) string {
	if m == nil {
		return "–"
	}
	return m.Amount + " " + m.Unit
}

// component is the measure as it is recorded; nil is no measure.
func (m *measured) component() *refund.Measure {
	if m == nil {
		return nil
	}
	return &refund.Measure{Amount: m.now.String(), Unit: m.unit}
}

// soldAs says how a line was sold by measure: "1 × 2.350 kg", or how much several are together.
func soldAs(line *refund.Line) string {
	if line.Quantity == 1 {
		return "1 × " + measureWord(line.Measure)
	}
	return strconv.FormatInt(line.Quantity, 10) + " = " + measureWord(line.Measure)
}
