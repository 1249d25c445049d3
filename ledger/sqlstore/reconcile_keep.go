package sqlstore

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/makegood/makegood/ledger"
)

var (
	_ ledger.ReconcileReader = (*Store)(nil)
	_ ledger.Reconciliations = (*Store)(nil)
)

// KeepReconciliation implements ledger.Reconciliations.
func (s *Store) KeepReconciliation(ctx context.Context, in ledger.Reconciliation) (kept ledger.Reconciliation, first bool, err error) {
	if in.Provider == "" || !in.From.Before(in.To) {
		return kept, false, invariant("a reconciliation of %q from %s to %s", in.Provider, in.From, in.To)
	}
	err = s.write(ctx, "reconciliation of "+in.Provider, func(t *tx) error {
		first = false
		if in.Origin == ledger.ReconcileScheduled {
			if kept, err = t.scheduledRun(in); err == nil || !errors.Is(err, ledger.ErrNotFound) {
				return err
			}
		}
		kept, first = in, true
		return t.keepRun(&kept)
	})
	return kept, first, err
}

// scheduledRun is the scheduled run of an account and period, or ErrNotFound.
func (t *tx) scheduledRun(in ledger.Reconciliation) (ledger.Reconciliation, error) {
	var id string
	err := t.row(`SELECT id FROM reconciliations WHERE provider = $1 AND account = $2 AND from_at = $3 AND until_at = $4 AND scheduled`,
		in.Provider, in.Account, micros(in.From), micros(in.To)).Scan(&id)
	if errors.Is(err, sql.ErrNoRows) {
		return in, ledger.ErrNotFound
	}
	if err != nil {
		return in, err
	}
	return t.reconciliation(id)
}

// keepRun numbers a run and stores it with its items.
func (t *tx) keepRun(run *ledger.Reconciliation) error {
	var number int64
	err := t.row(`SELECT COALESCE(MAX(number), 0) + 1 FROM reconciliations WHERE provider = $1 AND account = $2 AND from_at = $3 AND until_at = $4`,
		run.Provider, run.Account, micros(run.From), micros(run.To)).Scan(&number)
	if err != nil {
		return err
	}
	run.ID = runID(*run, number)
	run.EndedAt = t.now
	items := run.Items
	bare := *run
	bare.Items = nil
	body, err := text(bare)
	if err != nil {
		return err
	}
	err = t.exec(`INSERT INTO reconciliations (id, provider, account, from_at, until_at, number, scheduled, open_count, ended_at, body)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`, run.ID, run.Provider, run.Account, micros(run.From), micros(run.To), number,
		run.Origin == ledger.ReconcileScheduled, run.OpenCount(), micros(run.EndedAt), body)
	if err != nil {
		return err
	}
	rows := make([][]any, len(items))
	for i, item := range items {
		body, err := text(item)
		if err != nil {
			return err
		}
		rows[i] = []any{run.ID, i, item.Kind, item.Refund, item.Leg, item.Open, body}
	}
	return t.insert(`reconciliation_items (run, position, kind, refund, leg, is_open, body)`, rows)
}

// runID names a run for people: "stripe/eu/2026-11-28", or with both ends where the period is no day; the second run of
// a period ends in "#2". An account that is empty is left out.
func runID(r ledger.Reconciliation, number int64) string {
	id := r.Provider
	if r.Account != "" {
		id += "/" + r.Account
	}
	id += "/" + shownMoment(r.From)
	if !r.To.Equal(r.From.AddDate(0, 0, 1)) {
		id += ".." + shownMoment(r.To)
	}
	if number > 1 {
		id += fmt.Sprintf("#%d", number)
	}
	return id
}

// shownMoment is a day where it is one's beginning.
func shownMoment(at time.Time) string {
	if at = at.UTC(); at.Equal(at.Truncate(day)) {
		return at.Format(time.DateOnly)
	}
	return at.Format(time.RFC3339)
}

// Reconciliation implements ledger.ReconcileReader.
func (s *Store) Reconciliation(ctx context.Context, id string) (out ledger.Reconciliation, err error) {
	err = s.read(ctx, "reconciliation "+id, func(t *tx) error {
		out, err = t.reconciliation(id)
		return err
	})
	return out, err
}

func (t *tx) reconciliation(id string) (out ledger.Reconciliation, err error) {
	found, err := list(t, runFromRow, `SELECT body FROM reconciliations WHERE id = $1`, id)
	if err != nil {
		return out, err
	}
	if len(found) == 0 {
		return out, ledger.ErrNotFound
	}
	out = found[0]
	out.Items, err = list(t, itemFromRow, `SELECT body FROM reconciliation_items WHERE run = $1 ORDER BY position`, id)
	return out, err
}

func runFromRow(row scanner) (r ledger.Reconciliation, err error) {
	var body string
	if err := row.Scan(&body); err != nil {
		return r, err
	}
	return r, fromText(body, &r)
}

func itemFromRow(row scanner) (i ledger.ReconcileItem, err error) {
	var body string
	if err := row.Scan(&body); err != nil {
		return i, err
	}
	return i, fromText(body, &i)
}

// Reconciliations implements ledger.ReconcileReader.
func (s *Store) Reconciliations(ctx context.Context, f ledger.ReconciliationFilter) (out []ledger.Reconciliation, err error) {
	where, args := `1 = 1`, []any{}
	add := func(condition string, value any) {
		args = append(args, value)
		where += fmt.Sprintf(condition, len(args))
	}
	if f.Provider != "" {
		add(` AND provider = $%d`, f.Provider)
	}
	if f.Account != nil {
		add(` AND account = $%d`, *f.Account)
	}
	if !f.From.IsZero() {
		add(` AND from_at = $%d`, micros(f.From))
	}
	args = append(args, limitOr(f.LimitMax))
	err = s.read(ctx, "reconciliations", func(t *tx) error {
		out, err = list(t, runFromRow, `SELECT body FROM reconciliations WHERE `+where+
			fmt.Sprintf(` ORDER BY from_at DESC, provider, account, until_at DESC, number DESC LIMIT $%d`, len(args)), args...)
		return err
	})
	return out, err
}

// LastReconciliations implements ledger.ReconcileReader.
func (s *Store) LastReconciliations(ctx context.Context, since time.Time) (out []ledger.Reconciliation, err error) {
	err = s.read(ctx, "last reconciliations", func(t *tx) error {
		out, err = list(t, runFromRow, `SELECT r.body FROM reconciliations r WHERE r.from_at >= $1 AND r.number = (SELECT MAX(x.number) FROM reconciliations x
				WHERE x.provider = r.provider AND x.account = r.account AND x.from_at = r.from_at AND x.until_at = r.until_at)
			ORDER BY r.provider, r.account, r.from_at, r.until_at`, micros(since))
		return err
	})
	return out, err
}
