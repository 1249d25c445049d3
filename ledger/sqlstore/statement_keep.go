package sqlstore

import (
	"context"
	"database/sql"
	"errors"

	"github.com/makegood/makegood/ledger"
)

// KeepStatement implements ledger.Withdrawals.
func (s *Store) KeepStatement(ctx context.Context, in ledger.Statement) (out ledger.KeptStatement, err error) {
	err = s.write(ctx, "keep a statement of withdrawal", func(t *tx) error {
		if in.ID == "" || in.Merchant == "" || in.Content == "" || len(in.SHA256) != sha256Digits {
			return invariant("a statement %q of merchant %q with %d bytes and digest %q", in.ID, in.Merchant, len(in.Content), in.SHA256)
		}
		out, err = t.keepStatement(in)
		return err
	})
	return out, err
}

// sha256Digits is how many hexadecimal digits a digest has.
const sha256Digits = 64

// keepStatement keeps a statement, and who of its content came first: of several at once the row decides.
func (t *tx) keepStatement(in ledger.Statement) (out ledger.KeptStatement, err error) {
	known, err := t.statement(in.ID)
	if err == nil {
		same := known.Merchant == in.Merchant && known.SHA256 == in.SHA256
		return ledger.KeptStatement{Statement: known, Known: same, Conflict: !same}, nil
	}
	if !errors.Is(err, ledger.ErrNotFound) {
		return out, err
	}
	err = t.exec(`INSERT INTO withdrawal_firsts (merchant, sha256, statement_id) VALUES ($1, $2, $3) ON CONFLICT (merchant, sha256) DO NOTHING`,
		in.Merchant, in.SHA256, in.ID)
	if err != nil {
		return out, err
	}
	var first ledger.StatementID
	if err := t.row(`SELECT statement_id FROM withdrawal_firsts WHERE merchant = $1 AND sha256 = $2`, in.Merchant, in.SHA256).Scan(&first); err != nil {
		return out, err
	}
	kept, err := t.changed(`INSERT INTO withdrawal_statements (statement_id, merchant, received_at, locale, content, sha256, linked_order, first, due_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $3) ON CONFLICT (statement_id) DO NOTHING`,
		in.ID, in.Merchant, micros(t.now), in.Locale, in.Content, in.SHA256, in.LinkedOrder, first)
	if err != nil {
		return out, err
	}
	stored, err := t.statement(in.ID)
	if kept == 0 && err == nil { // another call with this id was quicker
		same := stored.Merchant == in.Merchant && stored.SHA256 == in.SHA256
		return ledger.KeptStatement{Statement: stored, Known: same, Conflict: !same}, nil
	}
	return ledger.KeptStatement{Statement: stored}, err
}

const statementColumns = `SELECT statement_id, merchant, received_at, locale, content, sha256, linked_order, first, match_state, matched_by, order_id, customer, lines,
	ack_state, ack_tries, ack_problem, ack_sent_at, start_state, refund, start_problem FROM withdrawal_statements`

func statementFromRow(row scanner) (s ledger.Statement, err error) {
	var received int64
	var sent sql.NullInt64
	var lines string
	err = row.Scan(&s.ID, &s.Merchant, &received, &s.Locale, &s.Content, &s.SHA256, &s.LinkedOrder, &s.First, &s.Match, &s.MatchedBy, &s.Order, &s.Customer, &lines,
		&s.Acknowledged, &s.AckTryCount, &s.AckProblem, &sent, &s.Start, &s.Refund, &s.StartProblem)
	if err != nil {
		return s, err
	}
	s.ReceivedAt, s.AckSentAt = fromMicros(received), optionalTime(sent)
	return s, fromText(lines, &s.Lines)
}

// statement reads one statement, or ErrNotFound.
func (t *tx) statement(id ledger.StatementID) (ledger.Statement, error) {
	s, err := statementFromRow(t.row(statementColumns+` WHERE statement_id = $1`, id))
	if errors.Is(err, sql.ErrNoRows) {
		return s, ledger.ErrNotFound
	}
	return s, err
}
