package figures

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/makegood/makegood/ledger"
)

// The names of the metrics of reconciliation.
const (
	MetricReconcileDifferences = "makegood_reconcile_differences"
	MetricReconcileLastSuccess = "makegood_reconcile_last_success_timestamp_seconds"
)

var (
	reconcileDifferences = describe(MetricReconcileDifferences,
		"Differences between the books and a provider's list that stay, by the last run of each of the last 31 days.", "provider", "account", "kind")
	reconcileLastSuccess = describe(MetricReconcileLastSuccess,
		"When an account was last reconciled with a complete list; of one that never was, when this worker began.", "provider", "account")
)

const (
	// reconcileDays is how far back differences are counted: the days that the schedule catches up on.
	reconcileDays = 31
	// reconcileKeptFor is for how long a reading answers scrapes: what it shows moves once a day.
	reconcileKeptFor = time.Minute
)

// Runs is the ledger, asked for reconciliations alone.
type Runs interface {
	// LastReconciliations is the last run of each account and period that begins at a time or later.
	LastReconciliations(ctx context.Context, since time.Time) ([]ledger.Reconciliation, error)
}

// ReconcileConfig says whose reconciliations are shown. Runs and Now are needed.
type ReconcileConfig struct {
	Runs Runs
	// Now is the clock, UTC.
	Now func() time.Time
	// Expected are the accounts that the schedule is to reconcile: each has a last success from the beginning on.
	Expected []ledger.ProviderAccount
}

// ReconcileCollector is a prometheus.Collector. While the ledger does not answer it shows nothing.
type ReconcileCollector struct {
	config ReconcileConfig
	began  time.Time

	mu     sync.Mutex
	readAt time.Time
	runs   []ledger.Reconciliation
	err    error
}

var _ prometheus.Collector = (*ReconcileCollector)(nil)

// NewReconcile returns a collector, or says what it lacks.
func NewReconcile(c ReconcileConfig) (*ReconcileCollector, error) {
	if c.Runs == nil || c.Now == nil {
		return nil, errors.New("figures: reconciliations need books and a clock")
	}
	return &ReconcileCollector{config: c, began: c.Now()}, nil
}

// Describe implements prometheus.Collector.
func (c *ReconcileCollector) Describe(out chan<- *prometheus.Desc) {
	out <- reconcileDifferences
	out <- reconcileLastSuccess
}

// Collect implements prometheus.Collector.
func (c *ReconcileCollector) Collect(out chan<- prometheus.Metric) {
	runs, err := c.latest()
	if err != nil {
		return
	}
	open := map[ledger.ProviderAccount]map[ledger.ReconcileKind]int64{}
	ended := map[ledger.ProviderAccount]time.Time{}
	for _, expected := range c.config.Expected {
		open[expected], ended[expected] = map[ledger.ReconcileKind]int64{}, c.began
	}
	for _, r := range runs {
		of := ledger.ProviderAccount{Provider: r.Provider, Account: r.Account}
		if open[of] == nil {
			open[of] = map[ledger.ReconcileKind]int64{}
		}
		if r.Complete() && r.EndedAt.After(ended[of]) {
			ended[of] = r.EndedAt
		}
		if r.To.Equal(r.From.AddDate(0, 0, 1)) { // a longer period has the same days again
			for _, count := range r.Counts {
				open[of][count.Kind] += count.Open
			}
		}
	}
	for of, counts := range open {
		for _, kind := range ledger.ReconcileKinds() {
			out <- prometheus.MustNewConstMetric(reconcileDifferences, prometheus.GaugeValue, float64(counts[kind]), of.Provider, of.Account, string(kind))
		}
	}
	for of, at := range ended {
		out <- prometheus.MustNewConstMetric(reconcileLastSuccess, prometheus.GaugeValue, float64(at.Unix()), of.Provider, of.Account)
	}
}

// latest reads the ledger at most once in reconcileKeptFor, failures included.
func (c *ReconcileCollector) latest() ([]ledger.Reconciliation, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	now := c.config.Now()
	if !c.readAt.IsZero() && now.Sub(c.readAt) < reconcileKeptFor {
		return c.runs, c.err
	}
	ctx, cancel := context.WithTimeout(context.Background(), defaultPatience)
	defer cancel()
	c.readAt = now
	c.runs, c.err = c.config.Runs.LastReconciliations(ctx, now.UTC().Truncate(24*time.Hour).AddDate(0, 0, -reconcileDays))
	return c.runs, c.err
}
