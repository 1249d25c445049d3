package identity_test

import (
	"context"
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"maps"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"github.com/coreos/go-oidc/v3/oidc/oidctest"

	"github.com/makegood/makegood/api"
	"github.com/makegood/makegood/api/identity"
	"github.com/makegood/makegood/refund"
)

var noon = time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)

const (
	audience = "makegood"
	firstKey = "key-1"
)

// issuer is a pretend issuer with a clock that tests move.
type issuer struct {
	t *testing.T
	*oidctest.Server
	url  string
	key  *ecdsa.PrivateKey
	now  time.Time
	down atomic.Bool
	// asked counts the questions for its keys.
	asked atomic.Int64
}

func newKey(t *testing.T) *ecdsa.PrivateKey {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

func public(id string, key crypto.Signer) oidctest.PublicKey {
	return oidctest.PublicKey{PublicKey: key.Public(), KeyID: id, Algorithm: oidc.ES256}
}

func newIssuer(t *testing.T) *issuer {
	t.Helper()
	key := newKey(t)
	i := &issuer{t: t, key: key, now: noon, Server: &oidctest.Server{PublicKeys: []oidctest.PublicKey{public(firstKey, key)}, Algorithms: []string{oidc.ES256}}}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/keys" {
			i.asked.Add(1)
		}
		if i.down.Load() {
			http.Error(w, "down", http.StatusServiceUnavailable)
			return
		}
		i.ServeHTTP(w, r)
	}))
	t.Cleanup(server.Close)
	i.url = server.URL
	i.SetIssuer(server.URL)
	return i
}

func (i *issuer) config() identity.Issuer {
	return identity.Issuer{Name: i.url, Audience: audience, Client: http.DefaultClient, Now: func() time.Time { return i.now }}
}

var staff = refund.Staff{Ranks: []refund.Role{"support", "lead", "finance"}, Reviewers: []refund.Reviewer{
	{Name: "lena", Email: "Lena@shop.example"}, {Name: "omar", Email: "desk@shop.example"}, {Name: "pia", Email: "desk@shop.example"},
}}

func (i *issuer) chain(c identity.Claims, machines string) identity.Chain {
	i.t.Helper()
	if c.Person == "" {
		c.Person = "preferred_username"
	}
	c.Staff = func(context.Context) (refund.Staff, error) { return staff, nil }
	people, err := identity.NewPeople(i.config(), c)
	if err != nil {
		i.t.Fatal(err)
	}
	known, err := identity.ParseMachines(machines)
	if err != nil {
		i.t.Fatal(err)
	}
	return identity.Chain{People: people, Machines: func() (identity.Machines, error) { return known, nil }}
}

// token is a good one with some claims changed; a nil claim is left out.
func (i *issuer) token(changed map[string]any) string { return i.signed(i.key, firstKey, changed) }

func (i *issuer) signed(key *ecdsa.PrivateKey, id string, changed map[string]any) string {
	return oidctest.SignIDToken(key, id, oidc.ES256, i.claims(changed))
}

func (i *issuer) claims(changed map[string]any) string {
	i.t.Helper()
	all := map[string]any{
		"iss": i.url, "aud": audience, "sub": "77", "preferred_username": "lena", "iat": i.now.Unix(), "exp": i.now.Add(time.Hour).Unix(),
	}
	maps.Copy(all, changed)
	maps.DeleteFunc(all, func(_ string, value any) bool { return value == nil })
	raw, err := json.Marshal(all)
	if err != nil {
		i.t.Fatal(err)
	}
	return string(raw)
}

// unsigned is a token of one's own making, with a header and a signature as they are said.
func unsigned(header, claims, signature string) string {
	encode := base64.RawURLEncoding.EncodeToString
	return encode([]byte(header)) + "." + encode([]byte(claims)) + "." + encode([]byte(signature))
}

func codeOf(err error) refund.Code {
	p, _ := refund.ProblemIn(err)
	return p.Code
}

func TestAPersonIsWhoTheirIssuerSays(t *testing.T) {
	i := newIssuer(t)
	who, err := i.chain(identity.Claims{}, "").Identify(t.Context(), i.token(nil))
	if err != nil || who.Name != "lena" || who.Kind != api.Human || who.Verified != api.ByOIDC || who.NarrowsRoles || len(who.Scopes) > 0 {
		t.Errorf("%+v, %v", who, err)
	}
	if want := refund.SubjectID("oidc:" + i.url + "#77"); who.ID != want {
		t.Errorf("the subject is %q, want %q", who.ID, want)
	}
}

