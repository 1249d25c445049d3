package privacy

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/makegood/makegood/refund"
)

// Keys is what the vault asks of the ledger.
type Keys interface {
	// KeepKey returns the owner's key, and makes it fresh where there is none: of several who ask at once all get
	// the same.
	KeepKey(ctx context.Context, fresh refund.StoredKey) (refund.StoredKey, error)
	// StoredKey returns a key by its id; one that was erased has no secret.
	StoredKey(ctx context.Context, id string) (refund.StoredKey, error)
	// OwnerOf says whose refund it is.
	OwnerOf(ctx context.Context, id refund.ID) (refund.KeyOwner, error)
}

// Vault seals and opens under the keys in a ledger. It keeps no key in memory beyond a call: a key that was deleted
// elsewhere is deleted here.
type Vault struct {
	keys   Keys
	master Master
}

// NewVault is a vault on keys. They are kept wrapped by master; a zero Master keeps them as they are.
func NewVault(keys Keys, master Master) *Vault { return &Vault{keys: keys, master: master} }

// Erased says that what was asked for was sealed under a key that is deleted.
type Erased struct{ At time.Time }

// Error implements error.
func (e Erased) Error() string { return "erased on " + e.At.UTC().Format(time.DateOnly) }

// IsErased reports whether err says that something was erased.
func IsErased(err error) bool {
	var erased Erased
	return errors.As(err, &erased)
}

// of returns the owner's key, which is made where there is none.
func (v *Vault) of(ctx context.Context, owner refund.KeyOwner) (key, error) {
	id, secret := fresh()
	wrapped, err := v.master.wrap(id, secret)
	if err != nil {
		return key{}, err
	}
	kept, err := v.keys.KeepKey(ctx, refund.StoredKey{ID: id, Owner: owner, Secret: wrapped})
	if err != nil {
		return key{}, fmt.Errorf("privacy: key of a %s: %w", owner.Scope, err)
	}
	return v.unwrapped(kept)
}

// byID returns a key that is there, or Erased.
func (v *Vault) byID(ctx context.Context, id string) (key, error) {
	kept, err := v.keys.StoredKey(ctx, id)
	if err != nil {
		return key{}, fmt.Errorf("privacy: key %s: %w", id, err)
	}
	return v.unwrapped(kept)
}

func (v *Vault) unwrapped(kept refund.StoredKey) (key, error) {
	if kept.ErasedAt != nil {
		return key{}, Erased{At: *kept.ErasedAt}
	}
	secret, err := v.master.unwrap(kept.ID, kept.Secret)
	if err != nil {
		return key{}, err
	}
	return newKey(kept.ID, secret)
}

// Unopened counts those of the keys that this vault's master keys do not unwrap.
func (v *Vault) Unopened(keys []refund.StoredKey) (count int) {
	for _, kept := range keys {
		if _, err := v.unwrapped(kept); err != nil && !IsErased(err) {
			count++
		}
	}
	return count
}
