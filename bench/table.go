package main

import (
	"encoding/json"
	"fmt"
	"io"
	"text/tabwriter"
)

// row is a figure, beside its budget where it has one (DESIGN section 12). AtMost says which side of the
// budget is good.
type row struct {
	What   string  `json:"what"`
	Value  float64 `json:"value"`
	Unit   string  `json:"unit"`
	AtMost bool    `json:"at_most"`
	Budget float64 `json:"budget,omitempty"`
	// Within is nil for a figure without a budget: it is there to read the others by.
	Within *bool `json:"within,omitempty"`
	// Note says what the figure was computed from.
	Note string `json:"note,omitempty"`
}

type table struct{ rows []row }

func (t *table) atMost(r row) {
	within := r.Value <= r.Budget
	r.AtMost, r.Within = true, &within
	t.rows = append(t.rows, r)
}

func (t *table) atLeast(r row) {
	within := r.Value >= r.Budget
	r.Within = &within
	t.rows = append(t.rows, r)
}

// show adds a figure without a budget.
func (t *table) show(r row) { t.rows = append(t.rows, r) }

// budget is a row's budget and verdict in words.
func (r row) budget() (limit, verdict string) {
	if r.Within == nil {
		return "", ""
	}
	limit, verdict = fmt.Sprintf("at least %.2f", r.Budget), "within"
	if r.AtMost {
		limit = fmt.Sprintf("at most %.2f", r.Budget)
	}
	if !*r.Within {
		verdict = "OVER"
	}
	return limit, verdict
}

func (t *table) print(out io.Writer) error {
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "what\tmeasured\tbudget\t\tfrom")
	for _, r := range t.rows {
		limit, verdict := r.budget()
		fmt.Fprintf(w, "%s\t%.2f %s\t%s\t%s\t%s\n", r.What, r.Value, r.Unit, limit, verdict, r.Note)
	}
	if err := w.Flush(); err != nil {
		return err
	}
	line, err := json.Marshal(map[string]any{"temporal": "dev server, in memory", "rows": t.rows})
	if err != nil {
		return err
	}
	_, err = fmt.Fprintln(out, string(line))
	return err
}
