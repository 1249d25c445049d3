package e2e

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"maps"
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"testing"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"github.com/coreos/go-oidc/v3/oidc/oidctest"
)

// issuer is a pretend issuer of tokens.
type issuer struct {
	t      *testing.T
	tokens *oidctest.Server
	url    string
	key    *ecdsa.PrivateKey
	away   atomic.Bool
}

const issuersKey = "key-1"

func newKey(t *testing.T) *ecdsa.PrivateKey {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

func newIssuer(t *testing.T) *issuer {
	t.Helper()
	i := &issuer{t: t, key: newKey(t), tokens: &oidctest.Server{Algorithms: []string{oidc.ES256}}}
	i.publishes(issuersKey, i.key)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if i.away.Load() {
			http.Error(w, "away", http.StatusServiceUnavailable)
			return
		}
		i.tokens.ServeHTTP(w, r)
	}))
	t.Cleanup(server.Close)
	i.url = server.URL
	i.tokens.SetIssuer(server.URL)
	return i
}

// publishes makes a key the issuer's only one.
func (i *issuer) publishes(id string, key *ecdsa.PrivateKey) {
	i.tokens.PublicKeys = []oidctest.PublicKey{{PublicKey: key.Public(), KeyID: id, Algorithm: oidc.ES256}}
}

// claims are of olga's token of now with some changed; a nil claim is left out.
func (i *issuer) claims(changed map[string]any) string {
	i.t.Helper()
	all := map[string]any{
		"iss": i.url, "aud": "makegood", "sub": "77", "preferred_username": "olga", "iat": time.Now().Unix(), "exp": time.Now().Add(time.Hour).Unix(),
	}
	maps.Copy(all, changed)
	maps.DeleteFunc(all, func(_ string, value any) bool { return value == nil })
	raw, err := json.Marshal(all)
	if err != nil {
		i.t.Fatal(err)
	}
	return string(raw)
}

func (i *issuer) token(changed map[string]any) string { return i.signed(i.key, issuersKey, changed) }

func (i *issuer) signed(key *ecdsa.PrivateKey, id string, changed map[string]any) string {
	return oidctest.SignIDToken(key, id, oidc.ES256, i.claims(changed))
}

// forged is a token with a header and a signature of one's own.
func forged(header, claims string, sign func(string) []byte) string {
	encode := base64.RawURLEncoding.EncodeToString
	signed := encode([]byte(header)) + "." + encode([]byte(claims))
	return signed + "." + encode(sign(signed))
}

// underPublicKey signs with an HMAC under the issuer's public key, which everybody has.
func (i *issuer) underPublicKey(signed string) []byte {
	raw, err := x509.MarshalPKIXPublicKey(i.key.Public())
	if err != nil {
		i.t.Fatal(err)
	}
	sum := hmac.New(sha256.New, raw)
	sum.Write([]byte(signed))
	return sum.Sum(nil)
}
