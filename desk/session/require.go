package session

import (
	"net/http"
	"net/url"

	"github.com/makegood/makegood/api"
	"github.com/makegood/makegood/desk/web"
	"github.com/makegood/makegood/refund"
)

// SignInPath is where people sign in. Its parameter says where they wanted to go.
const (
	SignInPath  = "/sign-in"
	ToParameter = "to"
)

// Require lets people who are signed in through. Who opens a page is led to the sign-in and back; a form that was sent, and a
// stream, is refused.
func Require(next http.Handler, fail func(http.ResponseWriter, *http.Request, error)) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		opens := (r.Method == http.MethodGet || r.Method == http.MethodHead) && !isStream(r)
		switch {
		case web.Call(r).Subject.Name != "":
			next.ServeHTTP(w, r)
		case opens:
			to := url.Values{ToParameter: {r.URL.RequestURI()}}
			http.Redirect(w, r, SignInPath+"?"+to.Encode(), http.StatusSeeOther)
		default:
			fail(w, r, refund.Problem{Code: api.CodeUnauthenticated, Detail: "nobody is signed in: sign in, and send the form again"})
		}
	})
}
