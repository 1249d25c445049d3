package wechatpay

import (
	"crypto/aes"
	"crypto/cipher"
	"encoding/base64"
	"errors"
	"fmt"
)

// sealed is what WeChat Pay encrypts with the merchant's APIv3 key.
type sealed struct {
	Algorithm      string `json:"algorithm"`
	Ciphertext     string `json:"ciphertext"`
	Nonce          string `json:"nonce"`
	AssociatedData string `json:"associated_data"`
}

var (
	errSealed = errors.New("no APIv3 key opens it")
	errKey    = errors.New("the APIv3 key has not 32 bytes")
)

// open tries the keys in their order: while one is rotated, both are in use.
func open(keys func() ([]string, error), s sealed) ([]byte, error) {
	if s.Algorithm != "AEAD_AES_256_GCM" {
		return nil, fmt.Errorf("the algorithm %q is not known", s.Algorithm)
	}
	all, err := keys()
	if err != nil {
		return nil, fmt.Errorf("the APIv3 key: %w", err)
	}
	for _, key := range all {
		if len(key) != 32 {
			return nil, errKey
		}
		if text, err := openWith(key, s); err == nil {
			return text, nil
		}
	}
	return nil, errSealed
}

// openWith opens by AES in Galois/Counter Mode (RFC 5116); its errors name nothing of the key.
func openWith(key string, s sealed) ([]byte, error) {
	block, err := aes.NewCipher([]byte(key))
	if err != nil {
		return nil, errKey
	}
	aead, err := cipher.NewGCM(block)
	if err != nil || len(s.Nonce) != aead.NonceSize() {
		return nil, errSealed
	}
	raw, err := base64.StdEncoding.DecodeString(s.Ciphertext)
	if err != nil {
		return nil, errSealed
	}
	text, err := aead.Open(nil, []byte(s.Nonce), raw, []byte(s.AssociatedData))
	if err != nil {
		return nil, errSealed
	}
	return text, nil
}
