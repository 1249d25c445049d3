// Package rsa256 signs and verifies by SHA-256 with RSA (PKCS #1 v1.5), which WeChat Pay calls
// WECHATPAY2-SHA256-RSA2048 and Alipay RSA2, and reads keys in every form in which the two hand them out.
//
// On the path: the adapters of both sign what they ask by it, and hold answers and notifications to it. Its errors
// name no byte of a key.
package rsa256

import (
	"crypto"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"errors"
	"strings"
	"time"
)

var (
	// ErrKey: the text is no RSA key of 2048 bits or more.
	ErrKey = errors.New("rsa256: the text is no RSA key of 2048 bits or more")
	// ErrSignature: the signature is not one of the message by the key.
	ErrSignature = errors.New("rsa256: the signature does not match")
)

// bitsMin is the shortest key that is taken: both providers demand it.
const bitsMin = 2048

// PublicKey verifies. Until is when its certificate ends (UTC); zero: a bare key, which has no end.
type PublicKey struct {
	RSA   *rsa.PublicKey
	Until time.Time
}

// ParsePrivateKey reads PEM or the bare base64 of it, PKCS #8 or PKCS #1.
func ParsePrivateKey(text string) (*rsa.PrivateKey, error) {
	der, _, err := bytesOf(text)
	if err != nil {
		return nil, err
	}
	if key, err := x509.ParsePKCS1PrivateKey(der); err == nil {
		return longEnough(key)
	}
	parsed, err := x509.ParsePKCS8PrivateKey(der)
	if err != nil {
		return nil, ErrKey
	}
	key, ok := parsed.(*rsa.PrivateKey)
	if !ok {
		return nil, ErrKey
	}
	return longEnough(key)
}

func longEnough(key *rsa.PrivateKey) (*rsa.PrivateKey, error) {
	if key.N.BitLen() < bitsMin {
		return nil, ErrKey
	}
	return key, nil
}

// ParsePublicKey reads a certificate or a public key: PEM, or the bare base64 of a key.
func ParsePublicKey(text string) (PublicKey, error) {
	der, kind, err := bytesOf(text)
	if err != nil {
		return PublicKey{}, err
	}
	var (
		parsed any
		until  time.Time
	)
	if kind == "CERTIFICATE" {
		certificate, err := x509.ParseCertificate(der)
		if err != nil {
			return PublicKey{}, ErrKey
		}
		parsed, until = certificate.PublicKey, certificate.NotAfter.UTC()
	} else if parsed, err = x509.ParsePKIXPublicKey(der); err != nil {
		return PublicKey{}, ErrKey
	}
	key, ok := parsed.(*rsa.PublicKey)
	if !ok || key.N.BitLen() < bitsMin {
		return PublicKey{}, ErrKey
	}
	return PublicKey{RSA: key, Until: until}, nil
}

// Belong reports whether a private and a public key are one pair. A text that is no key belongs to nothing.
func Belong(private, public string) bool {
	own, err := ParsePrivateKey(private)
	if err != nil {
		return false
	}
	other, err := ParsePublicKey(public)
	return err == nil && own.PublicKey.Equal(other.RSA)
}

// bytesOf is the DER of a text, and the kind its PEM names.
func bytesOf(text string) (der []byte, kind string, err error) {
	if block, _ := pem.Decode([]byte(text)); block != nil {
		return block.Bytes, block.Type, nil
	}
	if der, err = base64.StdEncoding.DecodeString(strings.Join(strings.Fields(text), "")); err != nil || len(der) == 0 {
		return nil, "", ErrKey
	}
	return der, "", nil
}

// Sign returns the signature of a message in base64.
func Sign(key *rsa.PrivateKey, message []byte) (string, error) {
	digest := sha256.Sum256(message)
	signature, err := rsa.SignPKCS1v15(nil, key, crypto.SHA256, digest[:])
	if err != nil {
		return "", ErrKey
	}
	return base64.StdEncoding.EncodeToString(signature), nil
}

// Verify holds a message to its signature in base64; ErrSignature.
func (k PublicKey) Verify(message []byte, signature string) error {
	raw, err := base64.StdEncoding.DecodeString(signature)
	if err != nil {
		return ErrSignature
	}
	digest := sha256.Sum256(message)
	if rsa.VerifyPKCS1v15(k.RSA, crypto.SHA256, digest[:], raw) != nil {
		return ErrSignature
	}
	return nil
}
