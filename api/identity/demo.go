package identity

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/makegood/makegood/api"
	"github.com/makegood/makegood/refund"
)

// demoPrefix begins every token of a demo.
const demoPrefix = "mgd_"

// DemoLifetime is how long a demo's token is good.
const DemoLifetime = 12 * time.Hour

// DemoNotice says what such a sign-in is worth.
const DemoNotice = "This sign-in is for the demo: it asks for no password, and anybody who can open this page can be any of its sample people."

// Demo gives out tokens for the sample people of the embedded mode, by a key that is made when it starts: they are good for
// that process and prove nothing anywhere else.
type Demo struct {
	people []refund.Person
	roles  map[refund.Person]string
	key    []byte
	now    func() time.Time
}

// NewDemo makes the key. Its error is the system's: it has no random numbers.
func NewDemo(people []refund.Person, now func() time.Time) (*Demo, error) {
	d := &Demo{people: slices.Clone(people), key: make([]byte, sha256.Size), now: now}
	_, err := rand.Read(d.key)
	return d, err
}

// Showing lets the sign-in's page say beside people's names what they may decide; it returns the same Demo.
func (d *Demo) Showing(roles map[refund.Person]string) *Demo {
	d.roles = maps.Clone(roles)
	return d
}

// RolesOf is what a sample person may decide, in words; "" where Showing said nothing.
func (d *Demo) RolesOf(who refund.Person) string { return d.roles[who] }

// People are the sample people.
func (d *Demo) People() []refund.Person { return slices.Clone(d.people) }

// Token is a sample person's. The error is a refund.Problem REVIEWER_UNKNOWN for anybody else.
func (d *Demo) Token(who refund.Person) (string, error) {
	at := slices.IndexFunc(d.people, func(p refund.Person) bool { return refund.SamePerson(p, who) })
	if at < 0 {
		return "", refund.Problem{Code: refund.CodeReviewerUnknown, Detail: string(who) + " is none of the demo's sample people"}
	}
	body := strconv.FormatInt(d.now().Add(DemoLifetime).Unix(), 10) + " " + string(d.people[at])
	return demoPrefix + base64.RawURLEncoding.EncodeToString(append(d.mac(body), body...)), nil
}

func (d *Demo) mac(body string) []byte {
	sum := hmac.New(sha256.New, d.key)
	sum.Write([]byte("makegood/demo/1\x00" + body))
	return sum.Sum(nil)
}

// Identify returns the sample person who has a token. Its error is a refund.Problem TOKEN_REFUSED or TOKEN_EXPIRED.
func (d *Demo) Identify(token string) (api.Subject, error) {
	body, err := d.open(token)
	if err != nil {
		return api.Subject{}, refused("it is not of this demo, which makes a new key whenever it starts")
	}
	until, person, _ := strings.Cut(body, " ")
	seconds, err := strconv.ParseInt(until, 10, 64)
	if err != nil {
		return api.Subject{}, refused("its time cannot be read")
	}
	if !d.now().Before(time.Unix(seconds, 0)) {
		return api.Subject{}, refund.Problem{Code: api.CodeTokenExpired, Detail: "the demo's token has expired: sign in again"}
	}
	return api.Subject{ID: refund.SubjectID("demo:" + person), Name: refund.Person(person), Kind: api.Human, Verified: api.ByDemo}, nil
}

var errForged = errors.New("identity: the token is not of this demo")

func (d *Demo) open(token string) (string, error) {
	raw, err := base64.RawURLEncoding.Strict().DecodeString(strings.TrimPrefix(token, demoPrefix))
	if err != nil || len(raw) < sha256.Size {
		return "", errForged
	}
	body := string(raw[sha256.Size:])
	if !hmac.Equal(raw[:sha256.Size], d.mac(body)) {
		return "", errForged
	}
	return body, nil
}
