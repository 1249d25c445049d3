package session

import (
	"context"
	"net/http"
	"time"

	"github.com/makegood/makegood/api"
	"github.com/makegood/makegood/desk/web"
	"github.com/makegood/makegood/refund"
)

// seenEvery is how often it is noted that somebody is still there: the ledger is not written with every page.
const seenEvery = time.Minute

// Know has the person of a request's session call (web.Call) in what comes next. fail answers what cannot be known: the ledger
// does not answer, or the person calls too often. A session that has ended is nobody's, and its cookie is forgotten.
func (k *Keeper) Know(next http.Handler, fail func(http.ResponseWriter, *http.Request, error)) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		id := k.shown(r)
		if id == "" {
			next.ServeHTTP(w, r)
			return
		}
		who, err := k.identify(watching(r), id)
		problem, _ := refund.ProblemIn(err)
		switch {
		case err == nil:
			next.ServeHTTP(w, r.WithContext(web.WithSubject(r.Context(), who)))
		case problem.Code == api.CodeUnauthenticated:
			k.forget(w)
			next.ServeHTTP(w, r)
		default:
			fail(w, r, err)
		}
	})
}

type watchesKey struct{}

// watching is a request's context that says whether it is a stream: a page that keeps itself up to date is nobody at the desk.
func watching(r *http.Request) context.Context {
	return context.WithValue(r.Context(), watchesKey{}, isStream(r))
}

func watches(ctx context.Context) bool {
	is, _ := ctx.Value(watchesKey{}).(bool)
	return is
}

func isStream(r *http.Request) bool { return r.Header.Get("Accept") == "text/event-stream" }
