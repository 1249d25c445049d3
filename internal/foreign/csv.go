package foreign

import (
	"encoding/csv"
	"fmt"
	"io"
	"strings"
	"unicode"
)

// CellRunesMax bounds a cell; spreadsheets take 32,767 characters, and break what is longer.
const CellRunesMax = 32_000

// CSV writes records that people open in a spreadsheet. A cell is a number of makegood's own, or text that no
// spreadsheet takes for a formula or a line break.
type CSV struct{ to *csv.Writer }

// NewCSV writes records to w, each on a line of its own.
func NewCSV(w io.Writer) CSV { return CSV{to: csv.NewWriter(w)} }

// Row writes a record. Integers are written in digits; every other cell is guarded as text. Errors come with Flush.
func (c CSV) Row(cells ...any) {
	record := make([]string, len(cells))
	for i, value := range cells {
		switch value.(type) {
		case int, int64:
			record[i] = fmt.Sprint(value)
		default:
			record[i] = cell(fmt.Sprint(value))
		}
	}
	_ = c.to.Write(record) // the writer keeps the error
}

// Flush writes what is buffered, and returns the first error.
func (c CSV) Flush() error {
	c.to.Flush()
	return c.to.Error()
}

// cell makes a text one printable line that begins no formula. An apostrophe before the character that would
// begin one is what spreadsheets themselves write for text. A semicolon separates cells where the spreadsheet's
// locale has a decimal comma, whatever the quotes say: after one a formula could begin as well.
func cell(text string) string {
	var out strings.Builder
	begins := true
	for _, r := range Line(cut(text, CellRunesMax)) {
		if begins && strings.ContainsRune(formulaBegins, r) {
			out.WriteByte('\'')
		}
		begins = r == ';' || begins && unicode.IsSpace(r)
		out.WriteRune(r)
	}
	return out.String()
}

// formulaBegins are the characters that begin a formula, with their wide and small forms. A tab or a carriage
// return, which spreadsheets skip, is an escape by now.
const formulaBegins = "=+-@＝＋－＠﹦﹢﹣﹫"
