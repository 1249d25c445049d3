package explain

import (
	"slices"

	"github.com/makegood/makegood/refund"
)

// Steps is the explanation of one assessment in the making. The zero Steps is ready, in no currency.
// It is not for concurrent use.
type Steps struct {
	// Currency is what amounts are written in.
	Currency refund.Currency
	// All are the steps said so far.
	All    []refund.Step
	writer Writer
	// inputs is room for the inputs of the steps said next (keep).
	inputs []refund.Input
	// formatted are amounts that were written last, next the place of the last of them.
	formatted [4]formatted
	next      int
}

// Say adds a step: key names its two sentences in explain/texts (one file a locale), inputs fill them.
// English is written at once; other locales are said from key and inputs. The key's row in the rules (rules.go)
// says which formula the result follows by. It returns the step's place, by which later steps refer to it.
func (s *Steps) Say(key string, resultMinor int64, inputs ...refund.Input) int {
	if len(s.All) == cap(s.All) {
		s.Grow(1)
	}
	s.All = s.All[:len(s.All)+1]
	step := &s.All[len(s.All)-1]
	*step = refund.Step{}
	s.writer.write(step, key, resultMinor, s.keep(inputs))
	return len(s.All)
}

// SayTable is Say for a step whose inputs repeat by row.
func (s *Steps) SayTable(key string, resultMinor int64, table refund.StepTable, inputs ...refund.Input) int {
	place := s.Say(key, resultMinor, inputs...)
	s.All[place-1].Table = &table
	return place
}

// Grow makes room for so many more steps.
func (s *Steps) Grow(count int) { s.All = slices.Grow(s.All, count) }

// Add adds inputs to the step of a place, and writes it again.
func (s *Steps) Add(place int, inputs ...refund.Input) {
	step := &s.All[place-1]
	table := step.Table
	*step = s.writer.Step(step.Key, step.ResultMinor, append(step.Inputs[:len(step.Inputs):len(step.Inputs)], inputs...))
	step.Table = table
}

// Remove takes out the steps that no other refers to; the places in the others follow.
func (s *Steps) Remove(out func(step *refund.Step) bool) {
	places, left := make([]int, len(s.All)+1), s.All[:0]
	for i := range s.All {
		if out(&s.All[i]) {
			continue
		}
		left = append(left, s.All[i])
		places[i+1] = len(left)
	}
	s.All = left
	for i := range s.All {
		follow(&s.All[i], places)
	}
}

// follow puts the new places of steps into what refers to them.
func follow(step *refund.Step, places []int) {
	for i := range step.Inputs {
		step.Inputs[i].Step = int32(places[step.Inputs[i].Step])
	}
	if step.Table == nil {
		return
	}
	for i := range step.Table.Columns {
		step.Table.Columns[i].Step = places[step.Table.Columns[i].Step]
	}
}

// inputsTogether is how many inputs of steps get their room at once.
const inputsTogether = 64

// keep copies a step's inputs to where they stay: many steps share a piece of memory, and none can
// write into its neighbour's.
func (s *Steps) keep(inputs []refund.Input) []refund.Input {
	if len(inputs) == 0 {
		return nil
	}
	if cap(s.inputs)-len(s.inputs) < len(inputs) {
		s.inputs = make([]refund.Input, 0, max(inputsTogether, len(inputs)))
	}
	from := len(s.inputs)
	s.inputs = append(s.inputs, inputs...)
	return s.inputs[from:len(s.inputs):len(s.inputs)]
}
