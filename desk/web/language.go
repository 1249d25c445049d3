package web

import (
	"context"
	"net/http"
	"net/url"
	"slices"

	"golang.org/x/text/language"

	"github.com/makegood/makegood/policy/explain"
)

// languageCookie keeps the language that was chosen.
const languageCookie = "makegood-language"

const yearSeconds = 365 * 24 * 60 * 60

type languageKey struct{}

// WithLang is a request read in a language, where the reader has chosen none: a customer's page has that of the order.
func WithLang(r *http.Request, locale string) *http.Request {
	if chosen(r) != "" || !slices.Contains(explain.Locales(), locale) {
		return r
	}
	return r.WithContext(context.WithValue(r.Context(), languageKey{}, locale))
}

// Lang is the language a request is to be answered in: what the reader chose, what the page was given, else what the
// browser asks for, else English.
func Lang(r *http.Request) string {
	if locale := chosen(r); locale != "" {
		return locale
	}
	if locale, ok := r.Context().Value(languageKey{}).(string); ok {
		return locale
	}
	_, at := language.MatchStrings(matcher, r.Header.Get("Accept-Language"))
	return explain.Locales()[at]
}

var matcher = func() language.Matcher {
	var tags []language.Tag
	for _, locale := range explain.Locales() {
		tags = append(tags, language.MustParse(locale))
	}
	return language.NewMatcher(tags)
}()

// chosen is the language that the reader chose, by a link or before; "": none.
func chosen(r *http.Request) string {
	asked := r.URL.Query().Get("lang")
	if asked == "" {
		if cookie, err := r.Cookie(languageCookie); err == nil {
			asked = cookie.Value
		}
	}
	if slices.Contains(explain.Locales(), asked) {
		return asked
	}
	return ""
}

// rememberLanguage keeps a language that was chosen by a link.
func (k *Kit) rememberLanguage(w http.ResponseWriter, r *http.Request) {
	if asked := r.URL.Query().Get("lang"); asked != "" && asked == chosen(r) {
		http.SetCookie(w, &http.Cookie{
			Name: languageCookie, Value: asked, Path: "/", MaxAge: yearSeconds, HttpOnly: true, Secure: k.config.Secure, SameSite: http.SameSiteLaxMode,
		})
	}
}

// otherLanguages are the links that show the same page in the other languages.
func otherLanguages(r *http.Request) (out []languageLink) {
	for _, locale := range explain.Locales() {
		if locale == Lang(r) {
			continue
		}
		query := r.URL.Query()
		query.Set("lang", locale)
		out = append(out, languageLink{locale, (&url.URL{Path: r.URL.Path, RawQuery: query.Encode()}).String(), nameOfLanguage[locale]})
	}
	return out
}

type languageLink struct{ Lang, Href, Name string }

// nameOfLanguage is each language's name in itself.
var nameOfLanguage = map[string]string{explain.LocaleEnglish: "English", explain.LocaleChinese: "中文"}
