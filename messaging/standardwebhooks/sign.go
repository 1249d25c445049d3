// Package standardwebhooks signs and checks posts by Standard Webhooks 1.0 (github.com/standard-webhooks/standard-webhooks,
// spec/standard-webhooks.md), with its symmetric scheme v1.
//
// On the path: messaging/webhook signs messages to customers by it, messaging/hooks events to other systems. A receiver
// that is written in Go may check posts by Verify; libraries for other languages are listed at standardwebhooks.com.
//
// A post has three headers:
//
//	webhook-id          what is told; the same on each try and on a replay, so that a receiver can act on it once
//	webhook-timestamp   when this try was signed, in Unix seconds
//	webhook-signature   v1,<base64>: HMAC-SHA256 over id, full stop, timestamp, full stop, body; one a secret, separated by spaces
package standardwebhooks

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// The headers of a post.
const (
	HeaderID        = "webhook-id"
	HeaderTimestamp = "webhook-timestamp"
	HeaderSignature = "webhook-signature"
)

// version names the symmetric scheme in a signature.
const version = "v1,"

// Tolerance is how far a post's timestamp may usually differ from a receiver's clock.
const Tolerance = 5 * time.Minute

var (
	// ErrBadSignature: no secret signed the post, or something of it was changed.
	ErrBadSignature = errors.New("webhook: bad signature")
	// ErrStale: the post was signed too long ago, or in the future: somebody may be repeating it.
	ErrStale = errors.New("webhook: stale timestamp")
)

// Sign sets the three headers of a try at telling the body under an id. Every secret signs, so that a receiver may know
// the old one, the new one or both. The id must have no full stop.
func Sign(header http.Header, secrets []Secret, id string, body []byte, at time.Time) {
	timestamp := strconv.FormatInt(at.Unix(), 10)
	signatures := make([]string, len(secrets))
	for i, secret := range secrets {
		signatures[i] = version + base64.StdEncoding.EncodeToString(secret.mac(id, timestamp, body))
	}
	header.Set(HeaderID, id)
	header.Set(HeaderTimestamp, timestamp)
	header.Set(HeaderSignature, strings.Join(signatures, " "))
}

// Verify checks a post as its receiver: the body as it was read, the header as it came. One signature of one secret is
// enough; they are compared in constant time. It returns ErrBadSignature or ErrStale.
func Verify(secrets []Secret, header http.Header, body []byte, now time.Time, tolerance time.Duration) error {
	id, timestamp := header.Get(HeaderID), header.Get(HeaderTimestamp)
	if id == "" || !signed(secrets, id, timestamp, header.Get(HeaderSignature), body) {
		return ErrBadSignature
	}
	seconds, err := strconv.ParseInt(timestamp, 10, 64)
	if err != nil {
		return ErrBadSignature
	}
	if now.Sub(time.Unix(seconds, 0)).Abs() > tolerance {
		return ErrStale
	}
	return nil
}

// signed reports whether one of the given signatures is one of the secrets'. Those of other schemes are passed over.
func signed(secrets []Secret, id, timestamp, given string, body []byte) bool {
	expected := make([][]byte, len(secrets)) // once a secret, however many signatures a header has
	for i, secret := range secrets {
		expected[i] = secret.mac(id, timestamp, body)
	}
	for one := range strings.FieldsSeq(given) {
		encoded, ours := strings.CutPrefix(one, version)
		signature, err := base64.StdEncoding.DecodeString(encoded)
		if !ours || err != nil {
			continue
		}
		for _, mac := range expected {
			if hmac.Equal(signature, mac) {
				return true
			}
		}
	}
	return false
}

func (s Secret) mac(id, timestamp string, body []byte) []byte {
	hash := hmac.New(sha256.New, s.key)
	hash.Write([]byte(id + "." + timestamp + "."))
	hash.Write(body)
	return hash.Sum(nil)
}
