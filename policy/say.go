package policy

import (
	"strconv"

	"github.com/makegood/makegood/refund"
)

// say adds a step of the explanation: key names its two sentences in policy/explain/texts (one file
// a locale), inputs fill them. English is written at once; other locales are said from key and
// inputs.
func (w *work) say(key string, resultMinor int64, inputs ...refund.Input) {
	w.out.Steps = append(w.out.Steps, w.words.Step(key, resultMinor, w.keep(inputs)))
}

// inputsTogether is how many inputs of steps get their room at once.
const inputsTogether = 64

// keep copies a step's inputs to where they stay: many steps share a piece of memory, and none can
// write into its neighbour's.
func (w *work) keep(inputs []refund.Input) []refund.Input {
	if len(inputs) == 0 {
		return nil
	}
	if cap(w.inputs)-len(w.inputs) < len(inputs) {
		w.inputs = make([]refund.Input, 0, max(inputsTogether, len(inputs)))
	}
	from := len(w.inputs)
	w.inputs = append(w.inputs, inputs...)
	return w.inputs[from:len(w.inputs):len(w.inputs)]
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
