package messaging

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"net/url"
	"time"

	"github.com/makegood/makegood/refund"
)

// secretBytesMin is the least a signing secret must have: as many as the signature.
const secretBytesMin = sha256.Size

// tokenVersion is a token's first byte; another layout gets another.
const tokenVersion = 1

// tokenPurpose keeps a signature from being good for anything else the secret may sign.
const tokenPurpose = "makegood/offer/1\x00"

// Links makes the links by which customers answer offers. Who holds a link may answer; it names the
// refund and no person.
type Links struct {
	// Secret signs; at least 32 random bytes. A person who knows it can answer for any customer.
	Secret []byte
	// Secrets, where it is set, says the secrets anew, in the place of Secret: the first signs, and links of all are
	// taken, so that one may follow another while links of the old one are about.
	Secrets func() [][]byte
	// BaseURL is the shop's page the links open; the token is added as the parameter "token". The page
	// sends it back as the answer's token.
	BaseURL string
	// SurveyURL is the shop's own page for asking how it went; empty: the message asks in words.
	SurveyURL string
}

// NewLinks checks the settings: a secret of at least 32 bytes, and absolute http or https addresses.
func NewLinks(l Links) (*Links, error) {
	for _, secret := range l.secrets() {
		if len(secret) < secretBytesMin {
			return nil, fmt.Errorf("messaging: the link secret has %d bytes, it needs %d", len(secret), secretBytesMin)
		}
	}
	if !webAddress(l.BaseURL) || l.SurveyURL != "" && !webAddress(l.SurveyURL) {
		return nil, errors.New("messaging: a link address must be an absolute http or https URL")
	}
	return &l, nil
}

func webAddress(address string) bool {
	at, err := url.Parse(address)
	return err == nil && at.Host != "" && (at.Scheme == "http" || at.Scheme == "https")
}

// Offer returns the link by which the offer on a refund may be answered until a time (whole seconds).
func (l Links) Offer(id refund.ID, until time.Time) string {
	at, err := url.Parse(l.BaseURL)
	if err != nil {
		return ""
	}
	query := at.Query()
	query.Set("token", l.token(id, until))
	at.RawQuery = query.Encode()
	return at.String()
}

// token is version, expiry (Unix seconds, 8 bytes big-endian), refund id and the signature over them,
// in URL-safe base64 without padding.
func (l Links) token(id refund.ID, until time.Time) string {
	said := binary.BigEndian.AppendUint64([]byte{tokenVersion}, uint64(until.Unix()))
	said = append(said, id...)
	return tokenText.EncodeToString(append(said, sign(l.secrets()[0], said)...))
}

// tokenText is strict: a token has one spelling.
var tokenText = base64.RawURLEncoding.Strict()

// secrets are those that count now: there is at least one, which may be empty.
func (l Links) secrets() [][]byte {
	if l.Secrets == nil {
		return [][]byte{l.Secret}
	}
	return l.Secrets()
}

// signed reports whether one of the secrets made the signature.
func (l Links) signed(said, signature []byte) bool {
	for _, secret := range l.secrets() {
		if len(secret) > 0 && hmac.Equal(signature, sign(secret, said)) {
			return true
		}
	}
	return false
}

func sign(secret, said []byte) []byte {
	mac := hmac.New(sha256.New, secret)
	mac.Write([]byte(tokenPurpose))
	mac.Write(said)
	return mac.Sum(nil)
}

// Verify returns the refund a token was made for. The signature is compared in constant time, and
// before anything else of the token is believed. It returns a Problem: BAD_TOKEN for one that was not
// signed here, TOO_LATE for one that has run out.
func (l Links) Verify(token string, now time.Time) (refund.ID, error) {
	const head = 1 + 8
	raw, err := tokenText.DecodeString(token)
	if err != nil || len(raw) < head+sha256.Size {
		return "", badToken()
	}
	said, signature := raw[:len(raw)-sha256.Size], raw[len(raw)-sha256.Size:]
	if !l.signed(said, signature) || said[0] != tokenVersion {
		return "", badToken()
	}
	if until := time.Unix(int64(binary.BigEndian.Uint64(said[1:head])), 0); !now.Before(until) {
		return "", refund.Problem{Code: refund.CodeTooLate, Detail: "the link was good until " + until.UTC().Format(time.RFC3339)}
	}
	return refund.ID(said[head:]), nil
}

func badToken() error {
	return refund.Problem{Code: refund.CodeBadToken, Detail: "the link was not made here, or is not whole"}
}

// TokenRefund returns the refund a token says it was made for, without checking that it was: only the
// worker has the secret. BAD_TOKEN for what is no token.
func TokenRefund(token string) (refund.ID, error) {
	const head = 1 + 8
	raw, err := tokenText.DecodeString(token)
	if err != nil || len(raw) < head+sha256.Size {
		return "", badToken()
	}
	id := refund.ID(raw[head : len(raw)-sha256.Size])
	if _, err := id.Key(); err != nil {
		return "", badToken()
	}
	return id, nil
}
