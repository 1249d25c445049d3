package webhook

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// The headers of a post.
const (
	KeyHeader       = "Idempotency-Key"
	TimestampHeader = "Makegood-Timestamp"
	SignatureHeader = "Makegood-Signature"
)

// signatureVersion is the scheme's name; another scheme gets another.
const signatureVersion = "v1="

var (
	// ErrBadSignature: the post was not signed with the secret, or was changed.
	ErrBadSignature = errors.New("webhook: bad signature")
	// ErrStale: the post was signed too long ago, or in the future: somebody may be repeating it.
	ErrStale = errors.New("webhook: stale timestamp")
)

// Verify checks a post as its receiver: body as it was read, header as it came. The signature is
// compared in constant time. A timestamp may differ from now by tolerance; five minutes are usual. It
// returns ErrBadSignature or ErrStale.
func Verify(secret []byte, header http.Header, body []byte, now time.Time, tolerance time.Duration) error {
	given, ok := strings.CutPrefix(header.Get(SignatureHeader), signatureVersion)
	signature, err := hex.DecodeString(given)
	if !ok || err != nil || len(secret) == 0 {
		return ErrBadSignature
	}
	timestamp := header.Get(TimestampHeader)
	if !hmac.Equal(signature, mac(secret, timestamp, body)) {
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

func sign(header http.Header, secret, body []byte, now time.Time) {
	timestamp := strconv.FormatInt(now.Unix(), 10)
	header.Set(TimestampHeader, timestamp)
	header.Set(SignatureHeader, signatureVersion+hex.EncodeToString(mac(secret, timestamp, body)))
}

func mac(secret []byte, timestamp string, body []byte) []byte {
	hash := hmac.New(sha256.New, secret)
	hash.Write([]byte(timestamp))
	hash.Write([]byte{'.'})
	hash.Write(body)
	return hash.Sum(nil)
}
