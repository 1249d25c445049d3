package web

import (
	"fmt"
	"net/http"
	"runtime/debug"
	"strings"

	"go.uber.org/zap"

	"github.com/makegood/makegood/refund"
)

// Layout is who a page is for.
type Layout string

// The layouts: for members of staff, and for customers.
const (
	Staff  Layout = "staff"
	Public Layout = "public"
)

// policyOfPages lets a page load its own host's files, send forms to it, and no more: nothing written in the page runs, no
// script makes HTML of text (Trusted Types), no frame is around it.
const policyOfPages = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; " +
	"base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'"

// Guard is around all pages of a layout: it says to browsers what pages may do, refuses forms that another site sends, and
// answers a panic with an error.
func (k *Kit) Guard(layout Layout, next http.Handler) http.Handler {
	own := http.NewCrossOriginProtection()
	own.SetDenyHandler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		k.Fail(w, r, layout, refund.Problem{Code: CodeOtherSite, Detail: "the form was sent from another site than this one"})
	}))
	inside := own.Handler(next)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		headers(layout, k.config.Secure, w.Header())
		defer func() {
			if broken := recover(); broken != nil && broken != http.ErrAbortHandler {
				k.config.Logger.Error("page panicked", zap.String("path", loggedPath(r)), zap.Any("panic", broken), zap.ByteString("stack", debug.Stack()))
				k.Fail(w, r, layout, fmt.Errorf("desk: panic: %v", broken))
			} else if broken != nil {
				panic(broken)
			}
		}()
		k.rememberLanguage(w, r)
		inside.ServeHTTP(w, r)
	})
}

// loggedPath is a request's path without the secret that a customer's link has in it.
func loggedPath(r *http.Request) string {
	if rest, is := strings.CutPrefix(r.URL.Path, "/r/"); is {
		_, act, _ := strings.Cut(rest, "/")
		return "/r/-/" + act
	}
	return r.URL.Path
}

// Headed says with every answer what a browser may do with it, also with one that is made before a Guard: a path that is tidied,
// or the word of the process on its own health. secure is Config.Secure.
func Headed(layout Layout, secure bool, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		headers(layout, secure, w.Header())
		next.ServeHTTP(w, r)
	})
}

// headers are those of every answer. Customers' pages have the secret in their address, so nobody is told the address.
func headers(layout Layout, secure bool, h http.Header) {
	h.Set("Content-Security-Policy", policyOfPages)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=()")
	h.Set("X-Robots-Tag", "noindex, nofollow")
	h.Set("Cache-Control", "no-store")
	h.Set("Referrer-Policy", "same-origin")
	if layout == Public {
		h.Set("Referrer-Policy", "no-referrer")
	}
	if secure {
		h.Set("Strict-Transport-Security", "max-age=31536000")
	}
}
