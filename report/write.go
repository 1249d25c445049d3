package report

import (
	"encoding/csv"
	"fmt"
	"io"
	"strconv"
	"text/tabwriter"

	"github.com/makegood/makegood/refund"
)

// WriteTable writes the report for people.
func (r Report) WriteTable(w io.Writer) error {
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintf(table, "%d refunds\n", r.RefundCount)
	at := Line{}
	for _, line := range r.Lines {
		if line.Period != at.Period || line.Section != at.Section {
			fmt.Fprintf(table, "\n%s  %s\n", line.Period, line.Section)
		}
		at = line
		fmt.Fprintf(table, "  %s\t%d\t%s\n", line.Key, line.Count, line.figure())
	}
	if len(r.Abnormal) > 0 {
		fmt.Fprintf(table, "\nabnormal\n")
	}
	for _, a := range r.Abnormal {
		fmt.Fprintf(table, "  %s %s\t%d\t%s expected in %s, from %d earlier periods\n", a.By, a.Key, a.Count, a.Expected, a.Period, a.PastPeriods)
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

// WriteCSV writes one record a line, then one a finding of the section "abnormal".
func (r Report) WriteCSV(w io.Writer) error {
	out := csv.NewWriter(w)
	records := [][]string{{"period", "section", "key", "currency_code", "count", "amount_minor", "median_seconds", "slow_seconds", "order_count", "rate"}}
	for _, l := range r.Lines {
		records = append(records, []string{l.Period, string(l.Section), l.Key, string(l.Currency), digits(l.Count), digits(l.AmountMinor),
			digits(l.MedianSeconds), digits(l.SlowSeconds), digits(l.OrderCount), l.Rate})
	}
	for _, a := range r.Abnormal {
		records = append(records, []string{a.Period, "abnormal", string(a.By) + " " + a.Key, "", digits(a.Count), "0", "0", "0", "0", a.Expected})
	}
	if err := out.WriteAll(records); err != nil {
		return fmt.Errorf("report: %w", err)
	}
	return nil
}

func digits(value int64) string { return strconv.FormatInt(value, 10) }
