package messaging

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/makegood/makegood/refund"
)

// Pages makes the links by which customers open the pages of their refunds. A link's token is made of the refund, the link's
// generation and the secret alone, so that a message that is told again has the same link, and nobody has to keep a token:
// the ledger has its hash.
type Pages struct {
	// Secrets says the secrets as they are now: the first makes new links, and all are tried for links that there are.
	Secrets func() [][]byte
	// BaseURL is where the pages are: https://refunds.shop.example.
	BaseURL string
	// LinkFor is how long a link opens its page, AfterClose how long at most once the refund is closed.
	LinkFor, AfterClose time.Duration
}

// What a secret signs for pages; a signature for one thing is good for nothing else.
const (
	pagePurpose  = "makegood/page/1\x00"
	checkPurpose = "makegood/page-check/1\x00"
	passPurpose  = "makegood/page-pass/1\x00"
)

// pageTokenBytes is how much of the signature a token has: 192 bits.
const pageTokenBytes = 24

// NewPages checks the settings: secrets of at least 32 bytes, an absolute http or https address, and times above zero.
func NewPages(p Pages) (*Pages, error) {
	if p.Secrets == nil || len(p.Secrets()) == 0 {
		return nil, errors.New("messaging: pages need a secret")
	}
	for _, secret := range p.Secrets() {
		if len(secret) < secretBytesMin {
			return nil, fmt.Errorf("messaging: the link secret has %d bytes, it needs %d", len(secret), secretBytesMin)
		}
	}
	if !webAddress(p.BaseURL) {
		return nil, errors.New("messaging: the address of pages must be an absolute http or https URL")
	}
	if p.LinkFor <= 0 || p.AfterClose <= 0 {
		return nil, errors.New("messaging: a link must open its page for some time")
	}
	p.BaseURL = strings.TrimSuffix(p.BaseURL, "/")
	return &p, nil
}

// signedBy is a secret's signature for a purpose over parts, which cannot run into each other.
func signedBy(secret []byte, purpose string, parts ...string) []byte {
	mac := hmac.New(sha256.New, secret)
	mac.Write([]byte(purpose))
	for _, part := range parts {
		mac.Write([]byte(strconv.Itoa(len(part)) + ":" + part))
	}
	return mac.Sum(nil)
}

func pageToken(secret []byte, id refund.ID, generation int64) string {
	sum := signedBy(secret, pagePurpose, string(id), strconv.FormatInt(generation, 10))
	return base64.RawURLEncoding.EncodeToString(sum[:pageTokenBytes])
}

// PageTokenHash is the hash under which the ledger keeps a token. It takes any text, and reads none.
func PageTokenHash(token string) string {
	sum := sha256.Sum256([]byte(token))
	return hex.EncodeToString(sum[:])
}

// Make is a link as it is to be stored: of a generation, with the check of the customer's e-mail where one is known.
func (p Pages) Make(id refund.ID, generation int64, email string, now time.Time) refund.PageLink {
	secret := p.Secrets()[0]
	return refund.PageLink{
		Refund: id, Generation: generation, Hash: PageTokenHash(pageToken(secret, id, generation)), Check: pageCheck(secret, id, email),
		MadeAt: now.UTC(), ExpiresAt: now.UTC().Add(p.LinkFor),
	}
}

// Address is the address of a link that is stored, and false where no secret makes it any more.
func (p Pages) Address(l refund.PageLink) (address string, made bool) {
	for _, secret := range p.Secrets() {
		if token := pageToken(secret, l.Refund, l.Generation); hmac.Equal([]byte(PageTokenHash(token)), []byte(l.Hash)) {
			return p.BaseURL + "/r/" + token, true
		}
	}
	return "", false
}

// pageCheck is a keyed hash of an e-mail address; empty for none. It is of one refund, so that two checks do not tell
// whether two refunds are of one customer.
func pageCheck(secret []byte, id refund.ID, email string) string {
	plain := strings.ToLower(strings.TrimSpace(email))
	if plain == "" {
		return ""
	}
	return hex.EncodeToString(signedBy(secret, checkPurpose, string(id), plain))
}

// Checked reports whether an e-mail address is the one that a link's check was made of. It takes as long for each.
func (p Pages) Checked(l refund.PageLink, email string) bool {
	right := 0
	for _, secret := range p.Secrets() {
		if hmac.Equal([]byte(pageCheck(secret, l.Refund, email)), []byte(l.Check)) && l.Check != "" {
			right++
		}
	}
	return right > 0
}

// Pass is what the browser of somebody who passed the second check keeps: good for one link, until a time (whole seconds).
func (p Pages) Pass(l refund.PageLink, until time.Time) string {
	at := strconv.FormatInt(until.Unix(), 10)
	sum := signedBy(p.Secrets()[0], passPurpose, l.Hash, at)
	return at + "." + base64.RawURLEncoding.EncodeToString(sum)
}

// Passed reports whether a pass was made here for a link, and has not run out.
func (p Pages) Passed(l refund.PageLink, pass string, now time.Time) bool {
	at, signature, _ := strings.Cut(pass, ".")
	until, err := strconv.ParseInt(at, 10, 64)
	raw, wrong := tokenText.DecodeString(signature)
	if err != nil || wrong != nil || !now.Before(time.Unix(until, 0)) {
		return false
	}
	for _, secret := range p.Secrets() {
		if hmac.Equal(raw, signedBy(secret, passPurpose, l.Hash, at)) {
			return true
		}
	}
	return false
}
