package explain

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"sync"

	"github.com/nicksnyder/go-i18n/v2/i18n"
	"golang.org/x/text/language"

	"github.com/makegood/makegood/refund"
)

// ErrUnknownLocale: there are no words in the locale that was asked for.
var ErrUnknownLocale = errors.New("explain: unknown locale")

// bundle holds every locale's texts; English says what another locale has no words for.
var bundle = sync.OnceValues(func() (*i18n.Bundle, error) {
	all := i18n.NewBundle(language.English)
	all.RegisterUnmarshalFunc("json", json.Unmarshal)
	for _, locale := range Locales() {
		raw, err := texts.ReadFile("texts/" + locale + ".json")
		if err != nil {
			return nil, fmt.Errorf("explain: %w", err)
		}
		if _, err := all.ParseMessageFileBytes(raw, "active."+locale+".json"); err != nil {
			return nil, fmt.Errorf("explain: texts in %s: %w", locale, err)
		}
	}
	return all, nil
})

// Speaker says assessments in one locale. The zero Speaker has no words: it leaves everything as it
// is stored, in English.
type Speaker struct {
	locale    string
	localizer *i18n.Localizer
}

// In returns the speaker of a locale of Locales, or ErrUnknownLocale.
func In(locale string) (Speaker, error) {
	for _, known := range Locales() {
		if strings.EqualFold(locale, known) {
			all, err := bundle()
			return Speaker{locale: known, localizer: i18n.NewLocalizer(all, known)}, err
		}
	}
	return Speaker{}, fmt.Errorf("%w: %q; there are %v", ErrUnknownLocale, locale, Locales())
}

// Speak says stored steps in a locale; in one without words they stay as they are stored, in English.
func Speak(steps []refund.Step, locale string) []refund.Step {
	speaker, err := In(locale)
	if err != nil {
		return steps
	}
	return speaker.Steps(refund.Assessment{Steps: steps})
}

// Locale is the locale the speaker speaks.
func (s Speaker) Locale() string { return s.locale }

// Say returns the message of an id, filled with inputs, and false where no locale has words for it.
func (s Speaker) Say(id string, inputs ...refund.Input) (string, bool) {
	if s.localizer == nil {
		return "", false
	}
	values := make(map[string]string, len(inputs))
	for _, input := range inputs {
		values[input.Name] = input.Value
	}
	text, err := s.localizer.Localize(&i18n.LocalizeConfig{MessageID: id, TemplateData: values})
	return text, err == nil
}

// word says an id of a closed vocabulary, or the value itself where there is no word for it.
func (s Speaker) word(vocabulary, value string) string {
	if text, ok := s.Say(vocabulary + "." + value); ok {
		return text
	}
	return value
}

// Reason says a reason code: of a request, of an assessment or of an approval.
func (s Speaker) Reason(code string) string { return s.word("reason", code) }

// Component says a component kind.
func (s Speaker) Component(kind refund.ComponentKind) string {
	return s.word("component", string(kind))
}

// Alternative says the kind of an alternative.
func (s Speaker) Alternative(kind string) string { return s.word("alternative", kind) }

// Step says a step. A step without a key, or with one nobody has words for, stays in English.
func (s Speaker) Step(step refund.Step) refund.Step {
	inputs := s.translated(step.Inputs)
	if name, ok := s.Say(nameID(step.Key), inputs...); ok {
		step.Name = name
	}
	if formula, ok := s.Say(formulaID(step.Key), inputs...); ok {
		step.Formula = formula
	}
	return step
}

// translated says the inputs that are words of a vocabulary: the reason of a request.
func (s Speaker) translated(inputs []refund.Input) []refund.Input {
	said := make([]refund.Input, len(inputs))
	for i, input := range inputs {
		said[i] = input
		if input.Name == "reason" {
			said[i].Value = s.Reason(input.Value)
		}
	}
	return said
}

// Steps says an assessment's steps.
func (s Speaker) Steps(a refund.Assessment) []refund.Step {
	said := make([]refund.Step, len(a.Steps))
	for i, step := range a.Steps {
		said[i] = s.Step(step)
	}
	return said
}
