package messaging

import (
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"path"
	"strings"
	"sync"
	"text/template"

	"github.com/makegood/makegood/refund"
)

// texts holds a folder a locale. In it, a file a notice (its kind is the file's name): the lines
// "Subject: ..." and "Short: ...", an empty line, the body. parts.txt defines what bodies share,
// reasons.json says the stable codes customers are told.
//
//go:embed templates
var texts embed.FS

const (
	partsFile   = "parts.txt"
	reasonsFile = "reasons.json"
	// The keys of the sentences for codes customers are not told: of a refusal, a correction, a finding.
	anyReason     = "*"
	anyCorrection = "CORRECTED_*"
	anyFinding    = "FOUND_*"
	// findingPrefix sets a finding's codes apart from a refusal's.
	findingPrefix = "FOUND_"
)

// catalogue is everything that is said in one locale.
type catalogue struct {
	notices map[refund.NoticeKind]text
	reasons map[string]string
}

// text is one notice's three texts.
type text struct{ subject, short, body *template.Template }

// catalogues are the locales' texts, read once; a test reads them all.
var catalogues = sync.OnceValues(func() (map[string]catalogue, error) {
	all := map[string]catalogue{}
	for _, locale := range Locales() {
		said, err := readCatalogue(locale)
		if err != nil {
			return nil, fmt.Errorf("messaging: texts in %s: %w", locale, err)
		}
		all[locale] = said
	}
	return all, nil
})

func readCatalogue(locale string) (catalogue, error) {
	folder := path.Join("templates", locale)
	raw, err := texts.ReadFile(path.Join(folder, reasonsFile))
	if err != nil {
		return catalogue{}, err
	}
	c := catalogue{notices: map[refund.NoticeKind]text{}}
	if err := json.Unmarshal(raw, &c.reasons); err != nil {
		return catalogue{}, fmt.Errorf("%s: %w", reasonsFile, err)
	}
	shared, err := texts.ReadFile(path.Join(folder, partsFile))
	if err != nil {
		return catalogue{}, err
	}
	parts, err := template.New(partsFile).Option("missingkey=error").Parse(string(shared))
	if err != nil {
		return catalogue{}, err
	}
	return c, c.read(folder, parts)
}

// read takes every notice of the folder into the catalogue.
func (c catalogue) read(folder string, parts *template.Template) error {
	entries, err := texts.ReadDir(folder)
	if err != nil {
		return err
	}
	for _, entry := range entries {
		kind, isText := strings.CutSuffix(entry.Name(), ".txt")
		if !isText || entry.Name() == partsFile {
			continue
		}
		raw, err := texts.ReadFile(path.Join(folder, entry.Name()))
		if err != nil {
			return err
		}
		if c.notices[refund.NoticeKind(kind)], err = parse(string(raw), parts); err != nil {
			return fmt.Errorf("%s: %w", entry.Name(), err)
		}
	}
	return nil
}

// parse cuts a file into its texts; each may use the locale's parts.
func parse(raw string, parts *template.Template) (text, error) {
	head, body, cut := strings.Cut(raw, "\n\n")
	subject, short, both := strings.Cut(head, "\n")
	subject, named := strings.CutPrefix(subject, "Subject: ")
	short, shortNamed := strings.CutPrefix(short, "Short: ")
	if !cut || !both || !named || !shortNamed || strings.Contains(short, "\n") {
		return text{}, errors.New(`a text must be a line "Subject: ...", a line "Short: ...", an empty line and a body`)
	}
	var t text
	var errs [3]error
	t.subject, errs[0] = with(parts, subject)
	t.short, errs[1] = with(parts, short)
	t.body, errs[2] = with(parts, body)
	return t, errors.Join(errs[:]...)
}

func with(parts *template.Template, source string) (*template.Template, error) {
	own, err := parts.Clone()
	if err != nil {
		return nil, err
	}
	return own.New("text").Parse(source)
}
