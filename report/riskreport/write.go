package riskreport

import (
	"encoding/csv"
	"fmt"
	"io"
	"strconv"
	"strings"
	"text/tabwriter"

	"github.com/makegood/makegood/refund"
)

// WriteTable writes the report for people.
func (r Report) WriteTable(w io.Writer) error {
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintf(table, "%d refunds, %d of them scored without rules on trial\n", r.RefundCount, r.UntriedCount)
	for _, t := range r.Trials {
		t.write(table)
	}
	if err := table.Flush(); err != nil {
		return fmt.Errorf("risk compare: %w", err)
	}
	return nil
}

func (t Trial) write(w io.Writer) {
	fmt.Fprintf(w, "\n%s -> %s: %d of %d refunds change band; high: %d more, %d fewer\n",
		t.InForce, t.OnTrial, t.ChangedCount, t.RefundCount, t.HighMoreCount, t.HighFewerCount)
	for _, b := range t.Bands {
		fmt.Fprintf(w, "  %s -> %s\t%d\t%s\n", b.From, b.To, b.Count, refund.FormatAmount(b.AmountMinor, b.Currency))
	}
	for _, rule := range t.Rules {
		fmt.Fprintf(w, "  %s\t%d -> %d\t%d in another band\n", rule.Name, rule.InForceCount, rule.OnTrialCount, rule.ChangedCount)
	}
	for _, e := range t.Examples {
		fmt.Fprintf(w, "  for example %s\t%s\t%s -> %s\n", e.Refund, refund.FormatAmount(e.TotalMinor, e.Currency), e.InForce, e.OnTrial)
	}
}

// String writes a side in one line, as in "medium 40 (LARGE_AMOUNT, NEW_ACCOUNT)".
func (s Side) String() string {
	text := string(s.Band) + " " + strconv.Itoa(s.Score)
	if len(s.Rules) > 0 {
		text += " (" + strings.Join(s.Rules, ", ") + ")"
	}
	return text
}

// WriteCSV writes one record a line: of the section "bands", "rules" or "examples". What a section
// does not have is empty.
func (r Report) WriteCSV(w io.Writer) error {
	out := csv.NewWriter(w)
	records := [][]string{{"in_force", "on_trial", "section", "key", "from", "to", "currency_code", "count", "changed_count", "amount_minor"}}
	for _, t := range r.Trials {
		add := func(fields ...string) { records = append(records, append([]string{t.InForce, t.OnTrial}, fields...)) }
		for _, b := range t.Bands {
			add("bands", "", string(b.From), string(b.To), string(b.Currency), digits(b.Count), "", digits(b.AmountMinor))
		}
		for _, rule := range t.Rules {
			add("rules", rule.Name, digits(rule.InForceCount), digits(rule.OnTrialCount), "", "", digits(rule.ChangedCount), "")
		}
		for _, e := range t.Examples {
			add("examples", string(e.Refund), e.InForce.String(), e.OnTrial.String(), string(e.Currency), "1", "1", digits(e.TotalMinor))
		}
	}
	if err := out.WriteAll(records); err != nil {
		return fmt.Errorf("risk compare: %w", err)
	}
	return nil
}

func digits(value int64) string { return strconv.FormatInt(value, 10) }
