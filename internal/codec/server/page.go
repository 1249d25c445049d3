package server

import (
	"crypto/sha256"
	"encoding/hex"
	"html/template"
	"net/http"

	"go.uber.org/zap"
)

// formBytesMax bounds the sign-in form.
const formBytesMax = 4 << 10

// pageView is what the page shows.
type pageView struct {
	Who, Namespace, Origin string
	Wrong                  bool
}

var pageTemplate = template.Must(template.New("page").Parse(`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>makegood: read encrypted refunds</title></head><body><main>
<h1>Read encrypted refunds</h1>
{{if .Who}}<p>Signed in as <strong>{{.Who}}</strong> for namespace {{.Namespace}}. The pages of {{.Origin}} in this browser show
what is encrypted. Every look is logged with your name.</p>
<form method="post" action="/sign-out"><button>Sign out</button></form>
{{else}}{{if .Wrong}}<p role="alert">This is no token of this server.</p>
{{end}}<p>Sign in to see what is encrypted on the pages of {{.Origin}}.</p>
<form method="post" action="/sign-in"><label>Token <input type="password" name="token" autocomplete="current-password" required autofocus></label>
<button>Sign in</button></form>
{{end}}</main></body></html>
`))

// page shows the sign-in form, or who is signed in.
func (s *server) page(w http.ResponseWriter, r *http.Request) {
	who, err := s.signedIn(r)
	if err != nil {
		s.broken(w, err)
		return
	}
	s.show(w, http.StatusOK, pageView{Who: who})
}

func (s *server) show(w http.ResponseWriter, status int, view pageView) {
	view.Namespace, view.Origin = s.config.Namespace, s.config.Origin
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	_ = pageTemplate.Execute(w, view) // the reader has gone: nobody is left to tell
}

// signIn begins a session for whoever has a token.
func (s *server) signIn(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, formBytesMax)
	hash := sha256.Sum256([]byte(r.PostFormValue("token")))
	who, err := s.whose(hash)
	switch {
	case err != nil:
		s.broken(w, err)
		return
	case who == "":
		s.counts.requests.WithLabelValues("sign-in", "refused").Inc()
		s.config.Logger.Warn("sign-in refused", zap.String("from", r.RemoteAddr))
		s.show(w, http.StatusUnauthorized, pageView{Wrong: true})
		return
	}
	if err := s.sessions.RenewToken(r.Context()); err != nil {
		s.broken(w, err)
		return
	}
	s.sessions.Put(r.Context(), sessionToken, hex.EncodeToString(hash[:]))
	s.counts.requests.WithLabelValues("sign-in", "served").Inc()
	s.config.Logger.Info("signed in", zap.String("who", who), zap.String("from", r.RemoteAddr))
	http.Redirect(w, r, "/", http.StatusSeeOther)
}

// signOut ends the session.
func (s *server) signOut(w http.ResponseWriter, r *http.Request) {
	if err := s.sessions.Destroy(r.Context()); err != nil {
		s.broken(w, err)
		return
	}
	http.Redirect(w, r, "/", http.StatusSeeOther)
}

func (s *server) broken(w http.ResponseWriter, err error) {
	s.config.Logger.Error("the codec server cannot serve", zap.Error(err))
	http.Error(w, "TOKENS_UNREADABLE: the server's log says why", http.StatusInternalServerError)
}
