package privacy

import (
	"bytes"
	"context"
	"fmt"

	"github.com/makegood/makegood/refund"
)

// SealBytes seals a value of any bytes under the owner's key. What is empty stays empty.
func (v *Vault) SealBytes(ctx context.Context, owner refund.KeyOwner, value []byte) ([]byte, error) {
	if v == nil || len(value) == 0 {
		return value, nil
	}
	k, err := v.of(ctx, owner)
	if err != nil {
		return nil, err
	}
	return append([]byte(refund.SealedPrefix+k.id+":"), k.seal(value)...), nil
}

// OpenBytes is the inverse of SealBytes; what was never sealed is returned as it is. Erased says that the key is
// deleted.
func (v *Vault) OpenBytes(ctx context.Context, sealed []byte) ([]byte, error) {
	rest, is := bytes.CutPrefix(sealed, []byte(refund.SealedPrefix))
	if !is || len(rest) <= idChars || rest[idChars] != ':' {
		return sealed, nil
	}
	if v == nil {
		return nil, fmt.Errorf("privacy: a sealed value, and no keys: %w", ErrNotOpened)
	}
	k, err := v.byID(ctx, string(rest[:idChars]))
	if err != nil {
		return nil, err
	}
	return k.open(rest[idChars+1:])
}
