package privacy

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"

	"github.com/makegood/makegood/refund"
)

// Digest is a keyed digest of a text under the owner's key (HMAC-SHA256, in hexadecimal), by which the text is recognised and
// not read. Once the key is deleted it means nothing. A nil vault has no keys, and answers with nothing.
func (v *Vault) Digest(ctx context.Context, owner refund.KeyOwner, text string) (string, error) {
	if v == nil || text == "" {
		return "", nil
	}
	k, err := v.of(ctx, owner)
	if err != nil {
		return "", err
	}
	mac := hmac.New(sha256.New, k.compares)
	mac.Write([]byte(text))
	return hex.EncodeToString(mac.Sum(nil)), nil
}
