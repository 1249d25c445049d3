package withdrawal

import (
	"embed"
	"encoding/json"
	"path"
	"slices"
	"strings"
	"sync"

	"github.com/makegood/makegood/policy/explain"
)

//go:embed words/*.json
var wordFiles embed.FS

// LocaleGerman is the one language of these pages beside explain's.
const LocaleGerman = "de"

// labelsFile has the words that the law wants on the two functions, by language.
const labelsFile = "labels"

// Locales are the languages that the pages and the acknowledgement are written in.
func Locales() []string {
	return []string{explain.LocaleEnglish, LocaleGerman, explain.LocaleChinese}
}

// Spoken is the language of Locales that comes nearest to a BCP 47 tag; English where none does.
func Spoken(tag string) string {
	for _, locale := range Locales() {
		if strings.EqualFold(tag, locale) || base(tag) == base(locale) {
			return locale
		}
	}
	return explain.LocaleEnglish
}

func base(tag string) string {
	own, _, _ := strings.Cut(strings.ToLower(tag), "-")
	return own
}

// Label is how the two functions are labelled in a language.
type Label struct {
	Withdraw string `json:"withdraw"`
	Confirm  string `json:"confirm"`
}

// texts are the words of a language by their ids.
type texts map[string]string

var catalogue = sync.OnceValues(func() (map[string]texts, error) {
	out := map[string]texts{}
	for _, locale := range Locales() {
		if err := readWords(locale, out); err != nil {
			return nil, err
		}
	}
	return out, nil
})

func readWords(locale string, into map[string]texts) error {
	raw, err := wordFiles.ReadFile(path.Join("words", locale+".json"))
	if err != nil {
		return err
	}
	var own texts
	if err := json.Unmarshal(raw, &own); err != nil {
		return err
	}
	into[locale] = own
	return nil
}

// Labels are how the functions are labelled, by language: for shops whose own pages link to them.
func Labels() (map[string]Label, error) {
	raw, err := wordFiles.ReadFile(path.Join("words", labelsFile+".json"))
	if err != nil {
		return nil, err
	}
	out := map[string]Label{}
	return out, json.Unmarshal(raw, &out)
}

// Say is a text in a language of Locales, with inputs by their names in it. An id that there is no text for shows itself.
func Say(locale, id string, inputs ...string) string {
	all, err := catalogue()
	if err != nil { // the files are a part of the program, and a test reads them
		return id
	}
	text, ok := all[Spoken(locale)][id]
	if !ok {
		return id
	}
	for pair := range slices.Chunk(inputs, 2) {
		if len(pair) == 2 {
			text = strings.ReplaceAll(text, "{"+pair[0]+"}", pair[1])
		}
	}
	return text
}
