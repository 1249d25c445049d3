package report

import (
	"fmt"
	"io"

	"github.com/makegood/makegood/internal/foreign"
	"github.com/makegood/makegood/refund"
)

// WriteTable writes the report for people.
func (r Report) WriteTable(to foreign.Terminal) error {
	table := to.Table()
	table.Printf("%d refunds\n", r.RefundCount)
	at := Line{}
	for _, line := range r.Lines {
		if line.Period != at.Period || line.Section != at.Section {
			table.Printf("\n%s  %s\n", line.Period, line.Section)
		}
		at = line
		table.Printf("  %s\t%d\t%s\n", line.Key, line.Count, line.figure())
	}
	if len(r.Abnormal) > 0 {
		table.Printf("\nabnormal\n")
	}
	for _, a := range r.Abnormal {
		table.Printf("  %s %s\t%d\t%s expected in %s, from %d earlier periods\n", a.By, a.Key, a.Count, a.Expected, a.Period, a.PastPeriods)
	}
	if err := table.Flush(); err != nil {
		return fmt.Errorf("report: %w", err)
	}
	return nil
}

// figure is what a line says beside its count.
func (l Line) figure() string {
	switch {
	case l.Section == SectionTime:
		return fmt.Sprintf("median %d s, nine of ten within %d s", l.MedianSeconds, l.SlowSeconds)
	case l.Section == SectionRate:
		return fmt.Sprintf("of %d orders: %s", l.OrderCount, l.Rate)
	case l.Currency != "":
		return refund.FormatAmount(l.AmountMinor, l.Currency)
	}
	return ""
}

// WriteCSV writes one record a line, then one a finding of the section "abnormal". Keys are guarded as foreign.CSV
// says.
func (r Report) WriteCSV(w io.Writer) error {
	out := foreign.NewCSV(w)
	out.Row("period", "section", "key", "currency_code", "count", "amount_minor", "median_seconds", "slow_seconds", "order_count", "rate", "slowest_seconds")
	for _, l := range r.Lines {
		out.Row(l.Period, l.Section, l.Key, l.Currency, l.Count, l.AmountMinor, l.MedianSeconds, l.SlowSeconds, l.OrderCount, l.Rate, l.SlowestSeconds)
	}
	for _, a := range r.Abnormal {
		out.Row(a.Period, "abnormal", string(a.By)+" "+a.Key, "", a.Count, 0, 0, 0, 0, a.Expected, 0)
	}
	if err := out.Flush(); err != nil {
		return fmt.Errorf("report: %w", err)
	}
	return nil
}
