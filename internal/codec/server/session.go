package server

import (
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"strings"
	"time"

	"github.com/alexedwards/scs/v2"
)

// sessions are those of people who signed in on the page. They are in memory: a restart signs everybody out.
type sessions struct{ *scs.SessionManager }

// sessionMax is how long somebody stays signed in: a working day.
const sessionMax = 8 * time.Hour

// sessionToken is the session's value: the hash of the token that was typed.
const sessionToken = "token"

func newSessions(tls bool) sessions {
	manager := scs.New()
	manager.Lifetime = sessionMax
	manager.HashTokenInStore = true
	manager.Cookie.Name = "makegood_codec"
	if tls {
		manager.Cookie.Name = "__Host-makegood_codec"
	}
	manager.Cookie.Secure, manager.Cookie.HttpOnly, manager.Cookie.Persist = tls, true, false
	// The UI's page sends the cookie because it is of the same site: the same host, with another port perhaps.
	manager.Cookie.SameSite = http.SameSiteStrictMode
	return sessions{manager}
}

// whoAsks is the name of whoever a request is of, or "": by its token, and where it has none by its session. A
// session counts only for the Temporal UI's pages, which allowOrigin has seen to.
func (s *server) whoAsks(r *http.Request) (string, error) {
	if header := r.Header.Get("Authorization"); header != "" {
		scheme, sent, _ := strings.Cut(header, " ")
		if !strings.EqualFold(scheme, "Bearer") {
			return "", nil
		}
		return s.whose(sha256.Sum256([]byte(strings.TrimSpace(sent))))
	}
	if r.Header.Get("Origin") != s.config.Origin {
		return "", nil
	}
	return s.signedIn(r)
}

// signedIn is the name of whoever the request's session is of, or "". A token that was taken out of the file
// ends its sessions.
func (s *server) signedIn(r *http.Request) (string, error) {
	hash, err := hex.DecodeString(s.sessions.GetString(r.Context(), sessionToken))
	if err != nil || len(hash) != sha256.Size {
		return "", nil // nobody is signed in
	}
	return s.whose([sha256.Size]byte(hash))
}

func (s *server) whose(hash [sha256.Size]byte) (string, error) {
	all, err := readTokens(s.config.TokensFile)
	if err != nil {
		return "", err
	}
	name, _ := all.find(hash)
	return name, nil
}
