package ledger

import (
	"context"
	"errors"

	"github.com/makegood/makegood/refund"
)

// ErrOpenRefunds: a person is not erased while a refund of theirs is open.
var ErrOpenRefunds = errors.New("refunds of the customer are open")

// Keys keeps the key of each person, under which what is said of them is sealed (package privacy). A key is made
// once, and deleted for good.
type Keys interface {
	// KeepKey returns the key of fresh.Owner, and makes fresh it where there is none: of several who ask at once all
	// get the same.
	KeepKey(ctx context.Context, fresh refund.StoredKey) (refund.StoredKey, error)
	// Erase deletes the keys of a customer and of their orders, and notes it in the trail of each of their refunds:
	// one transaction. Where there is no key nothing is changed. ErrOpenRefunds, and nothing is changed, while a refund
	// is open, unless it is forced. It answers with what there was.
	Erase(ctx context.Context, in refund.Erasure) (refund.PersonKept, error)
}

// KeyReader reads keys, and what is kept of a person.
type KeyReader interface {
	// StoredKey returns a key by its id, or ErrNotFound; one that was erased has no secret.
	StoredKey(ctx context.Context, id string) (refund.StoredKey, error)
	// SomeKeys returns up to so many keys that are not erased, whosever they are: a sample, since ids are random.
	SomeKeys(ctx context.Context, limitMax int) ([]refund.StoredKey, error)
	// OwnerOf says whose refund it is, or ErrNotFound.
	OwnerOf(ctx context.Context, id refund.ID) (refund.KeyOwner, error)
	// Kept says what is kept of a customer.
	Kept(ctx context.Context, merchant refund.MerchantID, customer refund.CustomerID) (refund.PersonKept, error)
}
