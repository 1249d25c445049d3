package sqlstore

import (
	"context"
	"database/sql"

	"github.com/makegood/makegood/ledger"
)

// NoteDelivery implements ledger.Deliveries: one row a message, which the latest note replaces. When
// it was given up stays, until a note says that it is tried again.
func (s *Store) NoteDelivery(ctx context.Context, in ledger.Undelivered) error {
	return s.write(ctx, "note delivery of "+in.MessageID, func(t *tx) error {
		if in.MessageID == "" {
			return invariant("a delivery of %s without a message id", in.Refund)
		}
		if _, err := t.findCase(in.Refund); err != nil {
			return err
		}
		delivery, err := text(in.Delivery)
		if err != nil {
			return err
		}
		givenUp := sql.NullInt64{Int64: micros(t.now), Valid: in.GivenUp}
		return t.exec(`INSERT INTO deliveries (message_id, refund, kind, since, delivery, told, given_up_at)
			VALUES ($1, $2, $3, $4, $5, $6, $7)
			ON CONFLICT (message_id) DO UPDATE SET since = excluded.since, delivery = excluded.delivery, told = excluded.told,
				given_up_at = CASE WHEN excluded.given_up_at IS NULL THEN NULL ELSE COALESCE(deliveries.given_up_at, excluded.given_up_at) END`,
			in.MessageID, in.Refund, in.Kind, micros(in.Since), delivery, in.Delivery.Complete(), givenUp)
	})
}

// undeliveredMax is how many messages are listed without a limit.
const undeliveredMax = 1000

// Undelivered implements ledger.Reader. A limit of 0 means 1000.
func (s *Store) Undelivered(ctx context.Context, limitMax int) (out []ledger.Undelivered, err error) {
	if limitMax <= 0 {
		limitMax = undeliveredMax
	}
	err = s.read(ctx, "undelivered messages", func(t *tx) error {
		out, err = list(t, undeliveredFromRow, `SELECT refund, message_id, kind, since, delivery, given_up_at FROM deliveries
			WHERE NOT told ORDER BY since DESC, message_id LIMIT $1`, limitMax)
		return err
	})
	return out, err
}

func undeliveredFromRow(row scanner) (u ledger.Undelivered, err error) {
	var since int64
	var delivery string
	var givenUp sql.NullInt64
	if err := row.Scan(&u.Refund, &u.MessageID, &u.Kind, &since, &delivery, &givenUp); err != nil {
		return u, err
	}
	u.Since, u.GivenUp = fromMicros(since), givenUp.Valid
	return u, fromText(delivery, &u.Delivery)
}
