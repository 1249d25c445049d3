package app

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"github.com/coreos/go-oidc/v3/oidc/oidctest"
	"go.uber.org/zap"
)

// pretendIssuer signs olga in, and checks what the desk shows it.
type pretendIssuer struct {
	t   *testing.T
	url string
	key *ecdsa.PrivateKey
	// challenge and nonce are of the sign-in under way; code is its code.
	challenge, nonce, code string
	// claims are changed in the next token.
	claims map[string]any
	// asked counts who asked for a token.
	asked int
}

func newPretendIssuer(t *testing.T) *pretendIssuer {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	i := &pretendIssuer{t: t, key: key}
	published := &oidctest.Server{Algorithms: []string{oidc.ES256}, PublicKeys: []oidctest.PublicKey{{PublicKey: key.Public(), KeyID: "k", Algorithm: oidc.ES256}}}
	mux := http.NewServeMux()
	mux.Handle("/", published)
	mux.HandleFunc("POST /token", i.token)
	web := httptest.NewServer(mux)
	t.Cleanup(web.Close)
	i.url = web.URL
	published.SetIssuer(web.URL)
	return i
}

// token gives a token for the code, to who shows the client's secret and the verifier of the challenge.
func (i *pretendIssuer) token(w http.ResponseWriter, r *http.Request) {
	i.asked++
	id, secret, _ := r.BasicAuth()
	sum := sha256.Sum256([]byte(r.PostFormValue("code_verifier")))
	proof := base64.RawURLEncoding.EncodeToString(sum[:])
	if id != "desk" || secret != "s3cret" || i.code == "" || r.PostFormValue("code") != i.code || proof != i.challenge || r.PostFormValue("grant_type") != "authorization_code" {
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(http.StatusBadRequest)
		_, _ = w.Write([]byte(`{"error":"invalid_grant"}`))
		return
	}
	i.code = "" // it is good once
	all := map[string]any{
		"iss": i.url, "aud": "desk", "sub": "77", "preferred_username": "olga", "nonce": i.nonce, "iat": time.Now().Unix(), "exp": time.Now().Add(time.Hour).Unix(),
	}
	maps.Copy(all, i.claims)
	claims, err := json.Marshal(all)
	if err != nil {
		i.t.Error(err)
	}
	w.Header().Set("Content-Type", "application/json")
	_, _ = fmt.Fprintf(w, `{"access_token":"a","token_type":"Bearer","id_token":%q}`, oidctest.SignIDToken(i.key, "k", oidc.ES256, string(claims)))
}

// begin has a browser begin to sign in, and is the issuer's page that it is led to: its answer's address without the host.
func (i *pretendIssuer) begin(b *browser, d *servedDesk, to string) (back string) {
	b.t.Helper()
	led := b.get(d.staff + "/sign-in/start?" + url.Values{"to": {to}}.Encode())
	at, err := url.Parse(led.Header.Get("Location"))
	if err != nil || led.StatusCode != http.StatusSeeOther || !strings.HasPrefix(at.String(), i.url+"/auth?") {
		b.t.Fatalf("it leads to %q: %s %s", at, led.Status, led.body)
	}
	asked := at.Query()
	if asked.Get("code_challenge_method") != "S256" || asked.Get("response_type") != "code" || asked.Get("client_id") != "desk" || asked.Get("state") == "" ||
		asked.Get("redirect_uri") != d.staff+"/sign-in/back" || !strings.Contains(asked.Get("scope"), "openid") {
		b.t.Fatalf("it asks for %v", asked)
	}
	i.challenge, i.nonce, i.code = asked.Get("code_challenge"), asked.Get("nonce"), "code-"+asked.Get("state")
	return "/sign-in/back?" + url.Values{"code": {i.code}, "state": {asked.Get("state")}, "iss": {i.url}}.Encode()
}

