package refund

import (
	"cmp"
	"fmt"
	"unicode"

	"github.com/shopspring/decimal"
)

const (
	// measureDecimalsMax is how many decimals a measure may have: a gram in a tonne.
	measureDecimalsMax = 6
	// unitBytesMax bounds the name of a unit.
	unitBytesMax = 16
)

// measureMax is the largest measure, as every other number of an event (CountMax).
var measureMax = decimal.NewFromInt(CountMax)

// validate accepts a plain decimal above 0 with at most 6 decimals, and a short unit. nil is no measure.
func (m *Measure) validate() error {
	if m == nil {
		return nil
	}
	if err := cmp.Or(required("amount", m.Amount), required("unit", m.Unit), printable("unit", m.Unit, unitBytesMax)); err != nil {
		return err
	}
	amount, err := ParseDecimal(m.Amount)
	switch {
	case err != nil:
		return at("amount", err)
	case amount.Exponent() < -measureDecimalsMax:
		return problem(CodeMalformed, "amount", fmt.Sprintf("%q has more than %d decimals", m.Amount, measureDecimalsMax))
	case amount.IsZero():
		return problem(CodeMissingField, "amount", "is 0")
	case amount.GreaterThan(measureMax):
		return problem(CodeAmountOverflow, "amount", fmt.Sprintf("is more than %d", int64(CountMax)))
	}
	return nil
}

// leftOfMeasure is what a request has not named yet of a line's measure; unit is empty where the line has none.
type leftOfMeasure struct {
	left decimal.Decimal
	unit string
}

func newLeftOfMeasure(m *Measure) leftOfMeasure {
	if m == nil || m.validate() != nil {
		return leftOfMeasure{}
	}
	amount, err := ParseDecimal(m.Amount)
	if err != nil {
		return leftOfMeasure{}
	}
	return leftOfMeasure{left: amount, unit: m.Unit}
}

// take wants the line's own unit, and at most what is left of the line's measure.
func (left *leftOfMeasure) take(m *Measure) error {
	if m == nil {
		return nil
	}
	if left.unit == "" {
		return problem(CodeMissingField, "measure", "the line has none")
	}
	if m.Unit != left.unit {
		return problem(CodeMalformed, "measure.unit", fmt.Sprintf("is %q, and the line's is %q", m.Unit, left.unit))
	}
	amount, err := ParseDecimal(m.Amount)
	if err != nil {
		return at("measure.amount", err)
	}
	if amount.GreaterThan(left.left) {
		return problem(CodeQuantityExceedsLine, "measure.amount", fmt.Sprintf("is %s %s, and %s are left of the line", amount, m.Unit, left.left))
	}
	left.left = left.left.Sub(amount)
	return nil
}

// printable accepts text of at most bytesMax bytes without control characters and invisible ones.
func printable(path, text string, bytesMax int) error {
	if len(text) > bytesMax {
		return problem(CodeTooLarge, path, fmt.Sprintf("has %d bytes, more than %d", len(text), bytesMax))
	}
	for _, r := range text {
		if !unicode.IsPrint(r) {
			return problem(CodeMalformed, path, "has a character that cannot be printed")
		}
	}
	return nil
}
