package signin

import (
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"encoding/json"
	"net/http"

	"golang.org/x/oauth2"

	"github.com/makegood/makegood/desk/web"
)

// try is a sign-in that was begun in a browser, and ends in the same one: the browser keeps it, so that any desk may end it.
type try struct {
	// State is what the issuer sends back, Nonce what stands in its token, and Verifier what proves to it who asked.
	State    string `json:"state"`
	Nonce    string `json:"nonce"`
	Verifier string `json:"verifier"`
	// To is where the person wanted to go: a path of this host.
	To string `json:"to"`
}

func newTry(to string) try {
	return try{State: rand.Text(), Nonce: rand.Text(), Verifier: oauth2.GenerateVerifier(), To: web.OwnPath(to)}
}

// is reports whether a state is the try's own.
func (t try) is(state string) bool {
	return t.State != "" && subtle.ConstantTimeCompare([]byte(t.State), []byte(state)) == 1
}

// tryMaxSeconds is how long somebody may take to sign in.
const tryMaxSeconds = 10 * 60

func tryCookie(secure bool) string {
	if secure {
		return "__Host-makegood-sign-in"
	}
	return "makegood-sign-in"
}

// keep gives the browser a try; it goes back with the issuer's answer, which is a link from another site.
func (t try) keep(w http.ResponseWriter, secure bool) error {
	text, err := json.Marshal(t)
	if err != nil {
		return err
	}
	http.SetCookie(w, cookieOf(base64.RawURLEncoding.EncodeToString(text), tryMaxSeconds, secure))
	return nil
}

func cookieOf(value string, seconds int, secure bool) *http.Cookie {
	return &http.Cookie{
		Name: tryCookie(secure), Value: value, Path: "/", MaxAge: seconds, HttpOnly: true, Secure: secure, SameSite: http.SameSiteLaxMode,
	}
}

// takeTry is the try that a browser keeps, which it then forgets: none is used twice.
func takeTry(w http.ResponseWriter, r *http.Request, secure bool) (t try, ok bool) {
	cookie, err := r.Cookie(tryCookie(secure))
	if err != nil {
		return t, false
	}
	http.SetCookie(w, cookieOf("", -1, secure))
	text, err := base64.RawURLEncoding.DecodeString(cookie.Value)
	if err != nil || json.Unmarshal(text, &t) != nil {
		return t, false
	}
	return t, true
}
