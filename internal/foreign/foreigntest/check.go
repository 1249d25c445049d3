package foreigntest

import (
	"encoding/csv"
	"fmt"
	"iter"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	extended "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/text"
)

// Unprintable returns the first character that a terminal or a reader would act on and nobody would see, quoted; ""
// where there is none. Line breaks and tabs are the writer's own.
func Unprintable(shown string) string {
	for at, r := range shown {
		invalid := r == utf8.RuneError && !strings.HasPrefix(shown[at:], "\ufffd")
		if invalid || r != '\n' && r != '\t' && !unicode.IsPrint(r) && !unicode.Is(unicode.Zs, r) || r == '\u3164' {
			return fmt.Sprintf("%+q", shown[at:min(at+4, len(shown))])
		}
	}
	return ""
}

// LineCount is how many lines a text has.
func LineCount(shown string) int { return strings.Count(shown, "\n") }

// Formula returns the first cell that a spreadsheet takes for a formula, or for more than one line: read as the
// records they are, and as a spreadsheet reads them where a semicolon separates. "" where there is none.
func Formula(records string) string {
	read, err := csv.NewReader(strings.NewReader(records)).ReadAll()
	if err != nil {
		return err.Error()
	}
	var cells []string
	for _, record := range read {
		cells = append(cells, record...)
	}
	for line := range strings.Lines(records) {
		cells = append(cells, strings.Split(line, ";")[1:]...)
	}
	at := slices.IndexFunc(cells, dangerous)
	if LineCount(records) != len(read) {
		return fmt.Sprintf("%d records on %d lines", len(read), LineCount(records))
	}
	if at < 0 {
		return ""
	}
	return fmt.Sprintf("%+q", cells[at])
}

// dangerous reports whether a cell begins as a formula does. What looks like one and is a plain number is none.
func dangerous(cell string) bool {
	cell = strings.TrimRight(strings.TrimLeft(cell, " \u00a0\u3000"), "\n")
	if cell == "" || strings.Trim(cell, "-.0123456789") == "" && strings.Count(cell, "-") <= 1 {
		return false
	}
	first, _ := utf8.DecodeRuneInString(cell)
	return slices.Contains([]rune{'=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠', '﹦', '﹢', '﹣', '﹫'}, first)
}

// Shape lists what a Markdown renderer with GitHub's extensions makes of a page: the kinds of its blocks and spans,
// in sequence, without their texts. Two pages that differ in harmless texts alone have one shape.
//
// Code spans are left out: whether a text became one is asked with Spans.
func Shape(page string) (kinds []string) {
	for n := range nodes(page) {
		if n.Kind() != ast.KindText && n.Kind() != ast.KindCodeSpan {
			kinds = append(kinds, n.Kind().String())
		}
	}
	return kinds
}

// Spans lists what a Markdown renderer shows as code within its lines.
func Spans(page string) (spans []string) {
	for n := range nodes(page) {
		if n.Kind() == ast.KindCodeSpan {
			var span strings.Builder
			for part := n.FirstChild(); part != nil; part = part.NextSibling() {
				span.Write(part.(*ast.Text).Value([]byte(page)))
			}
			spans = append(spans, span.String())
		}
	}
	return spans
}

// nodes are the blocks and spans of a page, in sequence.
func nodes(page string) iter.Seq[ast.Node] {
	root := goldmark.New(goldmark.WithExtensions(extension.GFM)).Parser().Parse(text.NewReader([]byte(page)))
	return func(yield func(ast.Node) bool) {
		_ = ast.Walk(root, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
			if entering && !yield(n) {
				return ast.WalkStop, nil
			}
			return ast.WalkContinue, nil
		})
	}
}

// Active returns the first thing of a Markdown page that a reader could follow, or that is fetched or run: a link,
// an image, HTML. "" where there is none.
func Active(page string) string {
	for _, kind := range Shape(page) {
		switch kind {
		case ast.KindLink.String(), ast.KindImage.String(), ast.KindAutoLink.String(), ast.KindRawHTML.String(), ast.KindHTMLBlock.String(),
			extended.KindTaskCheckBox.String():
			return kind
		}
	}
	return ""
}
