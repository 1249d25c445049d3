package sqlstore

import (
	"context"
	"errors"
	"time"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// Figures implements ledger.Reader, on one snapshot.
func (s *Store) Figures(ctx context.Context) (out ledger.Figures, err error) {
	err = s.read(ctx, "figures", func(t *tx) error {
		if out.Waiting, err = t.waiting(); err != nil {
			return err
		}
		return errors.Join(t.overdue(&out), t.owedByLaw(&out), t.stuck(&out), t.untold(&out), t.bankFigures(&out), t.fundFigures(&out), t.statementFigures(&out))
	})
	return out, err
}

// waiting counts what is not closed by status. Since when a refund is in its status, the trail
// knows: the last row that led into it from another one.
func (t *tx) waiting() ([]ledger.StatusFigure, error) {
	return list(t, statusFigureFromRow, `SELECT r.status, COUNT(*), CAST(MIN(COALESCE((SELECT MAX(e.at) FROM refund_event e
			WHERE e.refund = r.refund AND e.to_status = r.status AND e.from_status <> e.to_status), r.opened_at)) AS BIGINT)
		FROM refunds r WHERE NOT r.closed GROUP BY r.status ORDER BY r.status`)
}

func statusFigureFromRow(row scanner) (f ledger.StatusFigure, err error) {
	var oldest int64
	err = row.Scan(&f.Status, &f.Count, &oldest)
	f.Oldest = fromMicros(oldest)
	return f, err
}

// overdue counts reviews that passed their due time, or were said to have.
func (t *tx) overdue(out *ledger.Figures) error {
	return t.row(`SELECT COUNT(*) FROM refunds WHERE NOT closed AND status IN (`+statesAsking+`) AND (overdue OR review_due_at < $1)`,
		micros(t.now)).Scan(&out.OverdueCount)
}

// owedByLaw counts refunds by when the law wants them paid.
func (t *tx) owedByLaw(out *ledger.Figures) error {
	return t.row(`SELECT COALESCE(SUM(CASE WHEN pay_by < $1 THEN 1 ELSE 0 END), 0), COALESCE(SUM(CASE WHEN pay_by < $1 THEN 0 ELSE 1 END), 0)
		FROM refunds WHERE NOT closed AND pay_by < $2 AND status IN (`+statesOwed+`)`,
		micros(t.now), micros(t.now.Add(refund.LawNotice))).Scan(&out.OverdueByLawCount, &out.DueByLawCount)
}

// stuck counts the legs that StuckLegs lists.
func (t *tx) stuck(out *ledger.Figures) error {
	return t.row(`SELECT COUNT(*)`+stuckFrom,
		ledger.StuckSends, micros(t.now.Add(-ledger.StuckAfter))).Scan(&out.StuckLegCount)
}

// statesUndecided are refund.LegStatus.Undecided as an SQL list.
const statesUndecided = `'Sending', 'Pending', 'Unknown', 'RequiresAction', 'Abnormal'`

// givenUpWindow is for how long a message that was given up is counted.
const givenUpWindow = 24 * time.Hour

func (t *tx) untold(out *ledger.Figures) error {
	err := t.row(`SELECT COUNT(*) FROM deliveries WHERE NOT told AND given_up_at IS NULL`).Scan(&out.UndeliveredCount)
	if err != nil {
		return err
	}
	return t.row(`SELECT COUNT(*) FROM deliveries WHERE given_up_at >= $1 AND NOT told`, micros(t.now.Add(-givenUpWindow))).
		Scan(&out.UndeliverableCount)
}
