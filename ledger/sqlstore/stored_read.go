package sqlstore

import (
	"context"
	"fmt"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

const storedColumns = `id, provider_key, merchant, account, reference, kind, instrument, refund, leg, amount_minor, currency,
	outcome, class, reason, moved_at`

// storedPageMax is how many movements a page without a limit has.
const storedPageMax = 1000

// StoredMovement implements ledger.StoredValue.
func (s *Store) StoredMovement(ctx context.Context, key string) (m refund.StoredMovement, known bool, err error) {
	err = s.read(ctx, "stored movement "+key, func(t *tx) error {
		m, known, err = t.storedMovement(key)
		return err
	})
	return m, known, err
}

func (t *tx) storedMovement(key string) (m refund.StoredMovement, known bool, err error) {
	found, err := list(t, storedFromRow, `SELECT `+storedColumns+` FROM stored_movements WHERE provider_key = $1`, key)
	if err != nil || len(found) == 0 {
		return m, false, err
	}
	return found[0], true, nil
}

// StoredMovements implements ledger.StoredValue.
func (s *Store) StoredMovements(ctx context.Context, q refund.StoredQuery) (out []refund.StoredMovement, err error) {
	where, args := `account = $1 AND id > $2`, []any{q.Account, q.After}
	and := func(condition string, value any) {
		args = append(args, value)
		where += fmt.Sprintf(" AND "+condition, len(args))
	}
	if !q.From.IsZero() {
		and("moved_at >= $%d", micros(q.From))
	}
	if !q.To.IsZero() {
		and("moved_at < $%d", micros(q.To))
	}
	if q.Reference != "" {
		and("reference = $%d", q.Reference)
	}
	limit := q.LimitMax
	if limit <= 0 {
		limit = storedPageMax
	}
	args = append(args, limit)
	err = s.read(ctx, "stored movements", func(t *tx) error {
		out, err = list(t, storedFromRow, `SELECT `+storedColumns+` FROM stored_movements WHERE `+where+
			fmt.Sprintf(` ORDER BY id LIMIT $%d`, len(args)), args...)
		return err
	})
	return out, err
}

func storedFromRow(row scanner) (m refund.StoredMovement, err error) {
	var at int64
	in, out := &m.Instruction, &m.Outcome
	err = row.Scan(&m.ID, &in.Key, &m.Merchant, &in.Account, &in.Reference, &m.Kind, &m.Instrument, &in.Refund, &in.Leg, &in.AmountMinor,
		&in.Currency, &out.Kind, &out.Class, &out.Reason, &at)
	in.Provider, m.MovedAt, out.ProviderRefundID = refund.StoredProvider, fromMicros(at), ledger.StoredID(m.ID)
	return m, err
}
