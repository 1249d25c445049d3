package refund

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"time"
)

// Attestation is a door's signed word on who asks for a refund or acts on one. It travels beside the act through Temporal,
// where everybody who may signal the namespace can write anything: only the signature makes it more than an assertion.
type Attestation struct {
	Subject Subject `json:"subject"`
	// At is when the door verified the subject, in UTC.
	At time.Time `json:"at"`
	// Key names the door's key, Signature is Ed25519's over Signed.
	Key       AttestationKey `json:"key"`
	Signature []byte         `json:"signature"`
}

// AttestationKey names a key that doors sign with.
type AttestationKey string

// AttestationLifetime is how long after At an act may arrive. A captured act cannot be sent again later, when the refund
// waits for what it says. A request for a refund has no such limit: it is bound to its body, and can be claimed once.
const AttestationLifetime = 10 * time.Minute

// AttestationSkewMax is how far the clocks of a door and a worker may be apart.
const AttestationSkewMax = time.Minute

// Signed is what the door signs: the subject, the time and the key, for one body about one refund.
func (a Attestation) Signed(id ID, body string) []byte {
	a.Signature, a.At = nil, a.At.UTC()
	raw, err := json.Marshal(a)
	if err != nil {
		panic(fmt.Sprintf("refund: an attestation without a JSON form: %v", err)) // plain data: cannot happen
	}
	return fmt.Appendf(nil, "makegood/attestation/1\x00%s\x00%s\x00%s", id, body, raw)
}

// Body is what an attestation is bound to: a hash over the act as it is sent, and the same when it has arrived.
func (a Act) Body() (string, error) {
	a.Attested = nil
	if reply := a.OfferReply; reply != nil && reply.Token != "" { // the workflow fills in whom the link is for
		bare := *reply
		bare.By, a.OfferReply = "", &bare
	}
	raw, err := json.Marshal(a)
	if err != nil {
		return "", fmt.Errorf("refund: write an act: %w", err)
	}
	var arrived Act // bytes that are no UTF-8 are other bytes after the way
	if err := json.Unmarshal(raw, &arrived); err != nil {
		return "", fmt.Errorf("refund: read an act: %w", err)
	}
	if raw, err = json.Marshal(arrived); err != nil {
		return "", fmt.Errorf("refund: write an act: %w", err)
	}
	sum := sha256.Sum256(raw)
	return "act/" + hex.EncodeToString(sum[:]), nil
}

// AttestedBody is what the attestation of a request is bound to, by the digest of its body.
func AttestedBody(digest string) string { return "request/" + digest }

// Message is what the act's update carries: its payload, and a door's word beside the payload's fields where there is one.
// A signal carries the payload alone.
func (a Act) Message() any {
	if a.Attested == nil {
		return a.Payload()
	}
	return attestedPayload{payload: a.Payload(), attested: *a.Attested}
}

// attestedPayload is a payload with one field more.
type attestedPayload struct {
	payload  any
	attested Attestation
}

// MarshalJSON implements json.Marshaler.
func (p attestedPayload) MarshalJSON() ([]byte, error) {
	fields := map[string]json.RawMessage{}
	raw, err := json.Marshal(p.payload)
	if err != nil {
		return nil, err
	}
	if err := json.Unmarshal(raw, &fields); err != nil {
		return nil, err
	}
	if fields["attested"], err = json.Marshal(p.attested); err != nil {
		return nil, err
	}
	return json.Marshal(fields)
}
