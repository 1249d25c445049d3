package attest

import (
	"crypto/ed25519"
	"time"

	"github.com/makegood/makegood/refund"
)

// Signer is a door's.
type Signer struct {
	read func() (string, error)
	now  func() time.Time
}

// NewSigner signs with the first key of a file that read returns; it is read again for each act, so that a new key
// counts without a restart. The error says what is wrong with the file now.
func NewSigner(read func() (string, error), now func() time.Time) (Signer, error) {
	s := Signer{read: read, now: now}
	_, err := s.Attest(refund.Subject{}, "", "")
	return s, err
}

// Attest is the door's word that a subject says a body about a refund.
func (s Signer) Attest(who refund.Subject, id refund.ID, body string) (refund.Attestation, error) {
	file, err := s.read()
	if err != nil {
		return refund.Attestation{}, err
	}
	keys, err := parse(file)
	if err != nil {
		return refund.Attestation{}, err
	}
	a := refund.Attestation{Subject: who, At: s.now().UTC().Truncate(time.Microsecond), Key: keys[0].id}
	a.Signature = ed25519.Sign(ed25519.NewKeyFromSeed(keys[0].bytes), a.Signed(id, body))
	return a, nil
}

// Trust is a worker's: the public keys of the doors that it believes.
type Trust struct{ read func() (string, error) }

// NewTrust believes the keys of a file that read returns; it is read again for each act. The error says what is wrong with
// the file now.
func NewTrust(read func() (string, error)) (Trust, error) {
	t := Trust{read: read}
	_, err := t.keys()
	return t, err
}

func (t Trust) keys() ([]line, error) {
	file, err := t.read()
	if err != nil {
		return nil, err
	}
	return parse(file)
}

// Check refuses an attestation that no trusted door signed for this body about this refund (ATTESTATION_REFUSED). How old
// it may be is for its user to say. Any other error is about the file of keys, and a reason to try again.
func (t Trust) Check(a refund.Attestation, id refund.ID, body string) error {
	keys, err := t.keys()
	if err != nil {
		return err
	}
	for _, key := range keys {
		if key.id != a.Key {
			continue
		}
		if ed25519.Verify(ed25519.PublicKey(key.bytes), a.Signed(id, body), a.Signature) {
			return nil
		}
		return refused("the signature is not of what was sent")
	}
	return refused("no door that is trusted here has the key it names")
}

func refused(detail string) error {
	return refund.Problem{Code: refund.CodeAttestationRefused, Detail: detail}
}
