package sqlstore

import (
	"context"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// ActOnStatement implements ledger.Withdrawals.
func (s *Store) ActOnStatement(ctx context.Context, in ledger.StatementActed) (out refund.Answer, err error) {
	if problem, refused := mayActAs(in.Acting, in.Authority.MayAct, in.Authority, in.Cause.Actor, refund.Stake{}); refused {
		return answerOf(problem.Code, problem.Detail), nil
	}
	err = s.write(ctx, "act on the statement "+string(in.ID), func(t *tx) error {
		if in.Cause.Actor == "" || in.Cause.Reason == "" {
			out = answerOf(refund.CodeMalformed, "an act on a statement has a note that says why")
			return nil
		}
		if err := t.lock(`SELECT 1 FROM withdrawal_statements WHERE statement_id = $1`, in.ID); err != nil {
			return err
		}
		stored, err := t.statement(in.ID)
		if err != nil {
			return err
		}
		if out, err = t.actOnStatement(in, stored); err != nil || !out.Accepted {
			return err
		}
		return t.keepStatementAct(in)
	})
	if err == nil && out.Accepted && in.Verb == ledger.StatementErase {
		err = s.afterErase(ctx)
	}
	return out, err
}

func (t *tx) actOnStatement(in ledger.StatementActed, stored ledger.Statement) (refund.Answer, error) {
	done := refund.Answer{Accepted: true}
	switch in.Verb {
	case ledger.StatementMatch:
		if stored.Match != ledger.MatchWaiting && stored.Start != ledger.StartRefused {
			return answerOf(ledger.CodeStatementState, "the statement does not wait to be matched: it is "+string(stored.Match)), nil
		}
		if in.Order == "" || in.Customer == "" {
			return answerOf(refund.CodeMalformed, "a match names the order"), nil
		}
		lines, err := linesText(in.Lines)
		if err != nil {
			return done, err
		}
		return done, t.exec(`UPDATE withdrawal_statements SET match_state = 'Matched', matched_by = 'STAFF', order_id = $2, customer = $3, lines = $4,
				start_state = 'Owed', start_problem = '', due_at = $5, attempt = '', claimed_until = 0 WHERE statement_id = $1`,
			in.ID, in.Order, in.Customer, lines, micros(t.now))
	case ledger.StatementAnswer:
		if stored.Match != ledger.MatchWaiting && stored.Start != ledger.StartRefused {
			return answerOf(ledger.CodeStatementState, "the statement does not wait for staff: it is "+string(stored.Match)), nil
		}
		return done, t.exec(`UPDATE withdrawal_statements SET match_state = 'Answered', matched_by = '', order_id = '', start_state = 'None', start_problem = ''
			WHERE statement_id = $1`, in.ID)
	case ledger.StatementAcknowledge:
		if stored.Acknowledged == ledger.AckSent {
			return answerOf(ledger.CodeStatementState, "the statement is acknowledged already"), nil
		}
		return done, t.exec(`UPDATE withdrawal_statements SET ack_state = 'Sent', ack_sent_at = $2 WHERE statement_id = $1`, in.ID, micros(t.now))
	case ledger.StatementErase:
		if stored.Acknowledged != ledger.AckSent || stored.Match != ledger.MatchAnswered && stored.Start != ledger.StartStarted {
			return answerOf(ledger.CodeStatementState, "a statement is erased once it is acknowledged, and answered or matched"), nil
		}
		return done, t.eraseStatement(in, stored)
	}
	return answerOf(refund.CodeMalformed, string(in.Verb)+" is no act on a statement"), nil
}

// eraseStatement takes away the key of a statement's words.
func (t *tx) eraseStatement(in ledger.StatementActed, stored ledger.Statement) error {
	owner, who := in.ID.Owner(stored.Merchant), storedSubject(in.Acting, in.Cause.Actor)
	return t.exec(`UPDATE customer_keys SET secret = '', erased_at = $4, erased_by = $5, erased_reason = $6, erased_verified = $7, erased_subject = $8
		WHERE erased_at IS NULL AND scope = $1 AND merchant = $2 AND name = $3`,
		owner.Scope, owner.Merchant, owner.Name, micros(t.now), in.Cause.Actor, in.Cause.Reason, who.Verified, who.ID)
}

func (t *tx) keepStatementAct(in ledger.StatementActed) error {
	var number int64
	if err := t.row(`SELECT COALESCE(MAX(number), 0) + 1 FROM withdrawal_acts WHERE statement_id = $1`, in.ID).Scan(&number); err != nil {
		return err
	}
	who := storedSubject(in.Acting, in.Cause.Actor)
	return t.exec(`INSERT INTO withdrawal_acts (statement_id, number, act, actor, note, acted_at, verified, subject) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
		in.ID, number, in.Verb, in.Cause.Actor, refund.Cut(in.Cause.Reason, refund.ReasonBytesMax), micros(t.now), who.Verified, who.ID)
}
