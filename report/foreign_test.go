package report_test

import (
	"encoding/csv"
	"io"
	"strings"
	"testing"

	"github.com/makegood/makegood/internal/foreign"
	"github.com/makegood/makegood/internal/foreign/foreigntest"
	"github.com/makegood/makegood/refund"
	"github.com/makegood/makegood/report"
)

// written is the report of five weeks, the last of them abnormal, in which every key is a text.
func written(t *testing.T, text string) report.Report {
	t.Helper()
	b := report.NewBuilder(report.EveryWeek, nil)
	for week := range 5 {
		for n := range 1 + 40*(week/4) {
			c := paid(100*week+n, monday.AddDate(0, 0, 7*week), 0)
			foreigntest.Fill(&c, text, refund.Status(""), refund.OfferStatus(""), refund.ComponentKind(""), refund.Currency(""), refund.LineID(""),
				refund.Disposition(""), refund.ID(""))
			if err := b.Add(c); err != nil {
				t.Fatal(err)
			}
		}
	}
	r := b.Report()
	if len(r.Abnormal) == 0 {
		t.Fatal("nothing is abnormal")
	}
	return r
}

func TestAReportForASpreadsheetShowsForeignTextAsText(t *testing.T) {
	foreigntest.TestRecords(t, func(out io.Writer, text string) {
		if err := written(t, text).WriteCSV(out); err != nil {
			t.Fatal(err)
		}
	})
}

func TestAReportOnATerminalShowsForeignTextAsText(t *testing.T) {
	foreigntest.TestTerminal(t, func(out io.Writer, text string) {
		if err := written(t, text).WriteTable(foreign.To(out)); err != nil {
			t.Fatal(err)
		}
	})
}

func TestAReasonThatIsAFormulaAndALineBreakIsACellOfText(t *testing.T) {
	c := paid(1, monday, 0)
	c.Cancellation.Reason, c.Cancellation.Order.Lines[0].Category = "=1+1\r\nX", `=HYPERLINK("https://evil.example")`
	var out strings.Builder
	if err := build(t, report.NewBuilder(report.EveryWeek, nil), c).WriteCSV(&out); err != nil {
		t.Fatal(err)
	}
	records, err := csv.NewReader(strings.NewReader(out.String())).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	keys := map[string]string{}
	for _, record := range records {
		keys[record[1]] = record[2]
	}
	if keys["reason"] != `'=1+1\r\nX` || keys["category"] != `'=HYPERLINK("https://evil.example")` {
		t.Errorf("the keys are %q", keys)
	}
	if !strings.Contains(out.String(), "RESTOCKING,CNY,1,-150,") {
		t.Errorf("a negative amount is no number:\n%s", out.String())
	}
}
