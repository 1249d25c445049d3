package sqlstore

import (
	"context"
	"crypto/rand"
	"database/sql"
	"errors"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// Identify gives the ledger its id unless it has one. It is called by the code that opens a migrated
// ledger for writing.
func (s *Store) Identify(ctx context.Context) error {
	_, err := s.Identity(ctx)
	if !errors.Is(err, ledger.ErrNotFound) {
		return err
	}
	return s.write(ctx, "identify", func(t *tx) error {
		return t.exec(`INSERT INTO ledger_identity (one, ledger_id, created_at) VALUES (1, $1, $2) ON CONFLICT (one) DO NOTHING`,
			rand.Text(), micros(t.now))
	})
}

// Identity implements ledger.Reader.
func (s *Store) Identity(ctx context.Context) (out ledger.Identity, err error) {
	err = s.read(ctx, "identity", func(t *tx) error {
		var createdAt int64
		var sealedAt sql.NullInt64
		err := t.row(`SELECT ledger_id, created_at, sealed_at, sealed_by, sealed_reason, sealed_verified, sealed_subject FROM ledger_identity`).
			Scan(&out.ID, &createdAt, &sealedAt, &out.SealedBy, &out.SealedReason, &out.SealedVerified, &out.SealedSubject)
		if errors.Is(err, sql.ErrNoRows) {
			return ledger.ErrNotFound
		}
		out.CreatedAt, out.SealedAt, out.Sealed = fromMicros(createdAt), optionalTime(sealedAt), sealedAt.Valid
		return err
	})
	return out, err
}

// Seal implements ledger.Sealer.
func (s *Store) Seal(ctx context.Context, cause refund.Cause, acting refund.Subject) error {
	if cause.Actor == "" || cause.Reason == "" {
		return errors.New("ledger: seal: who seals it, and why, is missing")
	}
	if problem, refused := acting.MayActAs(cause.Actor); refused {
		return problem
	}
	return s.write(ctx, "seal", func(t *tx) error {
		return t.seal(cause, acting)
	})
}

func (t *tx) seal(cause refund.Cause, acting refund.Subject) error {
	who := storedSubject(acting, cause.Actor)
	return t.exec(`UPDATE ledger_identity SET sealed_at = $1, sealed_by = $2, sealed_reason = $3, sealed_verified = $4, sealed_subject = $5`,
		micros(t.now), cause.Actor, cause.Reason, who.Verified, who.ID)
}

// openingQuery says whether the ledger is sealed, and what time it is by the database's clock where that counts.
func (t *tx) openingQuery() string {
	now := "0"
	if t.dialect.Now != "" {
		now = t.dialect.Now
	}
	return `SELECT (SELECT COUNT(*) FROM ledger_identity WHERE sealed_at IS NOT NULL), ` + now
}

// opened refuses a transaction on a sealed ledger, and dates it. It begins every one that writes: another process may
// have sealed the ledger a moment ago.
func (t *tx) opened() error {
	var sealedCount, now int64
	query := t.openingQuery()
	if err := t.rowOf(t.statements.uncounted(query), query).Scan(&sealedCount, &now); err != nil {
		return t.noted(err)
	}
	if sealedCount > 0 {
		return fault{ledger.ErrSealed}
	}
	if t.dialect.Now != "" {
		t.now = fromMicros(now)
	}
	return nil
}

const ledgerIDQuery = `SELECT ledger_id FROM ledger_identity`

// ledgerID is the id of the ledger, read once: it never changes. A database without one, which only a
// ledger that is being made is, has "".
func (t *tx) ledgerID() (string, error) {
	if known := t.id.Load(); known != nil {
		return *known, nil
	}
	var id string
	err := t.rowOf(t.statements.uncounted(ledgerIDQuery), ledgerIDQuery).Scan(&id)
	if errors.Is(err, sql.ErrNoRows) {
		return "", nil
	}
	if err != nil {
		return "", t.noted(err)
	}
	t.id.Store(&id)
	return id, nil
}
