package sqlstore

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// eventErased is the row of a refund's trail that says that the customer was erased.
const eventErased = "Erased"

// Kept implements ledger.KeyReader.
func (s *Store) Kept(ctx context.Context, merchant refund.MerchantID, customer refund.CustomerID) (out refund.PersonKept, err error) {
	err = s.read(ctx, "kept of a customer", func(t *tx) error {
		out, err = t.kept(refund.CustomerOwner(merchant, customer))
		return err
	})
	return out, err
}

// Erase implements ledger.Keys. It answers with what there was.
func (s *Store) Erase(ctx context.Context, in refund.Erasure) (out refund.PersonKept, err error) {
	if in.Cause.Actor == "" || in.Cause.Reason == "" {
		return out, errors.New("ledger: erase: who erases, and why, is missing")
	}
	if problem, refused := in.Acting.MayActAs(in.Cause.Actor); refused {
		return out, problem
	}
	err = s.write(ctx, "erase", func(t *tx) error {
		if out, err = t.lockPerson(in.Owner()); err != nil {
			return err
		}
		if len(out.Open) > 0 && !in.Force {
			return fmt.Errorf("%w: %d", ledger.ErrOpenRefunds, len(out.Open))
		}
		if err := t.erasePages(in); err != nil || out.Keys == 0 {
			return err
		}
		return t.erase(in)
	})
	if err == nil {
		err = s.afterErase(ctx)
	}
	return out, err
}

// lockPerson reads what is kept of a customer, and locks their orders and them.
func (t *tx) lockPerson(owner refund.KeyOwner) (refund.PersonKept, error) {
	orders, err := list(t, func(row scanner) (o refund.OrderID, err error) { return o, row.Scan(&o) },
		`SELECT DISTINCT order_id FROM refunds WHERE merchant = $1 AND customer = $2 ORDER BY order_id`, owner.Merchant, owner.Name)
	for _, order := range orders {
		err = errors.Join(err, t.lockOrder(owner.Merchant, order))
	}
	if err = errors.Join(err, t.lockCustomer(owner.Merchant, refund.CustomerID(owner.Name))); err != nil {
		return refund.PersonKept{}, err
	}
	return t.kept(owner)
}

// theirKeys are the keys of a customer ($1 merchant, $2 customer), of their orders, and of their statements of withdrawal.
const theirKeys = ` FROM customer_keys WHERE merchant = $1 AND (scope = 'customer' AND name = $2
	OR scope = 'order' AND name IN (SELECT order_id FROM refunds WHERE merchant = $1 AND customer = $2)
	OR scope = 'order' AND name IN (SELECT 'withdrawal/' || statement_id FROM withdrawal_statements WHERE merchant = $1 AND customer = $2))`

func (t *tx) kept(owner refund.KeyOwner) (out refund.PersonKept, err error) {
	var erasedAt sql.NullInt64
	err = t.row(`SELECT COUNT(CASE WHEN erased_at IS NULL THEN 1 END), MAX(erased_at)`+theirKeys, owner.Merchant, owner.Name).
		Scan(&out.Keys, &erasedAt)
	if err != nil {
		return out, err
	}
	out.ErasedAt = optionalTime(erasedAt)
	type theirs struct {
		id     refund.ID
		closed bool
	}
	refunds, err := list(t, func(row scanner) (r theirs, err error) { return r, row.Scan(&r.id, &r.closed) },
		`SELECT refund, closed FROM refunds WHERE merchant = $1 AND customer = $2 ORDER BY opened_at, refund`, owner.Merchant, owner.Name)
	if err != nil {
		return out, err
	}
	out.Refunds = []refund.ID{}
	for _, r := range refunds {
		if out.Refunds = append(out.Refunds, r.id); !r.closed {
			out.Open = append(out.Open, r.id)
		}
	}
	out.Messages, err = list(t, func(row scanner) (id string, err error) { return id, row.Scan(&id) },
		`SELECT m.message_id FROM messages m JOIN refunds r ON r.refund = m.refund WHERE r.merchant = $1 AND r.customer = $2 ORDER BY m.message_id`,
		owner.Merchant, owner.Name)
	if err != nil {
		return out, err
	}
	statements, err := list(t, func(row scanner) (id ledger.StatementID, err error) { return id, row.Scan(&id) },
		`SELECT statement_id FROM withdrawal_statements WHERE merchant = $1 AND customer = $2 ORDER BY statement_id`, owner.Merchant, owner.Name)
	for _, id := range statements {
		out.Messages = append(out.Messages, id.MessageID())
	}
	return out, err
}

// erase takes the secrets away, and notes it in the trail of every refund of the customer.
func (t *tx) erase(in refund.Erasure) error {
	who := storedSubject(in.Acting, in.Cause.Actor)
	err := t.exec(`UPDATE customer_keys SET secret = '', erased_at = $3, erased_by = $4, erased_reason = $5, erased_verified = $6, erased_subject = $7
		WHERE erased_at IS NULL AND key_id IN (SELECT key_id`+theirKeys+`)`,
		in.Merchant, in.Customer, micros(t.now), in.Cause.Actor, in.Cause.Reason, who.Verified, who.ID)
	if err != nil {
		return err
	}
	return t.exec(`INSERT INTO refund_event (refund, at, event, from_status, to_status, leg, actor, reason, policy, verified, subject)
		SELECT refund, CAST($3 AS BIGINT), $4, status, status, '', $5, $6, policy, $7, $8 FROM refunds WHERE merchant = $1 AND customer = $2`,
		in.Merchant, in.Customer, micros(t.now), eventErased, in.Cause.Actor, in.Cause.Reason, who.Verified, who.ID)
}

// afterErase makes the engine let go of what was deleted: of the copies in its log and in its free space.
func (s *Store) afterErase(ctx context.Context) error {
	for _, statement := range s.dialect.AfterErase {
		if _, err := s.writer.db.ExecContext(ctx, statement); err != nil {
			return fmt.Errorf("ledger: it is deleted, and its space is not cleared yet: %w", err)
		}
	}
	return nil
}
