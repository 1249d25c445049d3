package report_test

import (
	"bytes"
	"encoding/csv"
	"strings"
	"testing"

	"github.com/makegood/makegood/refund"
	"github.com/makegood/makegood/report"
)

// spreadsheet is the report of one refund with a reason and a category that an event brought, as CSV.
func spreadsheet(t *testing.T, reason, category string) string {
	t.Helper()
	c := paid(1, monday, 0)
	c.Cancellation.Reason = refund.Reason(reason)
	c.Cancellation.Order.Lines[0].Category = category
	var out bytes.Buffer
	if err := build(t, report.NewBuilder(report.EveryWeek, nil), c).WriteCSV(&out); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

func TestAReasonThatIsAFormulaAndALineBreakIsACellOfText(t *testing.T) {
	got := spreadsheet(t, "=1+1\r\nX", "=HYPERLINK(\"https://evil.example\")")
	records, err := csv.NewReader(strings.NewReader(got)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	if lines := strings.Count(got, "\n"); lines != len(records) {
		t.Errorf("%d records on %d lines:\n%s", len(records), lines, got)
	}
	for _, record := range records {
		for _, cell := range record {
			if strings.HasPrefix(cell, "=") || strings.ContainsAny(cell, "\r\n") {
				t.Errorf("a cell is %q", cell)
			}
		}
	}
}
