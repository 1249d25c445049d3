package sqlstore

import (
	"context"
	"database/sql"
	"errors"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

const keyColumns = `key_id, scope, merchant, name, secret, made_at, erased_at`

const keyOfOwner = `SELECT ` + keyColumns + ` FROM customer_keys WHERE scope = $1 AND merchant = $2 AND name = $3 AND erased_at IS NULL`

// KeepKey implements ledger.Keys. A key that is there is found without a transaction that writes.
func (s *Store) KeepKey(ctx context.Context, fresh refund.StoredKey) (out refund.StoredKey, err error) {
	err = s.read(ctx, "key", func(t *tx) error {
		out, err = t.keyOf(fresh.Owner)
		return err
	})
	if !errors.Is(err, ledger.ErrNotFound) {
		return out, err
	}
	err = s.write(ctx, "keep key", func(t *tx) error {
		o := fresh.Owner
		err := t.exec(`INSERT INTO customer_keys (key_id, scope, merchant, name, secret, made_at) VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING`,
			fresh.ID, o.Scope, o.Merchant, o.Name, fresh.Secret, micros(t.now))
		if err != nil {
			return err
		}
		out, err = t.keyOf(o)
		return err
	})
	return out, err
}

func (t *tx) keyOf(o refund.KeyOwner) (refund.StoredKey, error) {
	return foundKey(t.row(keyOfOwner, o.Scope, o.Merchant, o.Name))
}

// StoredKey implements ledger.KeyReader.
func (s *Store) StoredKey(ctx context.Context, id string) (out refund.StoredKey, err error) {
	err = s.read(ctx, "key "+id, func(t *tx) error {
		out, err = foundKey(t.row(`SELECT `+keyColumns+` FROM customer_keys WHERE key_id = $1`, id))
		return err
	})
	return out, err
}

// SomeKeys implements ledger.KeyReader.
func (s *Store) SomeKeys(ctx context.Context, limitMax int) (out []refund.StoredKey, err error) {
	err = s.read(ctx, "some keys", func(t *tx) error {
		out, err = list(t, keyFromRow, `SELECT `+keyColumns+` FROM customer_keys WHERE erased_at IS NULL ORDER BY key_id LIMIT $1`, limitMax)
		return err
	})
	return out, err
}

// OwnerOf implements ledger.KeyReader.
func (s *Store) OwnerOf(ctx context.Context, id refund.ID) (out refund.KeyOwner, err error) {
	out.Scope = refund.KeyOfCustomer
	err = s.read(ctx, "customer of "+string(id), func(t *tx) error {
		err := t.row(`SELECT merchant, customer FROM refunds WHERE refund = $1`, id).Scan(&out.Merchant, &out.Name)
		if errors.Is(err, sql.ErrNoRows) {
			return ledger.ErrNotFound
		}
		return err
	})
	return out, err
}

func foundKey(row scanner) (refund.StoredKey, error) {
	k, err := keyFromRow(row)
	if errors.Is(err, sql.ErrNoRows) {
		return k, ledger.ErrNotFound
	}
	return k, err
}

func keyFromRow(row scanner) (k refund.StoredKey, err error) {
	var madeAt int64
	var erasedAt sql.NullInt64
	err = row.Scan(&k.ID, &k.Owner.Scope, &k.Owner.Merchant, &k.Owner.Name, &k.Secret, &madeAt, &erasedAt)
	k.MadeAt, k.ErasedAt = fromMicros(madeAt), optionalTime(erasedAt)
	return k, err
}
