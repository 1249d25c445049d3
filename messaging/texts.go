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

// texts holds letter.html, the one layout of every mail, and a folder a locale. In it, a file a notice (its kind
// is the file's name): the lines "Subject: ...", "Short: ..." and, where the message has a link, "Button: ...",
// an empty line, the body. In the body, the line [amounts] stands for the table of amounts, and what follows
// the line [next] is what happens next. parts.txt defines what bodies share, labels.json what tables and headings
// are called, reasons.json says the stable codes customers are told.
//
//go:embed templates
var texts embed.FS

const (
	partsFile   = "parts.txt"
	labelsFile  = "labels.json"
	reasonsFile = "reasons.json"
	// The keys of the sentences for codes customers are not told: of a refusal, a correction, a finding, and
	// of a refund of nothing.
	anyReason     = "*"
	anyCorrection = "CORRECTED_*"
	anyFinding    = "FOUND_*"
	anyNothing    = "NOTHING_*"
	// findingPrefix sets a finding's codes apart from a refusal's.
	findingPrefix = "FOUND_"
)

// catalogue is everything that is said in one locale.
type catalogue struct {
	notices map[refund.NoticeKind]text
	reasons map[string]string
	labels  labels
}

// labels are what tables and headings are called.
type labels struct {
	Amounts string `json:"amounts"`
	Part    string `json:"part"`
	Amount  string `json:"amount"`
	Total   string `json:"total"`
	Bonus   string `json:"bonus"`
	Next    string `json:"next"`
	// Page says what the customer's page is good for, PageLink names the link to it.
	Page     string `json:"page"`
	PageLink string `json:"page_link"`
}

// text is one notice's texts. Button names the link; nil where there is none.
type text struct {
	subject, short, button *template.Template
	body                   []section
}

// section is a part of a body.
type section struct {
	kind sectionKind
	text *template.Template
}

// sectionKind is what a section is in a message's layout. It is also the line in a text that begins one.
type sectionKind string

const (
	sectionText    sectionKind = ""
	sectionAmounts sectionKind = "[amounts]"
	sectionNext    sectionKind = "[next]"
)

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
	c := catalogue{notices: map[refund.NoticeKind]text{}}
	for name, into := range map[string]any{reasonsFile: &c.reasons, labelsFile: &c.labels} {
		raw, err := texts.ReadFile(path.Join(folder, name))
		if err == nil {
			err = json.Unmarshal(raw, into)
		}
		if err != nil {
			return catalogue{}, fmt.Errorf("%s: %w", name, err)
		}
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

// errShape: a file of texts is not written as such a file is.
var errShape = errors.New(`a text must be a line "Subject: ...", a line "Short: ...", perhaps a line "Button: ...", an empty line and a body`)

// parse cuts a file into its texts; each may use the locale's parts.
func parse(raw string, parts *template.Template) (t text, err error) {
	head, body, cut := strings.Cut(raw, "\n\n")
	if !cut {
		return t, errShape
	}
	for i, line := range strings.Split(head, "\n") {
		if i >= len(headers) {
			return t, errShape
		}
		source, named := strings.CutPrefix(line, headers[i])
		if !named {
			return t, errShape
		}
		into := []**template.Template{&t.subject, &t.short, &t.button}[i]
		if *into, err = with(parts, source); err != nil {
			return t, err
		}
	}
	if t.short == nil {
		return t, errShape
	}
	t.body, err = sections(body, parts)
	return t, err
}

// headers begin the lines above a body, in this sequence.
var headers = []string{"Subject: ", "Short: ", "Button: "}

// sections cuts a body where a line names a section; after the amounts, text goes on.
func sections(body string, parts *template.Template) (out []section, err error) {
	var lines []string
	kind := sectionText
	end := func() error {
		source, err := with(parts, strings.Join(lines, "\n"))
		out, lines = append(out, section{kind, source}), nil
		return err
	}
	for _, line := range append(strings.Split(body, "\n"), string(sectionNext)) {
		if line != string(sectionAmounts) && line != string(sectionNext) {
			lines = append(lines, line)
			continue
		}
		if err := end(); err != nil {
			return nil, err
		}
		kind = sectionNext
		if line == string(sectionAmounts) {
			amounts, err := with(parts, `{{template "amounts" .}}`)
			if err != nil {
				return nil, err
			}
			out, kind = append(out, section{sectionAmounts, amounts}), sectionText
		}
	}
	return out, nil
}

func with(parts *template.Template, source string) (*template.Template, error) {
	own, err := parts.Clone()
	if err != nil {
		return nil, err
	}
	return own.New("text").Parse(source)
}
