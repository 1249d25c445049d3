package riskreport

import (
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/makegood/makegood/internal/foreign"
	"github.com/makegood/makegood/refund"
)

// WriteTable writes the report for people.
func (r Report) WriteTable(to foreign.Terminal) error {
	table := to.Table()
	table.Printf("%d refunds, %d of them scored without rules on trial\n", r.RefundCount, r.UntriedCount)
	for _, t := range r.Trials {
		t.write(table)
	}
	if err := table.Flush(); err != nil {
		return fmt.Errorf("risk compare: %w", err)
	}
	return nil
}

func (t Trial) write(to foreign.Table) {
	to.Printf("\n%s -> %s: %d of %d refunds change band; high: %d more, %d fewer\n",
		t.InForce, t.OnTrial, t.ChangedCount, t.RefundCount, t.HighMoreCount, t.HighFewerCount)
	for _, b := range t.Bands {
		to.Printf("  %s -> %s\t%d\t%s\n", b.From, b.To, b.Count, refund.FormatAmount(b.AmountMinor, b.Currency))
	}
	for _, rule := range t.Rules {
		to.Printf("  %s\t%d -> %d\t%d in another band\n", rule.Name, rule.InForceCount, rule.OnTrialCount, rule.ChangedCount)
	}
	for _, e := range t.Examples {
		to.Printf("  for example %s\t%s\t%s -> %s\n", e.Refund, refund.FormatAmount(e.TotalMinor, e.Currency), e.InForce, e.OnTrial)
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
	out := foreign.NewCSV(w)
	out.Row("in_force", "on_trial", "section", "key", "from", "to", "currency_code", "count", "changed_count", "amount_minor")
	for _, t := range r.Trials {
		for _, b := range t.Bands {
			out.Row(t.InForce, t.OnTrial, "bands", "", b.From, b.To, b.Currency, b.Count, "", b.AmountMinor)
		}
		for _, rule := range t.Rules {
			out.Row(t.InForce, t.OnTrial, "rules", rule.Name, rule.InForceCount, rule.OnTrialCount, "", "", rule.ChangedCount, "")
		}
		for _, e := range t.Examples {
			out.Row(t.InForce, t.OnTrial, "examples", e.Refund, e.InForce, e.OnTrial, e.Currency, 1, 1, e.TotalMinor)
		}
	}
	if err := out.Flush(); err != nil {
		return fmt.Errorf("risk compare: %w", err)
	}
	return nil
}
