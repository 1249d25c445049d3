package desk

import (
	"context"
	"embed"
	"errors"
	"net/http"

	"github.com/makegood/makegood/api"
	"github.com/makegood/makegood/desk/session"
	"github.com/makegood/makegood/desk/signin"
	"github.com/makegood/makegood/desk/web"
	"github.com/makegood/makegood/refund"
)

//go:embed templates
var templates embed.FS

// StaffConfig is what staff's handler is made of. All but URL and Pages is needed.
type StaffConfig struct {
	Kit      *web.Kit
	Sessions *session.Keeper
	SignIn   *signin.Pages
	// URL is how browsers reach the pages; "": by this machine's own names.
	URL string
	// Nav are the links at the head of the pages, which the home page has too.
	Nav []web.Link
	// Entitled refuses who is signed in, and has nothing to do with refunds.
	Entitled func(context.Context, api.Call) error
	// Pages are for people who are signed in.
	Pages []Pages
}

// Staff serves the pages of staff: to who is signed in, and to others the sign-in alone.
func Staff(c StaffConfig) (http.Handler, error) {
	if c.Kit == nil || c.Sessions == nil || c.SignIn == nil || c.Entitled == nil {
		return nil, errors.New("desk: staff's pages need the kit, sessions and a sign-in")
	}
	fail := failing(c.Kit, web.Staff)
	inside, err := c.inside(fail)
	if err != nil {
		return nil, err
	}
	all := http.NewServeMux()
	all.Handle("/", session.Require(c.entitled(inside, fail), fail))
	all.Handle(web.StaticPrefix, web.Static())
	c.SignIn.Routes(all)
	own, err := named(c.URL, nil, c.Sessions.Know(all, fail), fail)
	if err != nil {
		return nil, err
	}
	return c.Kit.Guard(web.Staff, own), nil
}

// entitled lets those through who work with refunds. Who is not may sign out, and see why.
func (c StaffConfig) entitled(next http.Handler, fail failure) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if err := c.Entitled(r.Context(), web.Call(r)); err != nil {
			fail(w, r, err)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// inside are the pages behind the sign-in.
func (c StaffConfig) inside(fail failure) (http.Handler, error) {
	set, err := c.Kit.Pages(templates, web.Staff)
	if err != nil {
		return nil, err
	}
	mux := http.NewServeMux()
	for _, pages := range c.Pages {
		pages.Routes(mux)
	}
	mux.HandleFunc("GET /{$}", func(w http.ResponseWriter, r *http.Request) {
		set.Show(w, r, http.StatusOK, "home", web.View{Title: "desk.home.title", Data: c.Nav})
	})
	return found(mux, fail), nil
}

// failure answers with an error.
type failure = func(http.ResponseWriter, *http.Request, error)

func failing(kit *web.Kit, layout web.Layout) failure {
	return func(w http.ResponseWriter, r *http.Request, err error) { kit.Fail(w, r, layout, err) }
}

// found answers what is at no page, or there by another method, as a page does.
func found(mux *http.ServeMux, fail failure) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if _, pattern := mux.Handler(r); pattern != "" {
			mux.ServeHTTP(w, r)
			return
		}
		allowed := &statusOnly{header: http.Header{}}
		mux.ServeHTTP(allowed, r)
		if allowed.status == http.StatusMethodNotAllowed {
			w.Header().Set("Allow", allowed.header.Get("Allow"))
			fail(w, r, refund.Problem{Code: api.CodeWrongHTTPMethod, Detail: "there is a page, which is not called by " + r.Method})
			return
		}
		fail(w, r, refund.Problem{Code: api.CodeUnknownMethod, Detail: "there is no page"})
	})
}

// statusOnly keeps an answer's status and header.
type statusOnly struct {
	header http.Header
	status int
}

// Header implements http.ResponseWriter.
func (s *statusOnly) Header() http.Header { return s.header }

// WriteHeader implements http.ResponseWriter.
func (s *statusOnly) WriteHeader(status int) { s.status = status }

// Write implements http.ResponseWriter.
func (s *statusOnly) Write(b []byte) (int, error) { return len(b), nil }
