package explain

import (
	"fmt"
	"math/big"
	"strconv"
	"strings"
	"time"

	"github.com/shopspring/decimal"

	"github.com/makegood/makegood/refund"
)

// reading is a step under evaluation: its inputs by name, and what is wrong with it.
type reading struct {
	step     *refund.Step
	shown    map[string]int64
	problems []string
}

func (s *reading) wrong(format string, args ...any) {
	s.problems = append(s.problems, fmt.Sprintf(format, args...))
}

func (s *reading) failed() bool { return len(s.problems) > 0 }

// readInputs holds each input to its unit: people read the exact value, and what is counted says whence.
func (s *reading) readInputs(currency refund.Currency) {
	for _, input := range s.step.Inputs {
		switch {
		case input.Unit == 0:
			continue
		case input.From == 0 && s.step.Computes != refund.FormulaStatement:
			s.wrong("%s does not say where it comes from", input.Name)
		case input.Unit == refund.UnitMinor && input.Value != refund.FormatAmount(input.Number, currency),
			counted(input.Unit) && input.Unit != refund.UnitMinor && input.Value != strconv.FormatInt(input.Number, 10):
			s.wrong("%s is %d and reads %s", input.Name, input.Number, input.Value)
		}
	}
	if s.step.Table == nil {
		return
	}
	for _, row := range s.step.Table.Rows {
		if len(row.Cells) != len(s.step.Table.Columns) {
			s.wrong("row %s has %d cells for %d columns", row.Of, len(row.Cells), len(s.step.Table.Columns))
		}
	}
}

// sum adds up the inputs of a name.
func (s *reading) sum(name string) int64 {
	var sum int64
	for i := range s.step.Inputs {
		if s.step.Inputs[i].Name == name {
			sum += s.step.Inputs[i].Number
		}
	}
	return sum
}

func (s *reading) has(name string) bool {
	for i := range s.step.Inputs {
		if s.step.Inputs[i].Name == name {
			return true
		}
	}
	return false
}

// word is the text of the first input of a name.
func (s *reading) word(name string) string {
	for i := range s.step.Inputs {
		if s.step.Inputs[i].Name == name {
			return s.step.Inputs[i].Value
		}
	}
	return ""
}

// atMost is the smallest input of a name, or the value where that is smaller.
func (s *reading) atMost(value int64, name string) int64 {
	for i := range s.step.Inputs {
		if s.step.Inputs[i].Name == name {
			value = min(value, s.step.Inputs[i].Number)
		}
	}
	return value
}

// rows are the rows of the step's table.
func (s *reading) rows() []refund.StepRow {
	if s.step.Table == nil {
		s.wrong("has no table")
		return nil
	}
	if s.failed() {
		return nil
	}
	return s.step.Table.Rows
}

// cells are a row's cells by the names of their columns; columns of one name are summed. The last one, what the
// row comes to, is apart.
func (s *reading) cells(row *refund.StepRow) (named map[string]int64, result int64) {
	named = map[string]int64{}
	last := len(row.Cells) - 1
	for i := range last {
		named[s.step.Table.Columns[i].Name] += row.Cells[i]
	}
	return named, row.Cells[last]
}

// inRow compares what a row should come to.
func (s *reading) inRow(row *refund.StepRow, got, stated int64) {
	if got != stated {
		s.wrong("row %s comes to %d, not %d", row.Of, got, stated)
	}
}

// show says what the formula came to on the way.
func (s *reading) show(name string, value int64) int64 {
	s.shown[name] = value
	return value
}

// checkShown compares inputs that are shown on the way with what the formula came to.
func (s *reading) checkShown() {
	for _, input := range s.step.Inputs {
		if input.From != refund.FromHere {
			continue
		}
		if got, ok := s.shown[input.Name]; !ok || got != input.Number {
			s.wrong("%s comes to %d, not %d", input.Name, got, input.Number)
		}
	}
}

// days are the calendar days from one date to another.
func (s *reading) days(from, to string) int64 {
	var at [2]time.Time
	for i, name := range []string{from, to} {
		day, err := time.Parse(time.DateOnly, s.word(name))
		if err != nil {
			s.wrong("%s is no date", name)
		}
		at[i] = day
	}
	return int64(at[1].Sub(at[0]) / (24 * time.Hour))
}

// rate reads an exact factor: a decimal, or a fraction of two.
func (s *reading) rate(text string) *big.Rat {
	over, under, fraction := strings.Cut(text, "/")
	value := s.decimal(over)
	if !fraction {
		return value
	}
	below := s.decimal(under)
	if below.Sign() == 0 {
		s.wrong("%q divides by nothing", text)
		return value
	}
	return value.Quo(value, below)
}

func (s *reading) decimal(text string) *big.Rat {
	value, err := decimal.NewFromString(text)
	if err != nil {
		s.wrong("%q is no decimal", text)
		return new(big.Rat)
	}
	return value.Rat()
}
