// Package privacytest has keys in memory, for tests of what seals and opens. The ledger's own are held to the same
// behaviour by ledger/ledgertest.
package privacytest

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/makegood/makegood/refund"
)

// ErrNotFound: there is no such key, or refund.
var ErrNotFound = errors.New("privacytest: not found")

// Keys implements privacy.Keys. The zero value is ready.
type Keys struct {
	mu   sync.Mutex
	keys []refund.StoredKey
	// Away, if set, is what every call answers.
	Away error
	// Owners are whose refunds are.
	Owners map[refund.ID]refund.KeyOwner
	// Asked counts the calls for an owner's key.
	Asked int
}

// KeepKey implements privacy.Keys.
func (k *Keys) KeepKey(_ context.Context, fresh refund.StoredKey) (refund.StoredKey, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.Asked++
	for _, one := range k.keys {
		if one.Owner == fresh.Owner && one.ErasedAt == nil {
			return one, k.Away
		}
	}
	if k.Away == nil {
		k.keys = append(k.keys, fresh)
	}
	return fresh, k.Away
}

// StoredKey implements privacy.Keys.
func (k *Keys) StoredKey(_ context.Context, id string) (refund.StoredKey, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	for _, one := range k.keys {
		if one.ID == id {
			return one, k.Away
		}
	}
	return refund.StoredKey{}, errors.Join(ErrNotFound, k.Away)
}

// OwnerOf implements privacy.Keys.
func (k *Keys) OwnerOf(_ context.Context, id refund.ID) (refund.KeyOwner, error) {
	owner, ok := k.Owners[id]
	if !ok {
		return owner, ErrNotFound
	}
	return owner, k.Away
}

// Kept are all keys, as they are kept.
func (k *Keys) Kept() []refund.StoredKey {
	k.mu.Lock()
	defer k.mu.Unlock()
	return append([]refund.StoredKey(nil), k.keys...)
}

// Erase deletes every key of an owner.
func (k *Keys) Erase(owner refund.KeyOwner, at time.Time) {
	k.mu.Lock()
	defer k.mu.Unlock()
	for i := range k.keys {
		if k.keys[i].Owner == owner {
			k.keys[i].Secret, k.keys[i].ErasedAt = "", &at
		}
	}
}
