package figures_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/makegood/makegood/internal/figures"
	"github.com/makegood/makegood/ledger"
)

// runs answers with reconciliations, or with an error.
type runs struct {
	all   []ledger.Reconciliation
	err   error
	since time.Time
}

func (r *runs) LastReconciliations(_ context.Context, since time.Time) ([]ledger.Reconciliation, error) {
	r.since = since
	return r.all, r.err
}

func TestReconciliationsAreShownByAccountAndKind(t *testing.T) {
	day := time.Date(2026, 11, 19, 0, 0, 0, 0, time.UTC)
	now := day.AddDate(0, 0, 2)
	run := func(days int, missing int64, completeAfter time.Duration) ledger.Reconciliation {
		return ledger.Reconciliation{
			Provider: "stripe", Account: "eu", From: day, To: day.AddDate(0, 0, days), ReadAt: now, CompleteAt: now.Add(completeAfter), EndedAt: now.Add(time.Minute),
			Counts: []ledger.ReconcileCount{{Kind: ledger.ReconcileMissing, Count: missing, Open: missing}, {Kind: ledger.ReconcileMatched, Count: 7}},
		}
	}
	late := run(1, 2, time.Hour)
	late.EndedAt = now.Add(time.Hour)
	books := &runs{all: []ledger.Reconciliation{run(1, 3, 0), late, run(30, 100, 0)}}
	registry := prometheus.NewRegistry()
	collector, err := figures.NewReconcile(figures.ReconcileConfig{
		Runs: books, Now: func() time.Time { return now }, Expected: []ledger.ProviderAccount{{Provider: "paypal"}},
	})
	if err != nil {
		t.Fatal(err)
	}
	registry.MustRegister(collector)
	got := map[string]float64{}
	families, err := registry.Gather()
	if err != nil {
		t.Fatal(err)
	}
	for _, family := range families {
		for _, m := range family.GetMetric() {
			name := family.GetName()
			for _, label := range m.GetLabel() {
				name += " " + label.GetValue()
			}
			got[name] = m.GetGauge().GetValue()
		}
	}
	for name, want := range map[string]float64{
		"makegood_reconcile_differences eu MISSING stripe":            5,
		"makegood_reconcile_differences eu DOUBLE stripe":             0,
		"makegood_reconcile_differences  MISSING paypal":              0,
		"makegood_reconcile_last_success_timestamp_seconds eu stripe": float64(now.Add(time.Minute).Unix()),
		"makegood_reconcile_last_success_timestamp_seconds  paypal":   float64(now.Unix()),
	} {
		if value, there := got[name]; !there || value != want {
			t.Errorf("%s is %v (%t), want %v", name, value, there, want)
		}
	}
	if want := day.AddDate(0, 0, 2-31); !books.since.Equal(want) {
		t.Errorf("it asked since %s", books.since)
	}
	books.err, now = errors.New("away"), now.Add(time.Hour)
	if families, err := registry.Gather(); err != nil || len(families) != 0 {
		t.Errorf("while the ledger is away: %d metrics, %v", len(families), err)
	}
	if _, err := figures.NewReconcile(figures.ReconcileConfig{}); err == nil {
		t.Error("a collector without books was made")
	}
}
