package wording

import (
	"embed"
	"encoding/json"
	"fmt"
	"io/fs"
	"maps"
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/makegood/makegood/policy/explain"
)

// texts has a file a locale, and a folder a locale with a file a package of pages: ids to sentences with {{.input}} in
// them. Ids under the vocabularies (status, leg,
// event, notice, channel, choice, risk, fact, said) are of codes and of what is stored in English; English has
// no words for most of them: the codes are its words.
//
//go:embed texts
var texts embed.FS

// words are one locale's texts, with the speaker who says amounts and reasons.
type words struct {
	texts   map[string]string
	speaker explain.Speaker
}

var catalogues = sync.OnceValues(func() (map[string]map[string]string, error) {
	all := map[string]map[string]string{}
	for _, locale := range explain.Locales() {
		pages, err := fs.Glob(texts, "texts/"+locale+"/*.json")
		if err != nil {
			return nil, fmt.Errorf("wording: %w", err)
		}
		all[locale] = map[string]string{}
		for _, path := range append([]string{"texts/" + locale + ".json"}, pages...) {
			if err := readTexts(path, all[locale]); err != nil {
				return nil, err
			}
		}
	}
	return all, nil
})

// readTexts adds the texts of a file.
func readTexts(path string, all map[string]string) error {
	raw, err := texts.ReadFile(path)
	if err != nil {
		return fmt.Errorf("wording: %w", err)
	}
	var own map[string]string
	if err := json.Unmarshal(raw, &own); err != nil {
		return fmt.Errorf("wording: %s: %w", path, err)
	}
	for id, text := range own {
		if _, twice := all[id]; twice {
			return fmt.Errorf("wording: %s has %q, which another file of the locale has", path, id)
		}
		all[id] = text
	}
	return nil
}

// wordsOf are the texts of a speaker's locale; English where the speaker has none.
func wordsOf(speaker explain.Speaker) words {
	all, err := catalogues()
	if err != nil {
		panic(err) // the files are part of the binary, and a test reads them
	}
	if own, ok := all[speaker.Locale()]; ok {
		return words{own, speaker}
	}
	return words{all[explain.LocaleEnglish], speaker}
}

// say fills a text with inputs: a name and its value, a name and its value, ... An id without words names itself.
func (w words) say(id string, inputs ...any) string {
	if text, ok := w.texts[id]; ok {
		return fill(text, inputs)
	}
	return id
}

// fill puts inputs into a text; a value is not looked through for names of other inputs.
func fill(text string, inputs []any) string {
	pairs := make([]string, 0, len(inputs))
	for i := 0; i+1 < len(inputs); i += 2 {
		pairs = append(pairs, fmt.Sprintf("{{.%v}}", inputs[i]), fmt.Sprint(inputs[i+1]))
	}
	return strings.NewReplacer(pairs...).Replace(text)
}

// code says a code of a vocabulary in words, with the code, which programs and runbooks use, beside them.
func (w words) code(vocabulary, code string) string {
	if said, ok := w.texts[vocabulary+"."+code]; ok {
		return said + " (" + code + ")"
	}
	return code
}

// reason is code for the reasons that the speaker has words for.
func (w words) reason(code string) string {
	if said := w.speaker.Reason(code); said != code {
		return said + " (" + code + ")"
	}
	return code
}

// translates reports whether the locale has words for codes and for what is stored in English.
func (w words) translates() bool { return w.texts["said.quoted"] != "" }

// startsWithCode is how a stored sentence begins that has a code.
var startsWithCode = regexp.MustCompile(`^([A-Z][A-Z0-9_]+)(?:: (.*))?$`)

// stored says a sentence that makegood stores in English. English says it as it is. Another locale says the ones it
// has words for, begins others with their code in words, and quotes what nobody has words for.
func (w words) stored(text string) string {
	if text == "" || !w.translates() {
		return text
	}
	if said, ok := w.texts["said."+text]; ok {
		return said
	}
	for _, known := range patterns()[w.speaker.Locale()] {
		if said, ok := known.say(text); ok {
			return said
		}
	}
	coded := startsWithCode.FindStringSubmatch(text)
	switch {
	case coded == nil && strings.ContainsFunc(text, func(r rune) bool { return widthOf(string(r)) == 2 }):
		return text // a person's own words
	case coded == nil:
		return w.say("said.quoted", "text", text)
	case coded[2] == "":
		return w.reason(coded[1])
	}
	return w.say("said.code", "code", w.reason(coded[1]), "text", coded[2])
}

// pattern is a stored sentence with places for what differs, and what a locale says for it.
type pattern struct {
	form *regexp.Regexp
	said string
}

// placeForm is a place in the id of a stored sentence.
var placeForm = regexp.MustCompile(`\\\{([a-z]+)\\\}`)

// patterns are the locales' stored sentences with places, in the sequence of their ids.
var patterns = sync.OnceValue(func() map[string][]pattern {
	all, _ := catalogues() // whoever has words has read them
	out := map[string][]pattern{}
	for locale, own := range all {
		for _, id := range slices.Sorted(maps.Keys(own)) {
			if begins, ok := strings.CutPrefix(id, "said."); ok && strings.Contains(begins, "{") {
				form := "^" + placeForm.ReplaceAllString(regexp.QuoteMeta(begins), "(?P<$1>.+?)") + "$"
				out[locale] = append(out[locale], pattern{regexp.MustCompile(form), own[id]})
			}
		}
	}
	return out
})

// say fills what differs in a stored sentence into the locale's words.
func (p pattern) say(text string) (string, bool) {
	found := p.form.FindStringSubmatch(text)
	if found == nil {
		return "", false
	}
	var pairs []string
	for i, name := range p.form.SubexpNames()[1:] {
		pairs = append(pairs, "{"+name+"}", found[i+1])
	}
	return strings.NewReplacer(pairs...).Replace(p.said), true
}

// dash sets what is said beside something apart from it.
func dash(text string) string {
	if text == "" {
		return ""
	}
	return " - " + text
}

// pad fills a text up to a width of the terminal, on which Chinese characters are twice as wide.
func pad(text string, width int) string {
	return text + strings.Repeat(" ", max(0, width-widthOf(text)))
}

func widthOf(text string) (width int) {
	for _, r := range text {
		width++
		if r >= 0x2e80 && r <= 0xffef {
			width++
		}
	}
	return width
}
