package explain

import (
	"slices"
	"strconv"

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
}

// Say adds a step: key names its two sentences in explain/texts (one file a locale), inputs fill them.
// English is written at once; other locales are said from key and inputs.
func (s *Steps) Say(key string, resultMinor int64, inputs ...refund.Input) {
	s.All = append(s.All, s.writer.Step(key, resultMinor, s.keep(inputs)))
}

// Grow makes room for so many more steps.
func (s *Steps) Grow(count int) { s.All = slices.Grow(s.All, count) }

// Remove takes out every step of a key.
func (s *Steps) Remove(key string) {
	s.All = slices.DeleteFunc(s.All, func(step refund.Step) bool { return step.Key == key })
}

// Amount is an input of minor units in the currency of the steps, written for people.
func (s *Steps) Amount(name string, minor int64) refund.Input {
	return refund.Input{Name: name, Value: refund.FormatAmount(minor, s.Currency)}
}

// Word is an input of a word or an id.
func Word[T ~string](name string, value T) refund.Input {
	return refund.Input{Name: name, Value: string(value)}
}

// Number is an input of a count.
func Number(name string, value int64) refund.Input {
	return refund.Input{Name: name, Value: strconv.FormatInt(value, 10)}
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
