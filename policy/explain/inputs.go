package explain

import (
	"strconv"
	"time"

	"github.com/shopspring/decimal"

	"github.com/makegood/makegood/refund"
)

// This file makes inputs of steps: each with its exact value beside what people read. Where an input comes from
// is said by the rule of its step (rules.go), or by the constructors that name a step.

// Amount is an input of minor units in the currency of the steps.
func (s *Steps) Amount(name string, minor int64) refund.Input {
	return refund.Input{Name: name, Value: s.format(minor), Unit: refund.UnitMinor, Number: minor}
}

// format writes an amount; the last ones are remembered, because steps that follow each other say the same.
func (s *Steps) format(minor int64) string {
	for i := range s.formatted {
		if f := &s.formatted[i]; f.minor == minor && f.text != "" {
			return f.text
		}
	}
	text := refund.FormatAmount(minor, s.Currency)
	at := &s.formatted[0] // nothing is said most often
	if minor != 0 {
		s.next = 1 + s.next%(len(s.formatted)-1)
		at = &s.formatted[s.next]
	}
	*at = formatted{minor, text}
	return text
}

// formatted is an amount as it was written.
type formatted struct {
	minor int64
	text  string
}

// AmountFrom is an Amount with its source.
func (s *Steps) AmountFrom(name string, minor int64, from refund.Source) refund.Input {
	input := s.Amount(name, minor)
	input.From = from
	return input
}

// Result is what the step of a place came to.
func (s *Steps) Result(name string, place int) refund.Input {
	input := s.AmountFrom(name, s.All[place-1].ResultMinor, refund.FromStep)
	input.Step = int32(place)
	return input
}

// Results are what the steps of some places came to; where none was said (0), an amount of nothing.
func (s *Steps) Results(name string, places ...int) []refund.Input {
	inputs := make([]refund.Input, 0, max(1, len(places)))
	for _, place := range places {
		if place > 0 {
			inputs = append(inputs, s.Result(name, place))
		}
	}
	if len(inputs) == 0 {
		inputs = append(inputs, s.AmountFrom(name, 0, refund.FromNone))
	}
	return inputs
}

// Taken is what the step of a place took: its result with the other sign.
func (s *Steps) Taken(name string, place int) refund.Input {
	input := s.AmountFrom(name, -s.All[place-1].ResultMinor, refund.FromTaken)
	input.Step = int32(place)
	return input
}

// Row is what a row of a step's table came to; both are counted from 1.
func (s *Steps) Row(name string, place, row int) refund.Input {
	cells := s.All[place-1].Table.Rows[row-1].Cells
	input := s.AmountFrom(name, cells[len(cells)-1], refund.FromRow)
	input.Step, input.Row = int32(place), int32(row)
	return input
}

// Column is the sum of the column of the same name in a step's table, a count.
func (s *Steps) Column(name string, place int) refund.Input {
	var sum int64
	table := s.All[place-1].Table
	for c := range table.Columns {
		if table.Columns[c].Name == name {
			for r := range table.Rows {
				sum += table.Rows[r].Cells[c]
			}
		}
	}
	input := Number(name, sum)
	input.From, input.Step = refund.FromColumn, int32(place)
	return input
}

// Before is an Amount of what the steps before a place add up to: refund.FromTotal or refund.FromTax.
func (s *Steps) Before(name string, minor int64, from refund.Source, place int) refund.Input {
	input := s.AmountFrom(name, minor, from)
	input.Step = int32(place)
	return input
}

// Same is an input that an earlier step has as well.
func Same(input refund.Input, place int) refund.Input {
	input.From, input.Step, input.Row = refund.FromInput, int32(place), 0
	return input
}

// Word is an input of a word or an id.
func Word[T ~string](name string, value T) refund.Input {
	return refund.Input{Name: name, Value: string(value)}
}

// Number is an input of a count of units.
func Number(name string, value int64) refund.Input {
	return refund.Input{Name: name, Value: strconv.FormatInt(value, 10), Unit: refund.UnitCount, Number: value}
}

// Days is an input of a count of days.
func Days(name string, value int64) refund.Input {
	return refund.Input{Name: name, Value: strconv.FormatInt(value, 10), Unit: refund.UnitDays, Number: value}
}

// Rate is an input of an exact decimal.
func Rate(name, value string) refund.Input {
	return refund.Input{Name: name, Value: value, Unit: refund.UnitRate}
}

// Measure is an input of an exact measure: how much of what a line is sold by.
func Measure(name string, value decimal.Decimal) refund.Input {
	return refund.Input{Name: name, Value: value.String(), Unit: refund.UnitMeasure}
}

// Date is an input of a local calendar day: the one that a moment falls on in a zone.
func Date(name string, at time.Time, zone *time.Location) refund.Input {
	return refund.Input{Name: name, Value: at.In(zone).Format(time.DateOnly), Unit: refund.UnitDate}
}
