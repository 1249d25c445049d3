package privacy

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"

	"github.com/makegood/makegood/refund"
)

// ErrNotOpened: the bytes were not sealed under this key, or were changed since.
var ErrNotOpened = errors.New("privacy: it does not open")

// secretBytes is the length of a key's secret. idChars is the length of its id in base32: 80 random bits.
const (
	secretBytes = 32
	idChars     = 16
)

// key seals and opens: AES-256-GCM whose nonce is an HMAC of the text (both keys are derived from the secret). So
// the same text under the same key is the same sealed text: a start or an act that is repeated is the same once
// more. Whoever sees sealed texts learns which of one person are equal, and how long they are.
type key struct {
	id     string
	seals  cipher.AEAD
	nonces []byte
	// compares makes digests by which two values are compared without being kept.
	compares []byte
}

func newKey(id string, secret []byte) (key, error) {
	if len(secret) != secretBytes {
		return key{}, fmt.Errorf("privacy: key %s has %d bytes, not %d", id, len(secret), secretBytes)
	}
	encrypting, err := hkdf.Key(sha256.New, secret, nil, "makegood/privacy/v1/encrypt", secretBytes)
	if err != nil {
		return key{}, err
	}
	nonces, err := hkdf.Key(sha256.New, secret, nil, "makegood/privacy/v1/nonce", secretBytes)
	if err != nil {
		return key{}, err
	}
	compares, err := hkdf.Key(sha256.New, secret, nil, "makegood/privacy/v1/compare", secretBytes)
	if err != nil {
		return key{}, err
	}
	block, err := aes.NewCipher(encrypting)
	if err != nil {
		return key{}, err
	}
	seals, err := cipher.NewGCM(block)
	return key{id: id, seals: seals, nonces: nonces, compares: compares}, err
}

// seal returns nonce, encrypted text and tag.
func (k key) seal(text []byte) []byte {
	mac := hmac.New(sha256.New, k.nonces)
	mac.Write(text)
	nonce := mac.Sum(nil)[:k.seals.NonceSize()]
	return k.seals.Seal(nonce, nonce, text, []byte(k.id))
}

// open is the inverse of seal, or ErrNotOpened.
func (k key) open(sealed []byte) ([]byte, error) {
	if len(sealed) < refund.SealedOverheadBytes || k.seals == nil { // nil: a key that is not there
		return nil, ErrNotOpened
	}
	nonce, rest := sealed[:k.seals.NonceSize()], sealed[k.seals.NonceSize():]
	text, err := k.seals.Open(nil, nonce, rest, []byte(k.id))
	if err != nil {
		return nil, ErrNotOpened
	}
	return text, nil
}

// sealText is the sealed text of text. Nothing is sealed as nothing, and what this key has sealed stays as it is.
func (k key) sealText(text string) string {
	if text == "" || k.hasSealed(text) {
		return text
	}
	return refund.SealedPrefix + k.id + ":" + base64.RawURLEncoding.EncodeToString(k.seal([]byte(text)))
}

// hasSealed reports whether text is one sealed text of this key.
func (k key) hasSealed(text string) bool {
	own := false
	refund.EachSealed(text, func(whole, id string, sealed []byte) string {
		if whole == text && id == k.id {
			_, err := k.open(sealed)
			own = err == nil
		}
		return whole
	})
	return own
}

// fresh makes a key's id and secret.
func fresh() (id string, secret []byte) {
	secret = make([]byte, secretBytes)
	_, _ = rand.Read(secret) // never fails
	return rand.Text()[:idChars], secret
}
