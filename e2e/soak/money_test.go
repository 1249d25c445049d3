//go:build kafka

package soak

import (
	"bytes"
	"encoding/json"
	"maps"
	"os/exec"
	"slices"
	"time"

	"github.com/makegood/makegood/simulator"
)

// money holds the ledger against the provider's book: every refund is paid and closed, every leg moved its
// amount once, and the judge that shares no code with the engine finds nothing.
func (r *rig) money() {
	r.t.Helper()
	book, err := simulator.ReadBook(r.t.Context(), r.stack.SimulatorURL)
	if err != nil {
		r.t.Fatal(err)
	}
	if len(book.MovedTwice) > 0 {
		r.t.Errorf("paid twice: %v", book.MovedTwice)
	}
	r.none("refunds that are not paid and closed", `SELECT refund || ' ' || status FROM refunds WHERE NOT closed OR status <> 'Refunded'`)
	r.none("legs that are not settled", `SELECT refund || ' ' || leg_id || ' ' || status FROM legs WHERE status <> 'Settled'`)
	r.everyPaymentMoved(book)
	r.judge()
}

// none fails with the rows of a query that should find none.
func (r *rig) none(what, query string) {
	r.t.Helper()
	if found := r.rows(query); len(found) > 0 {
		r.t.Errorf("%d %s: %v", len(found), what, slices.Collect(maps.Keys(found))[:min(10, len(found))])
	}
}

// rows is a query's first column as the keys of a set.
func (r *rig) rows(query string) map[string]bool {
	r.t.Helper()
	rows, err := r.db.QueryContext(r.t.Context(), query)
	if err != nil {
		r.t.Fatal(err)
	}
	defer func() { _ = rows.Close() }()
	out := map[string]bool{}
	for rows.Next() {
		var text string
		if err := rows.Scan(&text); err != nil {
			r.t.Fatal(err)
		}
		out[text] = true
	}
	if err := rows.Err(); err != nil {
		r.t.Fatal(err)
	}
	return out
}

// everyPaymentMoved: of each payment the provider moved what its legs come to, in as many movements.
func (r *rig) everyPaymentMoved(book simulator.Book) {
	r.t.Helper()
	moved := map[string]simulator.ReferenceTotal{}
	for _, total := range book.References {
		moved[total.Reference] = total
	}
	rows, err := r.db.QueryContext(r.t.Context(), `SELECT p.reference, COUNT(*), SUM(l.amount_minor) FROM legs l
		JOIN payments p ON p.id = l.payment WHERE l.status = 'Settled' GROUP BY p.reference`)
	if err != nil {
		r.t.Fatal(err)
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var reference string
		var count int
		var minor int64
		if err := rows.Scan(&reference, &count, &minor); err != nil {
			r.t.Fatal(err)
		}
		if got := moved[reference]; got.MovementCount != count || got.MovedMinor != minor || got.ReversalCount != 0 {
			r.t.Errorf("%s: the ledger settled %d in %d legs, the provider has %+v", reference, minor, count, got)
		}
		delete(moved, reference)
	}
	if err := rows.Err(); err != nil {
		r.t.Fatal(err)
	}
	for reference, total := range moved {
		r.t.Errorf("%s: the ledger settled nothing, the provider has %+v", reference, total)
	}
}

// judge runs the audit module over the database and the simulator's book on disk.
func (r *rig) judge() {
	r.t.Helper()
	var errs bytes.Buffer
	cmd := exec.Command("go", "run", "-C", "../../audit", ".", "-ledger", r.dbURL, "-book", r.stack.SimulatorBook, "-json")
	cmd.Stderr = &errs
	out, err := cmd.Output()
	if err != nil {
		r.t.Errorf("audit: %v: %s%s", err, errs.String(), out)
	}
	var verdict struct {
		Refunds  int               `json:"refund_count"`
		Findings []json.RawMessage `json:"findings"`
	}
	if err := json.Unmarshal(out, &verdict); err != nil {
		r.t.Fatalf("audit: %v: %s", err, out)
	}
	if paid, err := r.paid(r.t.Context()); err != nil || len(verdict.Findings) > 0 || int64(verdict.Refunds) != paid {
		r.t.Errorf("audit: it judged %d refunds of %d, %v, and finds %s", verdict.Refunds, paid, err, verdict.Findings)
	}
}

// doctor has nothing to say, not even that something is late, and left nothing out.
func (r *rig) doctor() {
	r.t.Helper()
	var report struct {
		Findings []json.RawMessage `json:"findings"`
		Skipped  []string          `json:"skipped"`
	}
	if err := json.Unmarshal(r.command("doctor", "--json"), &report); err != nil {
		r.t.Fatal(err)
	}
	if len(report.Findings)+len(report.Skipped) > 0 {
		r.t.Errorf("the doctor finds %s, and left out %v", report.Findings, report.Skipped)
	}
}

// show prints the account of the run.
func (r *rig) show(s Sum, took time.Duration) {
	r.t.Helper()
	deliveries := s.Started + s.Duplicates + s.Conflicts + s.Refused + s.Redeliveries
	r.t.Logf(`
events in (committed)      %6d
  = workflows started      %6d
  + duplicates             %6d
  + conflicts              %6d
  + other dead letters     %6d
deliveries                 %6d = events in + %d redeliveries (%d), %d of them of no killed process; %d were cut off by a kill before their line
aborted, and never seen    %6d
the starters' own lines    %6v
%.0f s with %d kills, %.1f events/s; greatest lag seen %d offsets`,
		s.Events, s.Started, s.Duplicates, s.Conflicts, s.Refused, s.Deliveries, s.Redeliveries, deliveries, s.Unforced, s.CutOff, s.Aborted, s.Said,
		took.Seconds(), len(r.recoveries), float64(s.Events)/took.Seconds(), r.figures.lagMax.Load())
	for _, k := range r.recoveries {
		r.t.Log(&k)
	}
}
