package identity

import (
	"context"
	"crypto/subtle"
	"errors"
	"slices"
	"strings"

	"github.com/makegood/makegood/api"
	"github.com/makegood/makegood/refund"
)

// Claims say how a person's token is read.
type Claims struct {
	// Person names the claim that says who it is, as reviewers.yaml names them, or by the e-mail that stands there.
	Person string
	// Roles names the claim with the person's roles; empty: reviewers.yaml alone says. RoleOf turns the issuer's words
	// into makegood's; what it does not have is no role. nil: they are the same words.
	Roles  string
	RoleOf map[string]refund.Role
	// Staff is reviewers.yaml, by which an e-mail is somebody's.
	Staff func(context.Context) (refund.Staff, error)
}

// People are verified by the issuer they sign in with.
type People struct {
	issuer *issuer
	claims Claims
}

// NewPeople asks nobody yet.
func NewPeople(i Issuer, c Claims) (*People, error) {
	made, err := newIssuer(i)
	if err != nil {
		return nil, err
	}
	if c.Person == "" || c.Staff == nil {
		return nil, errors.New("identity: a person's claim, and staff, are needed")
	}
	return &People{issuer: made, claims: c}, nil
}

// Identify returns the person of an ID token or a signed access token.
func (p *People) Identify(ctx context.Context, raw string) (api.Subject, error) {
	v, err := p.issuer.verify(ctx, raw)
	if err != nil {
		return api.Subject{}, err
	}
	return p.subject(ctx, v)
}

// SignIn is Identify for the answer to a sign-in that was begun with a nonce: an ID token that somebody else's sign-in got
// is refused.
func (p *People) SignIn(ctx context.Context, raw, nonce string) (api.Subject, error) {
	v, err := p.issuer.verify(ctx, raw)
	if err != nil {
		return api.Subject{}, err
	}
	if nonce == "" || subtle.ConstantTimeCompare([]byte(v.Nonce), []byte(nonce)) != 1 {
		return api.Subject{}, refused("it is not the answer to this sign-in")
	}
	return p.subject(ctx, v)
}

func (p *People) subject(ctx context.Context, v verified) (api.Subject, error) {
	name, err := p.person(ctx, v)
	if err != nil {
		return api.Subject{}, err
	}
	s := api.Subject{
		ID: refund.SubjectID("oidc:" + p.issuer.name + "#" + v.Subject), Name: name, Kind: api.Human, Verified: api.ByOIDC,
		NarrowsRoles: p.claims.Roles != "",
	}
	for _, word := range texts(v.claims[p.claims.Roles]) {
		role, known := refund.Role(word), true
		if p.claims.RoleOf != nil {
			role, known = p.claims.RoleOf[word]
		}
		if known && !slices.Contains(s.Roles, role) {
			s.Roles = append(s.Roles, role)
		}
	}
	return s, nil
}

// person is who a token is of. An e-mail counts only where the issuer says that it has verified it.
func (p *People) person(ctx context.Context, v verified) (refund.Person, error) {
	name, _ := v.claims[p.claims.Person].(string)
	if name = strings.TrimSpace(name); name == "" || v.Subject == "" {
		return "", refused("it names nobody: the claim %s, or its subject, is missing", p.claims.Person)
	}
	if strings.HasPrefix(strings.ToLower(name), refund.CustomerPrefix) || refund.SamePerson(refund.Person(name), refund.ActorMakegood) {
		return "", refused("%q is the name of no member of staff", name)
	}
	byEmail := p.claims.Person == emailClaim
	if is, _ := v.claims["email_verified"].(bool); byEmail && !is {
		return "", refused("its issuer has not verified the e-mail")
	}
	staff, err := p.claims.Staff(ctx)
	if err != nil {
		return "", err
	}
	var found []refund.Person
	for _, reviewer := range staff.Reviewers {
		switch {
		case byEmail && sameMailbox(reviewer.Email, name):
			found = append(found, reviewer.Name)
		case reviewer.Name != refund.Person(name) && refund.SamePerson(reviewer.Name, refund.Person(name)):
			// To the issuer it may be another account: only the name as it stands there is theirs.
			return "", refused("%q reads like %q of reviewers.yaml, and is not that name", name, reviewer.Name)
		}
	}
	switch len(found) {
	case 0:
		return refund.Person(name), nil
	case 1:
		return found[0], nil
	}
	return "", refused("reviewers.yaml has %d people with this e-mail", len(found))
}

const emailClaim = "email"

// sameMailbox compares e-mails without the case of ASCII letters. Other letters stay as they are: a long s is another
// mailbox's than an s.
func sameMailbox(a, b string) bool {
	lower := func(r rune) rune {
		if 'A' <= r && r <= 'Z' {
			return r + ('a' - 'A')
		}
		return r
	}
	return a != "" && strings.Map(lower, a) == strings.Map(lower, b)
}

// texts are a claim's words: one, several separated by spaces, or a list.
func texts(claim any) (out []string) {
	switch said := claim.(type) {
	case string:
		return strings.Fields(said)
	case []any:
		for _, one := range said {
			if word, ok := one.(string); ok {
				out = append(out, word)
			}
		}
	}
	return out
}
