package codec

import (
	"errors"
	"fmt"

	"go.temporal.io/api/common/v1"
	"go.temporal.io/sdk/converter"
	"google.golang.org/protobuf/proto"

	"github.com/makegood/makegood/refund"
)

// What the metadata of a sealed payload says.
const (
	metadataKeyID = "encryption-key-id"
	encoding      = "binary/encrypted"
)

// encodingBytes is shared by payloads, which nobody changes.
var encodingBytes = []byte(encoding)

// Codes of payloads that cannot be opened.
const (
	// CodeKeyUnknown: the payload's key is not in the key file.
	CodeKeyUnknown refund.Code = "PAYLOAD_KEY_UNKNOWN"
	// CodeTampered: the payload is not what was sealed, or the key of this id has other bytes.
	CodeTampered refund.Code = "PAYLOAD_TAMPERED"
)

// Unreadable is a payload that cannot be opened. It is no refund.Problem: trying again is right, since the
// key may come back.
type Unreadable struct {
	Code   refund.Code
	Detail string
}

// Error implements error. It shows nothing of what is in the payload.
func (u Unreadable) Error() string { return fmt.Sprintf("%s: %s", u.Code, u.Detail) }

func isUnreadable(err error) bool {
	var u Unreadable
	return errors.As(err, &u)
}

// Codec implements converter.PayloadCodec with the keys of a ring.
type Codec struct {
	ring  *Ring
	count *Counts
}

// New makes a codec; count may be nil.
func New(ring *Ring, count *Counts) Codec { return Codec{ring: ring, count: count} }

// NewPlain makes a codec that seals nothing and has no keys. A process without a key file has it, so that what
// others sealed stops it as a missing key does: the SDK's own converter would end the refund. count may be nil.
func NewPlain(count *Counts) Codec { return Codec{count: count} }

// associated is what a payload is bound to beside its content: this format, and its key's id. The workflow's
// id is no part of it: neither the codec server nor Temporal's own command line is told which workflow a
// payload is of. Nor is the run's, which is another one after a reset or a continue-as-new.
func associated(keyID string) []byte { return []byte("makegood payload 1\n" + keyID) }

// Encode implements converter.PayloadCodec: it seals each payload whole, with its metadata. Without a ring
// payloads stay plain.
func (c Codec) Encode(payloads []*common.Payload) ([]*common.Payload, error) {
	if c.ring == nil {
		return payloads, nil
	}
	current := c.ring.keys()[0]
	out := make([]*common.Payload, len(payloads))
	for i, payload := range payloads {
		plain, err := proto.Marshal(payload)
		if err != nil {
			return nil, fmt.Errorf("codec: %w", err)
		}
		out[i] = &common.Payload{
			Metadata: map[string][]byte{converter.MetadataEncoding: encodingBytes, metadataKeyID: current.idBytes},
			Data:     current.aead.Seal(nil, nil, plain, current.associated),
		}
	}
	c.count.sealed(current.id, len(payloads))
	return out, nil
}

// Decode implements converter.PayloadCodec. A payload that is not sealed is returned as it is; one that
// cannot be opened is Unreadable, and then none is returned.
func (c Codec) Decode(payloads []*common.Payload) ([]*common.Payload, error) {
	out := make([]*common.Payload, len(payloads))
	for i, payload := range payloads {
		if string(payload.GetMetadata()[converter.MetadataEncoding]) != encoding {
			out[i] = payload
			continue
		}
		opened, err := c.open(payload)
		if err != nil {
			c.count.unreadable(err)
			return nil, err
		}
		out[i] = opened
	}
	return out, nil
}

func (c Codec) open(payload *common.Payload) (*common.Payload, error) {
	id := string(payload.GetMetadata()[metadataKeyID])
	if c.ring == nil {
		return nil, Unreadable{Code: CodeKeyUnknown, Detail: fmt.Sprintf("a payload needs the key %.64q, and no key file is configured", id)}
	}
	with, ok := c.ring.keys().find(id)
	if !ok {
		return nil, Unreadable{Code: CodeKeyUnknown, Detail: fmt.Sprintf("a payload needs the key %.64q, and it is not in the key file", id)}
	}
	plain, err := with.aead.Open(nil, nil, payload.GetData(), with.associated)
	if err != nil {
		return nil, Unreadable{Code: CodeTampered,
			Detail: fmt.Sprintf("a payload does not open with the key %q: it was changed, or the key of this id was another one", id)}
	}
	opened := &common.Payload{}
	if err := proto.Unmarshal(plain, opened); err != nil {
		return nil, Unreadable{Code: CodeTampered, Detail: fmt.Sprintf("a payload of the key %q does not hold a payload", id)}
	}
	return opened, nil
}

// KeyID is the id of the key that a payload is sealed with, and "" for one that is not sealed.
func KeyID(payload *common.Payload) string {
	if string(payload.GetMetadata()[converter.MetadataEncoding]) != encoding {
		return ""
	}
	return string(payload.GetMetadata()[metadataKeyID])
}
