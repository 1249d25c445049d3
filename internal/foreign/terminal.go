package foreign

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
)

// Terminal writes lines for people. It is no io.Writer: what is written through it is a format of makegood's own,
// and every operand that is no number is made one printable line. So nobody's text can move the cursor, write a
// line of its own, or turn around what stands beside it.
type Terminal struct{ to io.Writer }

// To writes to w: a terminal, or what is shown on one later.
func To(w io.Writer) Terminal { return Terminal{to: w} }

// Printf writes a text. Its format may have line breaks and terminal sequences; its operands cannot.
func (t Terminal) Printf(format string, operands ...any) {
	guardAll(operands, Line)
	fmt.Fprintf(t.to, format, operands...)
}

// Lines writes a text whose line breaks are makegood's own; each line is guarded.
func (t Terminal) Lines(text string) {
	for line := range strings.Lines(text) {
		t.Printf("%s\n", strings.TrimSuffix(line, "\n"))
	}
}

// JSON writes a value as one line. What a terminal would act on is escaped, which JSON reads as the same text.
func (t Terminal) JSON(value any) error {
	line, err := json.Marshal(value)
	if err != nil {
		return err
	}
	_, err = t.to.Write(append(appendShown(nil, string(line), hidden), '\n'))
	return err
}

// Table aligns cells that are separated by a tab of the format. Flush it at the end.
type Table struct{ to *tabwriter.Writer }

// Table begins a table, with two spaces between columns.
func (t Terminal) Table() Table { return Table{to: tabwriter.NewWriter(t.to, 0, 0, 2, ' ', 0)} }

// Printf writes a part of the table. Its format may have tabs and line breaks; its operands cannot.
func (t Table) Printf(format string, operands ...any) {
	guardAll(operands, Line)
	fmt.Fprintf(t.to, format, operands...)
}

// Flush writes the table, aligned, and returns the writer's error.
func (t Table) Flush() error { return t.to.Flush() }
