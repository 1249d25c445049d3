package attest

import (
	"bytes"
	"crypto/ed25519"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"

	"github.com/makegood/makegood/refund"
)

// ExportBegins is how every export for auditors begins. A door's key signs the file's bytes as they are, so that other programs can check the
// signature; an attestation begins otherwise, so that a signature of one is never one of the other.
const ExportBegins = `{"purpose":"makegood/audit-export/1",`

// ErrNoExport: what shall be signed, or was, is no export for auditors.
var ErrNoExport = errors.New("attest: it is no export of makegood's for auditors")

// ExportKey is the key that exports are signed with by now, and its public half.
func (s Signer) ExportKey() (refund.AttestationKey, ed25519.PublicKey, error) {
	key, err := s.exportKey()
	if err != nil {
		return "", nil, err
	}
	return key.id, ed25519.NewKeyFromSeed(key.bytes).Public().(ed25519.PublicKey), nil
}

func (s Signer) exportKey() (line, error) {
	file, err := s.read()
	if err != nil {
		return line{}, err
	}
	keys, err := parse(file)
	if err != nil {
		return line{}, err
	}
	return keys[0], nil
}

// SignExport signs an export. It signs nothing else (ErrNoExport).
func (s Signer) SignExport(document []byte) ([]byte, error) {
	if !bytes.HasPrefix(document, []byte(ExportBegins)) {
		return nil, ErrNoExport
	}
	key, err := s.exportKey()
	if err != nil {
		return nil, err
	}
	return ed25519.Sign(ed25519.NewKeyFromSeed(key.bytes), document), nil
}

// PublicKey is the trusted key of a name (ATTESTATION_REFUSED: no door that is trusted here has it).
func (t Trust) PublicKey(id refund.AttestationKey) (ed25519.PublicKey, error) {
	keys, err := t.keys()
	if err != nil {
		return nil, err
	}
	for _, key := range keys {
		if key.id == id {
			return ed25519.PublicKey(key.bytes), nil
		}
	}
	return nil, refused("no door that is trusted here has the key " + string(id))
}

// CheckExport refuses an export that was changed since the holder of the key signed it (ATTESTATION_REFUSED), and what is none.
func CheckExport(key ed25519.PublicKey, document, signature []byte) error {
	if !bytes.HasPrefix(document, []byte(ExportBegins)) {
		return ErrNoExport
	}
	if len(key) != ed25519.PublicKeySize || !ed25519.Verify(key, document, signature) {
		return refused("the signature is not of this file")
	}
	return nil
}

// PublicPEM is a public key as other programs read it.
func PublicPEM(key ed25519.PublicKey) ([]byte, error) {
	der, err := x509.MarshalPKIXPublicKey(key)
	if err != nil {
		return nil, fmt.Errorf("attest: %w", err)
	}
	return pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: der}), nil
}

// ParsePublicPEM reads what PublicPEM wrote.
func ParsePublicPEM(text []byte) (ed25519.PublicKey, error) {
	block, _ := pem.Decode(text)
	if block == nil {
		return nil, errors.New("attest: it is no PEM file")
	}
	parsed, err := x509.ParsePKIXPublicKey(block.Bytes)
	if err != nil {
		return nil, fmt.Errorf("attest: %w", err)
	}
	key, is := parsed.(ed25519.PublicKey)
	if !is {
		return nil, errors.New("attest: it is no Ed25519 key")
	}
	return key, nil
}