// deskOfIssuer is a desk at which people sign in with an issuer, and no demo.
func deskOfIssuer(t *testing.T, i *pretendIssuer) *servedDesk {
	t.Helper()
	s := deskSettings(t)
	secret := filepath.Join(t.TempDir(), "secret")
	if err := os.WriteFile(secret, []byte("s3cret\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	s.Identity.OIDC.URL, s.Identity.OIDC.Audience, s.Identity.PersonClaim = i.url, "api", "preferred_username"
	s.Desk.ClientID, s.Desk.ClientSecretFile = "desk", secret
	return serveDeskOf(t, Config{Settings: s, Logger: zap.NewNop(), Now: time.Now})
}

func TestPeopleSignInWithTheirIssuerAndComeBackToWhereTheyWanted(t *testing.T) {
	i := newPretendIssuer(t)
	d, b := deskOfIssuer(t, i), newBrowser(t)
	if page := b.get(d.staff + "/sign-in?to=/queue"); !strings.Contains(page.body, "/sign-in/start?to=%2Fqueue") || strings.Contains(page.body, "<form") {
		t.Errorf("the sign-in is %s", page.body)
	}
	back := i.begin(b, d, "/queue?market=DE")
	answer := b.get(d.staff + back)
	if to := answer.Header.Get("Location"); answer.StatusCode != http.StatusSeeOther || to != "/queue?market=DE" {
		t.Fatalf("it leads to %q: %s %s", to, answer.Status, answer.body)
	}
	if who := b.isAt(d); who != "olga" {
		t.Errorf("it is %q", who)
	}
	if answer := b.get(d.staff + back); answer.StatusCode == http.StatusSeeOther {
		t.Error("the same answer signs in twice")
	}
	if answer := b.do(http.MethodPost, d.staff+"/sign-in", url.Values{"person": {"ann"}}); answer.StatusCode != http.StatusMethodNotAllowed {
		t.Errorf("a sample person signs in where this is no demo: %s", answer.Status)
	}
	evil := newBrowser(t)
	if to := evil.get(d.staff + i.begin(evil, d, "https://evil.example/")).Header.Get("Location"); to != "/" {
		t.Errorf("it leads to %q", to)
	}
}

func TestASignInThatIsNotTheBrowsersOwnIsRefused(t *testing.T) {
	i := newPretendIssuer(t)
	d := deskOfIssuer(t, i)
	for name, c := range map[string]struct {
		// change changes the browser before it comes back, and where it comes back to.
		change func(b *browser, back string) string
		claims map[string]any
		asks   bool
	}{
		"begun in another browser": {func(b *browser, back string) string { clear(b.cookies); return back }, nil, false},
		"of another try":           {func(b *browser, back string) string { return strings.Replace(back, "state=", "state=x", 1) }, nil, false},
		"without its state":        {func(_ *browser, back string) string { return strings.Replace(back, "state=", "other=", 1) }, nil, false},
		"of another issuer":        {func(_ *browser, back string) string { return strings.Replace(back, "iss=", "iss=x", 1) }, nil, false},
		"refused by the issuer": {func(_ *browser, back string) string {
			return strings.Replace(back, "code=", "error=access_denied&x=", 1)
		}, nil, false},
		"a code of somebody else": {func(_ *browser, back string) string { return strings.Replace(back, "code=", "code=x", 1) }, nil, true},
		"a token of another try":  {nil, map[string]any{"nonce": "another"}, true},
		"a token for the API":     {nil, map[string]any{"aud": "api"}, true},
		"a token of the past":     {nil, map[string]any{"exp": time.Now().Add(-time.Hour).Unix()}, true},
		"a token of nobody":       {nil, map[string]any{"preferred_username": ""}, true},
		"a token of makegood":     {nil, map[string]any{"preferred_username": "makegood"}, true},
	} {
		b := newBrowser(t)
		back := i.begin(b, d, "/")
		if c.change != nil {
			back = c.change(b, back)
		}
		asked := i.asked
		i.claims = c.claims
		answer := b.get(d.staff + back)
		i.claims = nil
		if answer.StatusCode != http.StatusUnauthorized || !strings.Contains(answer.body, "TOKEN_REFUSED") && !strings.Contains(answer.body, "TOKEN_EXPIRED") {
			t.Errorf("%s: %s %s", name, answer.Status, answer.body)
		}
		if c.asks != (i.asked > asked) {
			t.Errorf("%s: the issuer was asked %d times", name, i.asked-asked)
		}
		if who := b.isAt(d); who != "" {
			t.Errorf("%s: %s is signed in", name, who)
		}
	}
}

func TestASignInSaysThatItsIssuerIsAway(t *testing.T) {
	i := newPretendIssuer(t)
	d := deskOfIssuer(t, i)
	s := deskSettings(t)
	s.Identity.OIDC.URL, s.Identity.OIDC.Audience = "http://"+s.Temporal.Address, "desk" // nobody is there
	gone := serveDeskOf(t, Config{Settings: s, Logger: zap.NewNop(), Now: time.Now})
	for name, at := range map[string]string{"away from the start": gone.staff} {
		answer := newBrowser(t).get(at + "/sign-in/start")
		if answer.StatusCode != http.StatusServiceUnavailable || !strings.Contains(answer.body, "IDENTITY_AWAY") {
			t.Errorf("%s: %s %s", name, answer.Status, answer.body)
		}
	}
	if answer := newBrowser(t).get(d.staff + "/sign-in"); answer.StatusCode != http.StatusOK {
		t.Errorf("%s", answer.Status)
	}
}
