package sqlstore

import (
	"context"
	"database/sql"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// owedStatements are those that a pass works on, and nobody has at the moment ($1).
const owedStatements = ` FROM withdrawal_statements WHERE (ack_state = 'Owed' OR start_state = 'Owed' OR match_state = 'New') AND due_at <= $1 AND claimed_until <= $1`

// ClaimStatements implements ledger.Withdrawals. It asks before it writes: most of the time nothing is owed.
func (s *Store) ClaimStatements(ctx context.Context, in ledger.StatementClaim) (out []ledger.Statement, err error) {
	if in.Attempt == "" || in.CountMax <= 0 || in.ClaimMax <= 0 {
		return nil, invariant("a claim of %d statements has attempt %q", in.CountMax, in.Attempt)
	}
	due := false
	err = s.read(ctx, "whether statements are owed anything", func(t *tx) error {
		var count int
		err := t.row(`SELECT COUNT(*) FROM (SELECT 1`+owedStatements+` LIMIT 1) one`, micros(t.now)).Scan(&count)
		due = count > 0
		return err
	})
	if err != nil || !due {
		return nil, err
	}
	err = s.write(ctx, "claim statements", func(t *tx) error {
		out, err = t.claimStatements(in)
		return err
	})
	return out, err
}

// claimStatements takes each row by an update that holds only while nobody else has it, so that processes share them out.
func (t *tx) claimStatements(in ledger.StatementClaim) (out []ledger.Statement, err error) {
	now := micros(t.now)
	ids, err := list(t, func(row scanner) (id ledger.StatementID, err error) { return id, row.Scan(&id) },
		`SELECT statement_id`+owedStatements+` ORDER BY due_at, statement_id LIMIT $2`, now, in.CountMax)
	if err != nil {
		return nil, err
	}
	for _, id := range ids {
		taken, err := t.changed(`UPDATE withdrawal_statements SET attempt = $2, claimed_until = $3
			WHERE statement_id = $1 AND due_at <= $4 AND claimed_until <= $4 AND (ack_state = 'Owed' OR start_state = 'Owed' OR match_state = 'New')`,
			id, in.Attempt, now+in.ClaimMax.Microseconds(), now)
		if err != nil {
			return nil, err
		}
		if taken == 0 {
			continue
		}
		one, err := t.statement(id)
		if err != nil {
			return nil, err
		}
		out = append(out, one)
	}
	return out, nil
}

// NoteAcknowledgement implements ledger.Withdrawals.
func (s *Store) NoteAcknowledgement(ctx context.Context, in ledger.Acknowledgement) error {
	return s.write(ctx, "note the acknowledgement of "+string(in.ID), func(t *tx) error {
		var sent sql.NullInt64
		switch in.State {
		case ledger.AckSent:
			sent = sql.NullInt64{Int64: micros(t.now), Valid: true}
		case ledger.AckOwed, ledger.AckByHand:
		default:
			return invariant("an acknowledgement of %s ends as %q", in.ID, in.State)
		}
		return t.exec(`UPDATE withdrawal_statements SET ack_state = $2, ack_problem = $3, ack_sent_at = $4, ack_tries = ack_tries + 1, due_at = $5
			WHERE statement_id = $1 AND ack_state <> 'Sent'`,
			in.ID, in.State, refund.Cut(in.Problem, refund.ReasonBytesMax), sent, micros(t.now)+in.Pause.Microseconds())
	})
}

// EndStatement implements ledger.Withdrawals.
func (s *Store) EndStatement(ctx context.Context, in ledger.StatementEnd) error {
	return s.write(ctx, "end the work on "+string(in.ID), func(t *tx) error {
		if in.ID == "" || in.Attempt == "" || in.Pause < 0 {
			return invariant("the work on the statement %q has attempt %q", in.ID, in.Attempt)
		}
		return t.endStatement(in)
	})
}

func (t *tx) endStatement(in ledger.StatementEnd) error {
	if in.Match != "" {
		lines, err := linesText(in.Lines)
		if err != nil {
			return err
		}
		err = t.exec(`UPDATE withdrawal_statements SET match_state = $3, matched_by = $4, order_id = $5, customer = $6, lines = $7
			WHERE statement_id = $1 AND attempt = $2`, in.ID, in.Attempt, in.Match, in.MatchedBy, in.Order, in.Customer, lines)
		if err != nil {
			return err
		}
	}
	if in.Start != "" {
		err := t.exec(`UPDATE withdrawal_statements SET start_state = $3, refund = $4, start_problem = $5 WHERE statement_id = $1 AND attempt = $2`,
			in.ID, in.Attempt, in.Start, in.Refund, refund.Cut(in.Problem, refund.ReasonBytesMax))
		if err != nil {
			return err
		}
	}
	due := micros(t.now) + in.Pause.Microseconds()
	return t.exec(`UPDATE withdrawal_statements SET attempt = '', claimed_until = 0, due_at = CASE WHEN due_at > $3 THEN due_at ELSE $3 END
		WHERE statement_id = $1 AND attempt = $2`, in.ID, in.Attempt, due)
}

// linesText is the part of an order as it is stored; all of it is stored as nothing.
func linesText(lines []refund.CancelledLine) (string, error) {
	if len(lines) == 0 {
		return "", nil
	}
	return text(lines)
}
