package main

import (
	"fmt"
	"strings"
	"time"

	"github.com/makegood/makegood/app"
	"github.com/makegood/makegood/internal/foreign"
	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/reconcile"
	"github.com/makegood/makegood/refund"
)

// writeRuns prints reports: for people, as CSV, or as JSON.
func (c *cli) writeRuns(done app.Reconciled, asCSV bool) error {
	if asCSV && !c.json {
		return c.writeRunsCSV(done.Runs)
	}
	var written error
	err := c.print(done, func(w foreign.Terminal) {
		for _, run := range done.Runs {
			if written == nil {
				written = c.writeRun(w, run)
			}
		}
	})
	if err != nil {
		return err
	}
	return written
}

func (c *cli) writeRunsCSV(runs []ledger.Reconciliation) error {
	out := foreign.NewCSV(c.out)
	out.Row("run", "provider", "account", "from", "until_before", "kind", "open", "booked", "refund", "leg", "key", "provider_refund_id", "reference", "at",
		"books_minor", "books_moved_minor", "books_currency", "books_state", "provider_minor", "provider_moved_minor", "provider_currency", "provider_state", "detail")
	for _, r := range runs {
		for _, i := range r.Items {
			out.Row(r.ID, r.Provider, r.Account, stamp(r.From), stamp(r.To), i.Kind, fmt.Sprint(i.Open), i.Booked, i.Refund, i.Leg, i.Key, i.ProviderRefundID,
				i.Reference, stamp(i.At), i.Books.AmountMinor, i.Books.MovedMinor, i.Books.Currency, i.Books.State,
				i.Provider.AmountMinor, i.Provider.MovedMinor, i.Provider.Currency, i.Provider.State, i.Detail)
		}
	}
	return out.Flush()
}

// writeRun prints a report for people: what both sides come to, and a line for each difference with what to do about it.
func (c *cli) writeRun(w foreign.Terminal, r ledger.Reconciliation) error {
	name := strings.TrimSuffix(r.Provider+"/"+r.Account, "/")
	w.Printf("%s, %s until before %s: %s\n", name, dayOrMoment(r.From), dayOrMoment(r.To), keptWord(r))
	w.Printf("%s\n", reconcile.Rule(r))
	table := w.Table()
	for _, s := range r.Sums {
		table.Printf("  %s\tbooks %s\tprovider %s\tdifference %s\n", strings.ToLower(string(s.Measure)), refund.FormatAmount(s.BooksMinor, s.Currency),
			refund.FormatAmount(s.ProviderMinor, s.Currency), refund.FormatAmount(s.DifferenceMinor, s.Currency))
	}
	if err := table.Flush(); err != nil {
		return err
	}
	w.Printf("  %d legs, %d listed%s\n", r.Legs, r.Listed, countWords(r.Counts))
	for _, i := range r.Items {
		c.writeItem(w, r, i)
	}
	return nil
}

func keptWord(r ledger.Reconciliation) string {
	if r.ID == "" {
		return "a dry run, nothing was booked; " + staysWord(r)
	}
	return "kept as " + r.ID + "; " + staysWord(r)
}

func countWords(all []ledger.ReconcileCount) (out string) {
	for _, c := range all {
		out += fmt.Sprintf(", %d %s", c.Count, strings.ToLower(strings.ReplaceAll(string(c.Kind), "_", " ")))
	}
	return out
}

// writeItem prints one difference on one line, and below it what to do.
func (c *cli) writeItem(w foreign.Terminal, r ledger.Reconciliation, i ledger.ReconcileItem) {
	about := i.ProviderRefundID
	if i.Refund != "" {
		about = strings.TrimPrefix(string(i.Refund), "refund/") + " leg " + string(i.Leg)
	}
	w.Printf("%s %s: books %s, provider %s%s%s\n", i.Kind, about, sideWords(i.Books), sideWords(i.Provider), withComma(bookedWords(i)), withComma(i.Detail))
	if step := reconcile.NextStep(string(c.program), r, i); step != "" {
		w.Printf("    %s\n", step)
	}
}

func withComma(text string) string {
	if text == "" {
		return ""
	}
	return "; " + text
}

// bookedWords say what became of an item in the run.
func bookedWords(i ledger.ReconcileItem) string {
	switch {
	case i.Booked == "":
		return ""
	case !i.Open:
		return "booked by this run"
	case i.Booked == string(refund.FactIsOutside):
		return "booked as made elsewhere"
	}
	return "answered " + i.Booked
}

func sideWords(s ledger.ReconcileSide) string {
	if s.Currency == "" {
		return "nothing"
	}
	return strings.TrimSpace(refund.FormatAmount(s.AmountMinor, s.Currency) + " " + s.State)
}

// dayOrMoment is a day where it is one's beginning (UTC).
func dayOrMoment(at time.Time) string {
	if at.Equal(at.Truncate(24 * time.Hour)) {
		return at.UTC().Format(time.DateOnly)
	}
	return stamp(at)
}

func stamp(at time.Time) string { return at.UTC().Format(time.RFC3339) }

func countWord(n int64, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}
