package messaging

import (
	"html/template"
	"path"
	"strings"
	"sync"
)

// page is a message as HTML. Everything in it is text: html/template escapes it where it stands.
type page struct {
	Locale, Subject, Short string
	Labels                 labels
	Parts                  []pagePart
	// Next is what happens next.
	Next []block
	// Page is the address of the customer's page; empty where there is none, or where the button leads there.
	Page string
}

// pagePart is a run of text, or the table of amounts.
type pagePart struct {
	Blocks  []block
	Amounts *amounts
}

// block is a paragraph of lines with a list of items, or a button.
type block struct {
	Lines  []string
	Items  []string
	Button *button
}

// button opens a link.
type button struct{ Link, Label string }

// layoutFile is the one layout of every mail.
const layoutFile = "templates/letter.html"

// layout is read once; every test that renders a message reads it.
var layout = sync.OnceValues(func() (*template.Template, error) {
	return template.New(path.Base(layoutFile)).ParseFS(texts, layoutFile)
})

// pageBytes is room for a usual page.
const pageBytes = 8 << 10

func (p page) write() (string, error) {
	form, err := layout()
	if err != nil {
		return "", err
	}
	var out strings.Builder
	out.Grow(pageBytes)
	err = form.Execute(&out, p)
	return out.String(), err
}

// blocksOf cuts a text into paragraphs and lists: what plain text marks by an empty line, and by a hyphen. A
// paragraph that is the message's link is where its button stands.
func blocksOf(text string, opens button) (out []block) {
	for _, paragraph := range strings.Split(text, "\n\n") {
		if paragraph == opens.Link && paragraph != "" {
			out = append(out, block{Button: &opens})
			continue
		}
		var one block
		for _, line := range strings.Split(paragraph, "\n") {
			item, listed := strings.CutPrefix(line, "- ")
			switch {
			case listed:
				one.Items = append(one.Items, item)
			case len(one.Items) > 0: // text after a list is a paragraph of its own
				out, one = append(out, one), block{Lines: []string{line}}
			default:
				one.Lines = append(one.Lines, line)
			}
		}
		out = append(out, one)
	}
	return out
}
