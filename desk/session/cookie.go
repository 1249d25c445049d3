package session

import (
	"net/http"
)

// CookieName is the session's cookie. By https it has a name that browsers take from this host alone, with nothing but this
// host in it: no other host of the same domain can set one.
func CookieName(secure bool) string {
	if secure {
		return "__Host-makegood-desk"
	}
	return "makegood-desk"
}

// cookie goes when the browser ends; when the session ends, the ledger knows.
func (k *Keeper) cookie(id string) *http.Cookie {
	return &http.Cookie{
		Name: CookieName(k.config.Secure), Value: id, Path: "/", HttpOnly: true, Secure: k.config.Secure,
		SameSite: http.SameSiteLaxMode, // a link to a case in a message opens it; forms of other sites are refused (desk/web)
	}
}

func (k *Keeper) forget(w http.ResponseWriter) {
	gone := k.cookie("")
	gone.MaxAge = -1
	http.SetCookie(w, gone)
}

// idLengthMax bounds what is looked up: an id has 43 letters.
const idLengthMax = 64

// shown is the id that a request shows; "": none.
func (k *Keeper) shown(r *http.Request) string {
	cookie, err := r.Cookie(CookieName(k.config.Secure))
	if err != nil || len(cookie.Value) > idLengthMax {
		return ""
	}
	return cookie.Value
}

// Shows reports whether a request shows a session's id, whether or not somebody has it.
func (k *Keeper) Shows(r *http.Request) bool { return k.shown(r) != "" }
