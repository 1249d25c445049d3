package policy

import (
	"strconv"

	"github.com/makegood/makegood/policy/explain"
	"github.com/makegood/makegood/refund"
)

// say adds a step of the explanation: key names its two sentences in policy/explain/texts (one file
// a locale), inputs fill them. English is written at once; other locales are said from key and
// inputs.
func (w *work) say(key string, resultMinor int64, inputs ...refund.Input) {
	w.out.Steps = append(w.out.Steps, explain.Step(key, resultMinor, inputs...))
}

// in is an input of a step; number and amount write theirs for people.
func in[T ~string](name string, value T) refund.Input {
	return refund.Input{Name: name, Value: string(value)}
}

func number(name string, value int64) refund.Input {
	return refund.Input{Name: name, Value: strconv.FormatInt(value, 10)}
}

func (w *work) amount(name string, minor int64) refund.Input {
	return refund.Input{Name: name, Value: w.money(minor)}
}
