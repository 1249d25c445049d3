package privacy

import (
	"context"

	"github.com/makegood/makegood/refund"
)

// Seal returns value with every text that somebody wrote (the fields tagged `personal:"text"`) sealed under the
// owner's key. Where there is none to seal, it asks for no key.
func Seal[T any](ctx context.Context, v *Vault, owner refund.KeyOwner, value T) (T, error) {
	if v == nil || !hasText(value) {
		return value, nil
	}
	k, err := v.of(ctx, owner)
	if err != nil {
		return value, err
	}
	return walked(value, false, k.sealText), nil
}

// SealFor is Seal under the key of the customer of a refund.
func SealFor[T any](ctx context.Context, v *Vault, id refund.ID, value T) (T, error) {
	if v == nil || !hasText(value) {
		return value, nil
	}
	owner, err := v.keys.OwnerOf(ctx, id)
	if err != nil {
		return value, err
	}
	return Seal(ctx, v, owner, value)
}

func hasText[T any](value T) bool {
	found := false
	walked(value, false, func(text string) string {
		found = found || text != ""
		return text
	})
	return found
}

// Open returns value with every sealed text in it open; one whose key is deleted reads "[erased on 2026-11-29]". An error
// means that a key could not be read.
func Open[T any](ctx context.Context, v *Vault, value T) (T, error) {
	if v == nil {
		return value, nil
	}
	o := opening{ctx: ctx, vault: v, known: map[string]opened{}}
	out := walked(value, true, o.text)
	return out, o.failed
}

// opening opens many texts, and asks for each key once.
type opening struct {
	ctx    context.Context
	vault  *Vault
	known  map[string]opened
	failed error
}

type opened struct {
	key key
	err error
}

func (o *opening) text(text string) string {
	if !refund.HasSealed(text) {
		return text
	}
	return refund.EachSealed(text, func(whole, id string, sealed []byte) string {
		plain, err := o.key(id).open(sealed)
		if err != nil {
			return o.instead(id)
		}
		return string(plain)
	})
}

// key is the key with the id; one that is not there opens nothing.
func (o *opening) key(id string) key {
	if _, asked := o.known[id]; !asked {
		k, err := o.vault.byID(o.ctx, id)
		o.known[id] = opened{k, err}
		if err != nil && !IsErased(err) && o.failed == nil {
			o.failed = err
		}
	}
	return o.known[id].key
}

// instead is what is read in place of a text that does not open.
func (o *opening) instead(id string) string {
	if err := o.known[id].err; IsErased(err) {
		return "[" + err.Error() + "]"
	}
	return refund.SealedHidden
}
