package sqlstore

import (
	"cmp"
	"context"
	"database/sql"
	"errors"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// statementsMax is how many statements are listed where nobody says otherwise.
const statementsMax = 200

// Statement implements ledger.WithdrawalReader.
func (s *Store) Statement(ctx context.Context, id ledger.StatementID) (out ledger.Statement, err error) {
	err = s.read(ctx, "a statement of withdrawal", func(t *tx) error {
		out, err = t.statement(id)
		return err
	})
	return out, err
}

// Statements implements ledger.WithdrawalReader.
func (s *Store) Statements(ctx context.Context, filter ledger.StatementFilter) (out []ledger.Statement, err error) {
	err = s.read(ctx, "statements of withdrawal", func(t *tx) error {
		out, err = list(t, statementFromRow, statementColumns+` WHERE ($1 = '' OR merchant = $1) AND ($2 = '' OR order_id = $2)
			AND (CAST($3 AS INTEGER) = 0 OR match_state = 'Waiting' OR ack_state = 'ByHand' OR start_state = 'Refused')
			ORDER BY received_at DESC, statement_id LIMIT $4`,
			string(filter.Merchant), string(filter.Order), flag(filter.NeedsPerson), cmp.Or(filter.LimitMax, statementsMax))
		return err
	})
	return out, err
}

// StatementActs implements ledger.WithdrawalReader.
func (s *Store) StatementActs(ctx context.Context, id ledger.StatementID) (out []ledger.StatementAct, err error) {
	err = s.read(ctx, "acts on a statement", func(t *tx) error {
		out, err = list(t, statementActFromRow, `SELECT act, actor, note, acted_at, verified, subject FROM withdrawal_acts WHERE statement_id = $1 ORDER BY number`, id)
		return err
	})
	return out, err
}

func statementActFromRow(row scanner) (a ledger.StatementAct, err error) {
	var at int64
	err = row.Scan(&a.Verb, &a.Actor, &a.Note, &at, &a.Verified, &a.Subject)
	a.At = fromMicros(at)
	return a, err
}

// statementFigures sums what operators watch of statements.
func (t *tx) statementFigures(out *ledger.Figures) error {
	var unacknowledged, waiting sql.NullInt64
	err := t.row(`SELECT COUNT(*), MIN(received_at) FROM withdrawal_statements WHERE ack_state <> 'Sent'`).Scan(&out.UnacknowledgedCount, &unacknowledged)
	if err != nil {
		return err
	}
	err = t.row(`SELECT COUNT(*), MIN(received_at) FROM withdrawal_statements WHERE match_state = 'Waiting' OR start_state = 'Refused'`).
		Scan(&out.StatementsWaitingCount, &waiting)
	out.UnacknowledgedSince, out.StatementsWaitingSince = optionalTime(unacknowledged), optionalTime(waiting)
	return err
}

// RegisterOrder implements ledger.Withdrawals.
func (s *Store) RegisterOrder(ctx context.Context, in ledger.RegisteredOrder) error {
	return s.write(ctx, "register the order "+string(in.ID), func(t *tx) error {
		if in.Merchant == "" || in.ID == "" || in.Order.Customer.CustomerID == "" {
			return invariant("an order %q of merchant %q is registered for customer %q", in.ID, in.Merchant, in.Order.Customer.CustomerID)
		}
		snapshot, err := text(in.Order)
		if err != nil {
			return err
		}
		return t.exec(`INSERT INTO registered_orders (merchant, order_id, customer, snapshot, contact_mac, locale, registered_at) VALUES ($1, $2, $3, $4, $5, $6, $7)
			ON CONFLICT (merchant, order_id) DO UPDATE SET customer = excluded.customer, snapshot = excluded.snapshot, contact_mac = excluded.contact_mac,
				locale = excluded.locale, registered_at = excluded.registered_at`,
			in.Merchant, in.ID, in.Order.Customer.CustomerID, snapshot, in.ContactMAC, in.Locale, micros(t.now))
	})
}

// RegisteredOrder implements ledger.WithdrawalReader.
func (s *Store) RegisteredOrder(ctx context.Context, merchant refund.MerchantID, order refund.OrderID) (out ledger.RegisteredOrder, err error) {
	out = ledger.RegisteredOrder{Merchant: merchant, ID: order}
	err = s.read(ctx, "a registered order", func(t *tx) error {
		var snapshot string
		var at int64
		err := t.row(`SELECT snapshot, contact_mac, locale, registered_at FROM registered_orders WHERE merchant = $1 AND order_id = $2`, merchant, order).
			Scan(&snapshot, &out.ContactMAC, &out.Locale, &at)
		if errors.Is(err, sql.ErrNoRows) {
			return ledger.ErrNotFound
		}
		if err != nil {
			return err
		}
		out.RegisteredAt = fromMicros(at)
		return fromText(snapshot, &out.Order)
	})
	return out, err
}

// PinnedOrder implements ledger.WithdrawalReader.
func (s *Store) PinnedOrder(ctx context.Context, merchant refund.MerchantID, order refund.OrderID) (out refund.Order, err error) {
	err = s.read(ctx, "a pinned order", func(t *tx) error {
		var snapshot string
		err := t.row(`SELECT snapshot FROM orders WHERE merchant = $1 AND order_id = $2`, merchant, order).Scan(&snapshot)
		if errors.Is(err, sql.ErrNoRows) {
			return ledger.ErrNotFound
		}
		if err != nil {
			return err
		}
		return fromText(snapshot, &out)
	})
	return out, err
}
