package figures_test

import (
	"context"
	"errors"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/makegood/makegood/internal/figures"
	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

var start = time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)

// books answers with its figures or its error; a blocked one answers when its context ends.
type books struct {
	figures ledger.Figures
	err     error
	blocked bool
	asked   atomic.Int64
	// unwritable is why a row is not kept; health is what the process saw of the ledger.
	unwritable error
	health     ledger.Health
}

func (b *books) TryWrite(context.Context) error { return b.unwritable }

func (b *books) Health() ledger.Health { return b.health }

func (b *books) Figures(ctx context.Context) (ledger.Figures, error) {
	b.asked.Add(1)
	if b.blocked {
		<-ctx.Done()
		return ledger.Figures{}, ctx.Err()
	}
	return b.figures, b.err
}

// bench is a registry with a collector over books, and a clock the test moves.
type bench struct {
	books    *books
	now      time.Time
	registry *prometheus.Registry
}

func setup(t *testing.T, b *books) *bench {
	t.Helper()
	s := &bench{books: b, now: start, registry: prometheus.NewRegistry()}
	collector, err := figures.New(figures.Config{
		Books: b, Now: func() time.Time { return s.now }, KeptFor: 15 * time.Second, Patience: 50 * time.Millisecond,
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.registry.Register(collector); err != nil {
		t.Fatal(err)
	}
	return s
}

// scrape returns every series by name, or name/status.
func (s *bench) scrape(t *testing.T) map[string]float64 {
	t.Helper()
	families, err := s.registry.Gather()
	if err != nil {
		t.Fatal(err)
	}
	series := map[string]float64{}
	for _, family := range families {
		for _, metric := range family.GetMetric() {
			name := family.GetName()
			for _, label := range metric.GetLabel() {
				name += "/" + label.GetValue()
			}
			series[name] = metric.GetGauge().GetValue() + metric.GetCounter().GetValue()
		}
	}
	return series
}

func TestTheLedgersFiguresAreShownWithTheirAges(t *testing.T) {
	since := start.Add(-3 * time.Hour)
	s := setup(t, &books{figures: ledger.Figures{
		Waiting: []ledger.StatusFigure{
			{Status: refund.StatusAwaitingApproval, Count: 3, Oldest: start.Add(-2 * time.Hour)},
			{Status: refund.StatusPayingOut, Count: 1, Oldest: start.Add(time.Second)},
		},
		OverdueCount: 2, OverdueByLawCount: 7, DueByLawCount: 8, StuckLegCount: 4, UndeliveredCount: 5, UndeliverableCount: 6,
		OpenDisputeCount: 9, EvidenceDueCount: 10, UnattributedCount: 11, UnattributedSince: &since, UnusedSince: &since,
		UnacknowledgedCount: 13, UnacknowledgedSince: &since, StatementsWaitingCount: 14, StatementsWaitingSince: &since,
		BalanceWaitCount: 12, BalanceWaitSince: &since,
		Funds: []ledger.FundForecast{
			{NeedMinor: 500, FundFigure: ledger.FundFigure{FundRef: ledger.FundRef{Merchant: "m1", Provider: "p", Account: "a", Currency: "EUR"}, FreeMinor: -100, HeldMinor: 200, WaitingCount: 3, WaitingSince: &since}},
			{FundFigure: ledger.FundFigure{FundRef: ledger.FundRef{Merchant: "m1", Provider: "p", Currency: "EUR"}, FreeMinor: 7}},
		},
	}})
	got := s.scrape(t)
	for name, want := range map[string]float64{
		"makegood_figures_up":                                      1,
		"makegood_refunds_waiting/AwaitingApproval":                3,
		"makegood_refunds_waiting_oldest_seconds/AwaitingApproval": 7200,
		"makegood_refunds_waiting/PayingOut":                       1,
		"makegood_refunds_waiting_oldest_seconds/PayingOut":        0,
		"makegood_reviews_overdue_now":                             2,
		"makegood_refunds_overdue_by_law":                          7,
		"makegood_refunds_due_by_law":                              8,
		"makegood_legs_stuck":                                      4,
		"makegood_messages_undelivered":                            5,
		"makegood_messages_undeliverable":                          6,
		"makegood_disputes_open":                                   9,
		"makegood_disputes_evidence_due":                           10,
		"makegood_outside_refunds_unattributed":                    11,
		"makegood_withdrawals_unacknowledged":                      13,
		"makegood_withdrawals_unacknowledged_oldest_seconds":       10800,
		"makegood_withdrawals_waiting":                             14,
		"makegood_withdrawals_waiting_oldest_seconds":              10800,
		"makegood_outside_refunds_unattributed_oldest_seconds":     10800,
		"makegood_balance_waiting_legs":                            12,
		"makegood_balance_waiting_oldest_seconds":                  10800,
		"makegood_fund_free_minor/a/EUR/m1/p":                      -100,
		"makegood_fund_held_minor/a/EUR/m1/p":                      200,
		"makegood_fund_waiting_legs/a/EUR/m1/p":                    3,
		"makegood_fund_waiting_oldest_seconds/a/EUR/m1/p":          10800,
		"makegood_fund_forecast_minor/a/EUR/m1/p":                  500,
		"makegood_fund_free_minor//EUR/m1/p":                       7,
		"makegood_fund_waiting_oldest_seconds//EUR/m1/p":           0,
		"makegood_notifications_unused_oldest_seconds":             10800,
	} {
		if value, ok := got[name]; !ok || value != want {
			t.Errorf("%s is %v (shown: %t), want %v", name, value, ok, want)
		}
	}
}

func TestAStatusNothingIsInIsShownAsZero(t *testing.T) {
	got := setup(t, &books{}).scrape(t)
	for _, status := range refund.Statuses() {
		for _, name := range []string{figures.MetricWaiting, figures.MetricWaitingOldest} {
			if value, ok := got[name+"/"+string(status)]; !ok || value != 0 {
				t.Errorf("%s of %s is %v (shown: %t), want 0", name, status, value, ok)
			}
		}
	}
}

func TestTheLedgerIsReadOnceForScrapesThatComeTogether(t *testing.T) {
	s := setup(t, &books{})
	for range 5 {
		s.scrape(t)
	}
	s.now = start.Add(15 * time.Second)
	s.scrape(t)
	if asked := s.books.asked.Load(); asked != 2 {
		t.Errorf("the ledger was read %d times, want 2", asked)
	}
}

func TestAnAwayLedgerShowsUpZeroAndNoOldFigure(t *testing.T) {
	s := setup(t, &books{figures: ledger.Figures{OverdueCount: 2}})
	s.scrape(t)
	s.books.err = errors.New("disk full")
	s.now = start.Add(time.Minute)
	for range 3 {
		if got := s.scrape(t); !noFigures(got) {
			t.Fatalf("scrape shows %v, want makegood_figures_up 0 and no figure", got)
		}
	}
	if asked := s.books.asked.Load(); asked != 2 {
		t.Errorf("a failing ledger was read %d times, want 2: the good reading and one failure", asked)
	}
}

func TestAScrapeDoesNotHangOnALedgerThatDoes(t *testing.T) {
	s := setup(t, &books{blocked: true})
	if got := s.scrape(t); !noFigures(got) || got["makegood_ledger_writable"] != 0 {
		t.Errorf("scrape shows %v, want makegood_figures_up 0, no figure, and a ledger that is not written", got)
	}
}

// noFigures: the scrape shows that there are none, and the ledger's health.
func noFigures(series map[string]float64) bool {
	value, shown := series["makegood_figures_up"]
	return shown && value == 0 && len(series) == 4
}

func TestALedgerThatReadsWellAndCannotBeWrittenIsShown(t *testing.T) {
	full := errors.New("disk is full")
	for name, c := range map[string]struct {
		books *books
		want  map[string]float64
	}{
		"all is well": {&books{health: ledger.Health{LogBytes: 4096}},
			map[string]float64{"makegood_figures_up": 1, "makegood_ledger_writable": 1, "makegood_ledger_write_failures_total": 0, "makegood_ledger_log_bytes": 4096}},
		"no row is kept": {&books{unwritable: full, health: ledger.Health{WriteFailureCount: 33, FailedAt: start.Add(-time.Hour)}},
			map[string]float64{"makegood_figures_up": 1, "makegood_ledger_writable": 0, "makegood_ledger_write_failures_total": 33}},
		"a small row fits, a refund did not a moment ago": {&books{health: ledger.Health{WriteFailureCount: 1, FailedAt: start.Add(-59 * time.Second)}},
			map[string]float64{"makegood_ledger_writable": 0, "makegood_ledger_write_failures_total": 1}},
		"what failed lies back a minute": {&books{health: ledger.Health{WriteFailureCount: 1, FailedAt: start.Add(-time.Minute)}},
			map[string]float64{"makegood_ledger_writable": 1, "makegood_ledger_write_failures_total": 1}},
	} {
		got := setup(t, c.books).scrape(t)
		for series, want := range c.want {
			if value, shown := got[series]; !shown || value != want {
				t.Errorf("%s: %s is %v (shown: %t), want %v", name, series, value, shown, want)
			}
		}
	}
}

func TestACollectorWithoutBooksIsRefused(t *testing.T) {
	if _, err := figures.New(figures.Config{Now: time.Now}); err == nil || !strings.Contains(err.Error(), "books") {
		t.Errorf("got %v", err)
	}
}
