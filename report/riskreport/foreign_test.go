package riskreport_test

import (
	"io"
	"testing"

	"github.com/makegood/makegood/internal/foreign"
	"github.com/makegood/makegood/internal/foreign/foreigntest"
	"github.com/makegood/makegood/refund"
	"github.com/makegood/makegood/report/riskreport"
)

// written is the comparison of a week in which every name is a text.
func written(t *testing.T, text string) riskreport.Report {
	r := build(t, 2, week()...)
	foreigntest.Fill(&r, text, refund.Currency(""))
	return r
}

func TestAComparisonShowsForeignTextAsText(t *testing.T) {
	foreigntest.TestRecords(t, func(out io.Writer, text string) {
		if err := written(t, text).WriteCSV(out); err != nil {
			t.Fatal(err)
		}
	})
	foreigntest.TestTerminal(t, func(out io.Writer, text string) {
		if err := written(t, text).WriteTable(foreign.To(out)); err != nil {
			t.Fatal(err)
		}
	})
}
