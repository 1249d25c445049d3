package main

import (
	"encoding/json"
	"fmt"
	"io"
	"text/tabwriter"
)

// row is a figure beside its budget (DESIGN section 12). AtMost says which side of it is good.
type row struct {
	What   string  `json:"what"`
	Value  float64 `json:"value"`
	Unit   string  `json:"unit"`
	AtMost bool    `json:"at_most"`
	Budget float64 `json:"budget,omitempty"`
	Within bool    `json:"within"`
	// Note says what the figure was computed from.
	Note string `json:"note,omitempty"`
}

type table struct{ rows []row }

func (t *table) atMost(r row) {
	r.AtMost, r.Within = true, r.Value <= r.Budget
	t.rows = append(t.rows, r)
}

func (t *table) atLeast(r row) {
	r.Within = r.Value >= r.Budget
	t.rows = append(t.rows, r)
}

func (t *table) print(out io.Writer) error {
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "what\tmeasured\tbudget\t\tfrom")
	for _, r := range t.rows {
		side, verdict := "at least", "within"
		if r.AtMost {
			side = "at most"
		}
		if !r.Within {
			verdict = "OVER"
		}
		fmt.Fprintf(w, "%s\t%.2f %s\t%s %.2f\t%s\t%s\n", r.What, r.Value, r.Unit, side, r.Budget, verdict, r.Note)
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
