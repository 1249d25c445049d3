package explain

import (
	"embed"
	"encoding/json"
	"fmt"
	"strings"
	"sync"

	"github.com/makegood/makegood/refund"
)

//go:embed texts
var texts embed.FS

// The locales there are words in.
const (
	LocaleEnglish = "en"
	LocaleChinese = "zh-CN"
)

// Locales lists them.
func Locales() []string { return []string{LocaleEnglish, LocaleChinese} }

// catalogue reads one locale's texts: message ids to sentences with {{.input}} in them.
func catalogue(locale string) (map[string]string, error) {
	raw, err := texts.ReadFile("texts/" + locale + ".json")
	if err != nil {
		return nil, fmt.Errorf("explain: no texts in %s: %w", locale, err)
	}
	var messages map[string]string
	if err := json.Unmarshal(raw, &messages); err != nil {
		return nil, fmt.Errorf("explain: texts in %s: %w", locale, err)
	}
	return messages, nil
}

// Message ids of a step's two sentences.
func nameID(key string) string    { return "step." + key + ".name" }
func formulaID(key string) string { return "step." + key + ".formula" }

// sentence is a text cut at its inputs: words[0], input[0], words[1], ...
type sentence struct{ words, inputs []string }

// cut splits a text at its {{.input}} places.
func cut(text string) sentence {
	var s sentence
	for {
		before, rest, found := strings.Cut(text, "{{.")
		name, after, closed := strings.Cut(rest, "}}")
		if !found || !closed {
			s.words = append(s.words, text)
			return s
		}
		s.words, s.inputs = append(s.words, before), append(s.inputs, name)
		text = after
	}
}

func (s sentence) fill(inputs []refund.Input, text *strings.Builder) string {
	if len(s.inputs) == 0 {
		return s.words[0]
	}
	var few [16]string // room for as many inputs as a text usually has
	values, length := few[:0], len(s.words[len(s.inputs)])
	for i, name := range s.inputs {
		values = append(values, valueOf(inputs, name))
		length += len(s.words[i]) + len(values[i])
	}
	if text.Cap()-text.Len() < length { // what was written stays where it is
		*text = strings.Builder{}
		text.Grow(max(textTogether, length))
	}
	from := text.Len()
	for i := range s.inputs {
		text.WriteString(s.words[i])
		text.WriteString(values[i])
	}
	text.WriteString(s.words[len(s.inputs)])
	return text.String()[from:]
}

// valueOf returns an input by its name, all of them where there are several; one that is not there leaves its
// name to be seen.
func valueOf(inputs []refund.Input, name string) string {
	for i := range inputs {
		if inputs[i].Name == name {
			return together(inputs[i].Value, inputs[i+1:], name)
		}
	}
	return "{" + name + "}"
}

// together adds the values of further inputs of a name.
func together(value string, inputs []refund.Input, name string) string {
	for i := range inputs {
		if inputs[i].Name == name {
			value += " + " + inputs[i].Value
		}
	}
	return value
}

// phrases are the two sentences of a step (nil where the catalogue has none), and its rule.
type phrases struct {
	name, formula *sentence
	rule          rule
}

// english are the steps of the English catalogue by key, cut once: every step of every assessment
// is written from it.
var english = sync.OnceValue(func() map[string]*phrases {
	messages, err := catalogue(LocaleEnglish)
	if err != nil {
		panic(err) // the file is part of the binary, and a test reads it
	}
	steps := map[string]*phrases{}
	of := func(key string) *phrases {
		if steps[key] == nil {
			steps[key] = &phrases{}
		}
		return steps[key]
	}
	for id, text := range messages {
		key, ofStep := strings.CutPrefix(id, "step.")
		said := cut(text)
		if key, ok := strings.CutSuffix(key, ".name"); ok && ofStep {
			of(key).name = &said
		} else if key, ok := strings.CutSuffix(key, ".formula"); ok && ofStep {
			of(key).formula = &said
		}
	}
	for key, r := range rules() {
		of(key).rule = r
	}
	return steps
})

// unsaid are the phrases of a key that the catalogue does not know.
var unsaid phrases

// Step writes a step in English. A key without words names itself, with its inputs: nothing that
// was computed stays unsaid.
func Step(key string, resultMinor int64, inputs ...refund.Input) refund.Step {
	return new(Writer).Step(key, resultMinor, inputs)
}

// textTogether is for how many bytes of sentences a Writer makes room at once.
const textTogether = 4096

// Writer writes the steps of one assessment: their sentences share memory. The zero Writer is ready.
// It is not for concurrent use, and keeps no reference to what it wrote but the text.
type Writer struct{ text strings.Builder }

// Step is Step. The step keeps the inputs, and completes them by the rule of its key.
func (w *Writer) Step(key string, resultMinor int64, inputs []refund.Input) refund.Step {
	var step refund.Step
	w.write(&step, key, resultMinor, inputs)
	return step
}

// write writes a step into its place.
func (w *Writer) write(step *refund.Step, key string, resultMinor int64, inputs []refund.Input) {
	said := english()[key]
	if said == nil {
		said = &unsaid
	}
	step.Key, step.Name, step.Inputs, step.ResultMinor = key, key, inputs, resultMinor
	step.Computes, step.Adds, step.Component = said.rule.computes, said.rule.adds, said.rule.component
	for i := range inputs {
		if inputs[i].From == 0 && inputs[i].Unit != 0 {
			inputs[i].From = said.rule.source(inputs[i].Name)
		}
	}
	if said.name != nil {
		step.Name = said.name.fill(inputs, &w.text)
	}
	if said.formula != nil {
		step.Formula = said.formula.fill(inputs, &w.text)
	} else {
		step.Formula = listed(inputs)
	}
}

// listed writes inputs one after the other.
func listed(inputs []refund.Input) string {
	parts := make([]string, len(inputs))
	for i, input := range inputs {
		parts[i] = input.Name + " " + input.Value
	}
	return strings.Join(parts, ", ")
}
