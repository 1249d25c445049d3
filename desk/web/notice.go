package web

import (
	"net/http"
	"net/url"
	"strings"

	"github.com/makegood/makegood/refund"
)

// CodeOtherSite: a form came from another site.
const CodeOtherSite refund.Code = "OTHER_SITE"

// noticeCookie carries a text's id to the page that is shown next. Whoever writes into it can make a page show a sentence of
// the catalogue, and nothing else.
const noticeCookie = "makegood-notice"

const noticeSeconds = 60

func (k *Kit) giveNotice(w http.ResponseWriter, id string) {
	if id == "" {
		return
	}
	http.SetCookie(w, &http.Cookie{
		Name: noticeCookie, Value: id, Path: "/", MaxAge: noticeSeconds, HttpOnly: true, Secure: k.config.Secure, SameSite: http.SameSiteLaxMode,
	})
}

// takeNotice returns what is to be said once, in the reader's language; "": nothing.
func (k *Kit) takeNotice(w http.ResponseWriter, r *http.Request) string {
	cookie, err := r.Cookie(noticeCookie)
	if err != nil {
		return ""
	}
	http.SetCookie(w, &http.Cookie{Name: noticeCookie, Path: "/", MaxAge: -1, HttpOnly: true, Secure: k.config.Secure, SameSite: http.SameSiteLaxMode})
	words := wordsIn(Lang(r))
	if !strings.Contains(cookie.Value, ".done.") || !words.Has(cookie.Value) {
		return ""
	}
	return words.Say(cookie.Value)
}

// OwnPath is a path of this host that a page may lead to; what leads elsewhere becomes "/".
func OwnPath(to string) string {
	at, err := url.Parse(to)
	if err != nil || at.IsAbs() || at.Host != "" || at.User != nil || at.Opaque != "" || !strings.HasPrefix(at.Path, "/") ||
		strings.HasPrefix(at.Path, "//") || strings.ContainsAny(to, "\\\r\n\t") {
		return "/"
	}
	return at.String()
}
