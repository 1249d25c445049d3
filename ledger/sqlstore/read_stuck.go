package sqlstore

import (
	"context"

	"github.com/makegood/makegood/ledger"
)

// stuckFrom is where stuck legs are found, by ledger.StuckSends and the time before which one counts as
// old. A closed refund has no leg that is undecided (promise 7): what is open comes first, and CROSS JOIN
// keeps an engine from beginning with all legs there ever were.
const stuckFrom = ` FROM refunds r CROSS JOIN legs l WHERE NOT r.closed AND l.refund = r.refund
	AND l.status IN (` + statesUndecided + `) AND (l.sends > $1 OR ` + stuckSince + ` < $2)`

// stuckSince is when the present generation was first sent.
const stuckSince = `COALESCE(l.begun_at, l.last_sent_at, r.opened_at)`

// StuckLegs implements ledger.Reader, oldest first.
func (s *Store) StuckLegs(ctx context.Context, limitMax int) (out []ledger.StuckLeg, err error) {
	err = s.read(ctx, "stuck legs", func(t *tx) error {
		out, err = list(t, stuckLegFromRow, `SELECT l.refund, l.leg_id, l.payment_id, l.status, l.amount_minor, r.currency, l.sends, `+
			stuckSince+stuckFrom+` ORDER BY 8, l.refund, l.position LIMIT $3`,
			ledger.StuckSends, micros(t.now.Add(-ledger.StuckAfter)), limitMax)
		return err
	})
	return out, err
}

func stuckLegFromRow(row scanner) (l ledger.StuckLeg, err error) {
	var since int64
	err = row.Scan(&l.Refund, &l.Leg, &l.Payment, &l.Status, &l.AmountMinor, &l.Currency, &l.SendCount, &since)
	l.Since = fromMicros(since)
	return l, err
}