func TestATokenThatIsNotRightIsRefused(t *testing.T) {
	i, other := newIssuer(t), newIssuer(t)
	chain, hour := i.chain(identity.Claims{}, ""), time.Hour
	none := unsigned(`{"alg":"none"}`, i.claims(nil), "")
	hmacOfPublicKey := unsigned(`{"alg":"HS256","kid":"key-1"}`, i.claims(nil), "x")
	for name, c := range map[string]struct {
		token string
		want  refund.Code
	}{
		"expired":                        {i.token(map[string]any{"exp": i.now.Add(-2 * time.Minute).Unix()}), api.CodeTokenExpired},
		"without an end":                 {i.token(map[string]any{"exp": nil}), api.CodeTokenRefused},
		"of tomorrow":                    {i.token(map[string]any{"nbf": i.now.Add(2 * time.Minute).Unix()}), api.CodeTokenRefused},
		"issued tomorrow":                {i.token(map[string]any{"iat": i.now.Add(hour).Unix()}), api.CodeTokenRefused},
		"for another audience":           {i.token(map[string]any{"aud": "shop"}), api.CodeTokenRefused},
		"for nobody":                     {i.token(map[string]any{"aud": nil}), api.CodeTokenRefused},
		"by another key of that name":    {i.signed(other.key, firstKey, nil), api.CodeTokenRefused},
		"by a key of another name":       {i.signed(other.key, "key-9", nil), api.CodeTokenRefused},
		"of another issuer":              {other.token(nil), api.CodeTokenRefused},
		"that says it is of this one":    {other.token(map[string]any{"iss": i.url}), api.CodeTokenRefused},
		"alg none":                       {none, api.CodeTokenRefused},
		"alg none, with our signature":   {unsigned(`{"alg":"none"}`, i.claims(nil), "x"), api.CodeTokenRefused},
		"an HMAC":                        {hmacOfPublicKey, api.CodeTokenRefused},
		"changed after it was signed":    {swapped(i.token(nil), i.claims(map[string]any{"preferred_username": "olga"})), api.CodeTokenRefused},
		"of nobody":                      {i.token(map[string]any{"preferred_username": " "}), api.CodeTokenRefused},
		"without a subject":              {i.token(map[string]any{"sub": nil}), api.CodeTokenRefused},
		"of a customer":                  {i.token(map[string]any{"preferred_username": "customer:42"}), api.CodeTokenRefused},
		"of makegood itself":             {i.token(map[string]any{"preferred_username": "makegood"}), api.CodeTokenRefused},
		"empty":                          {"", api.CodeUnauthenticated},
		"no token":                       {"hello", api.CodeTokenRefused},
		"no claims":                      {"a.!.c", api.CodeTokenRefused},
		"claims that are no JSON":        {unsigned("{}", "x", "y"), api.CodeTokenRefused},
		"longer than any token":          {strings.Repeat("a", 17<<10), api.CodeTokenRefused},
		"a machine's key of nobody":      {"mgk_ABC", api.CodeTokenRefused},
		"of a demo, where there is none": {"mgd_ABC", api.CodeTokenRefused},
	} {
		who, err := chain.Identify(t.Context(), c.token)
		if codeOf(err) != c.want || who.Name != "" {
			t.Errorf("%s: %+v, %v", name, who, err)
		}
	}
}

// swapped is a token with other claims under its signature.
func swapped(token, claims string) string {
	parts := strings.Split(token, ".")
	parts[1] = base64.RawURLEncoding.EncodeToString([]byte(claims))
	return strings.Join(parts, ".")
}

func TestClocksMayBeAMinuteApart(t *testing.T) {
	i := newIssuer(t)
	chain := i.chain(identity.Claims{}, "")
	for name, changed := range map[string]map[string]any{
		"just expired": {"exp": i.now.Add(-59 * time.Second).Unix()}, "just ahead": {"nbf": i.now.Add(59 * time.Second).Unix()},
	} {
		if _, err := chain.Identify(t.Context(), i.token(changed)); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestARotatedKeyCountsAtOnceAndAWithdrawnOneNotForLong(t *testing.T) {
	i := newIssuer(t)
	chain := i.chain(identity.Claims{}, "")
	old := i.token(nil)
	if _, err := chain.Identify(t.Context(), old); err != nil {
		t.Fatal(err)
	}
	fresh := newKey(t)
	i.PublicKeys = []oidctest.PublicKey{public("key-2", fresh)}
	if _, err := chain.Identify(t.Context(), i.signed(fresh, "key-2", nil)); err != nil {
		t.Errorf("by the new key: %v", err)
	}
	i.now = i.now.Add(10 * time.Minute)
	if _, err := chain.Identify(t.Context(), old); codeOf(err) != api.CodeTokenRefused {
		t.Errorf("by the old key, ten minutes later: %v", err)
	}
}

func TestAnIssuerThatIsAwayIsNoAnswerToTheToken(t *testing.T) {
	i := newIssuer(t)
	chain := i.chain(identity.Claims{}, "")
	i.down.Store(true)
	if _, err := chain.Identify(t.Context(), i.token(nil)); codeOf(err) != api.CodeIdentityAway {
		t.Errorf("before its keys were ever read: %v", err)
	}
	i.down.Store(false)
	if _, err := chain.Identify(t.Context(), i.token(nil)); err != nil {
		t.Errorf("when it is back: %v", err)
	}
	i.down.Store(true)
	if _, err := chain.Identify(t.Context(), i.token(nil)); err != nil {
		t.Errorf("by a key that is known: %v", err)
	}
	if _, err := chain.Identify(t.Context(), i.signed(newKey(t), "key-2", nil)); codeOf(err) != api.CodeIdentityAway {
		t.Errorf("by a key that is not: %v", err)
	}
}

func TestAFloodOfForgedTokensIsNoFloodOfQuestions(t *testing.T) {
	i := newIssuer(t)
	chain, forger := i.chain(identity.Claims{}, ""), newKey(t)
	for range 50 {
		if _, err := chain.Identify(t.Context(), i.signed(forger, "key-9", nil)); err == nil {
			t.Fatal("a forged token is taken")
		}
	}
	if asked := i.asked.Load(); asked > 5 {
		t.Errorf("its keys were asked for %d times", asked)
	}
	i.now = i.now.Add(5 * time.Second)
	if _, err := chain.Identify(t.Context(), i.token(nil)); err != nil {
		t.Errorf("a good one, a moment later: %v", err)
	}
}
