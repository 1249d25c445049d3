package session

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"net/http"
	"time"

	"github.com/makegood/makegood/api"
	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// Books keep sessions, for every desk on the ledger: ledger.Sessions says how.
type Books interface {
	BeginSession(ctx context.Context, in ledger.NewSession) error
	Session(ctx context.Context, hash ledger.SessionHash) (ledger.Session, error)
	SeeSession(ctx context.Context, hash ledger.SessionHash, idleMax time.Duration) error
	EndSession(ctx context.Context, hash ledger.SessionHash) error
}

// Identifier says who has a session's id, as api/server's does for a token.
type Identifier = func(ctx context.Context, id string) (api.Subject, error)

// Config is what a Keeper is made of. All but Limit is needed.
type Config struct {
	Books Books
	Now   func() time.Time
	// Secure: browsers reach the desk by https alone.
	Secure bool
	// LifeMax and IdleMax are how long a session goes on, and how long without its person being seen.
	LifeMax, IdleMax time.Duration
	// Limit holds those who show a session's id to their rate; nil: nobody is.
	Limit func(Identifier) Identifier
}

// Keeper begins, finds and ends sessions. It is safe for concurrent use.
type Keeper struct {
	config   Config
	identify Identifier
}

// New makes a Keeper, or says what is missing.
func New(c Config) (*Keeper, error) {
	if c.Books == nil || c.Now == nil || c.LifeMax <= 0 || c.IdleMax <= 0 {
		return nil, errors.New("desk: sessions need the ledger, a clock and their times")
	}
	k := &Keeper{config: c}
	k.identify = k.subject
	if c.Limit != nil {
		k.identify = c.Limit(k.subject)
	}
	return k, nil
}

// idBytes are how many random bytes an id has.
const idBytes = 32

// Begin signs a person in: the browser gets a new id, which nobody knew before, and the session that it had ends.
func (k *Keeper) Begin(w http.ResponseWriter, r *http.Request, who api.Subject) error {
	id := make([]byte, idBytes)
	if _, err := rand.Read(id); err != nil {
		return err
	}
	if err := k.end(r); err != nil {
		return err
	}
	text := base64.RawURLEncoding.EncodeToString(id)
	err := k.config.Books.BeginSession(r.Context(), ledger.NewSession{
		Hash: hashOf(text), Subject: who.Witnessed(), LifeMax: k.config.LifeMax, IdleMax: k.config.IdleMax,
	})
	if err != nil {
		return err
	}
	http.SetCookie(w, k.cookie(text))
	return nil
}

// End signs out: the session ends at every desk, and the browser forgets its id.
func (k *Keeper) End(w http.ResponseWriter, r *http.Request) error {
	if err := k.end(r); err != nil {
		return err
	}
	k.forget(w)
	return nil
}

func (k *Keeper) end(r *http.Request) error {
	id := k.shown(r)
	if id == "" {
		return nil
	}
	return k.config.Books.EndSession(r.Context(), hashOf(id))
}

// subject is who has a session's id. The error is a refund.Problem UNAUTHENTICATED where nobody has.
func (k *Keeper) subject(ctx context.Context, id string) (api.Subject, error) {
	found, err := k.config.Books.Session(ctx, hashOf(id))
	if errors.Is(err, ledger.ErrNotFound) {
		return api.Subject{}, refund.Problem{Code: api.CodeUnauthenticated, Detail: "the session has ended: sign in again"}
	}
	if err == nil && !watches(ctx) && k.config.Now().Sub(found.SeenAt) >= seenEvery {
		err = k.config.Books.SeeSession(ctx, hashOf(id), k.config.IdleMax)
	}
	if err != nil && !errors.Is(err, ledger.ErrNotFound) { // it may end in this moment
		return api.Subject{}, err
	}
	return subjectOf(found.Subject), nil
}

// subjectOf is the person as the door's service takes them.
func subjectOf(s refund.Subject) api.Subject {
	return api.Subject{ID: s.ID, Name: s.Person, Kind: s.Kind, Verified: s.Verified, Roles: s.Roles, NarrowsRoles: s.NarrowsRoles}
}

func hashOf(id string) ledger.SessionHash {
	sum := sha256.Sum256([]byte(id))
	return ledger.SessionHash(hex.EncodeToString(sum[:]))
}
