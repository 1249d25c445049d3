package ledgertest

import (
	"errors"
	"testing"
	"time"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// The times of the suite's sessions.
const (
	sessionLife = 12 * time.Hour
	sessionIdle = time.Hour
)

// signIn begins a session of a person.
func (d *Desk) signIn(hash ledger.SessionHash, person refund.Person) refund.Subject {
	d.T.Helper()
	who := refund.Subject{
		ID: refund.SubjectID("oidc:https://issuer.example#" + string(person)), Person: person, Kind: refund.Human, Verified: refund.ByOIDC,
		Roles: []refund.Role{"support"}, NarrowsRoles: true,
	}
	d.no(d.Store.BeginSession(d.ctx, ledger.NewSession{Hash: hash, Subject: who, LifeMax: sessionLife, IdleMax: sessionIdle}))
	return who
}

// signedIn reports whether a session goes on.
func (d *Desk) signedIn(hash ledger.SessionHash) bool {
	d.T.Helper()
	_, err := d.Store.Session(d.ctx, hash)
	if err != nil && !errors.Is(err, ledger.ErrNotFound) {
		d.T.Fatal(err)
	}
	return err == nil
}

func sessionCases() map[string]func(*testing.T, *Desk) {
	return map[string]func(*testing.T, *Desk){
		"a session is of who signed in, as the issuer said": func(t *testing.T, d *Desk) {
			who, at := d.signIn("a", "ann"), d.Clock.Now()
			d.signIn("b", "bo")
			got, err := d.Store.Session(d.ctx, "a")
			d.no(err)
			equal(t, "the session", got, ledger.Session{Subject: who, MadeAt: at, SeenAt: at, EndsAt: at.Add(sessionIdle)})
			same(t, "by another hash", d.signedIn("c"), false)
		},
		"a session ends when the person is not seen for its idle time": func(t *testing.T, d *Desk) {
			d.signIn("a", "ann")
			d.Clock.Advance(sessionIdle - time.Microsecond)
			same(t, "just before", d.signedIn("a"), true)
			d.no(d.Store.SeeSession(d.ctx, "a", sessionIdle))
			d.Clock.Advance(sessionIdle - time.Microsecond)
			same(t, "seen meanwhile", d.signedIn("a"), true)
			d.Clock.Advance(time.Microsecond)
			same(t, "at its end", d.signedIn("a"), false)
			same(t, "seen too late", errors.Is(d.Store.SeeSession(d.ctx, "a", sessionIdle), ledger.ErrNotFound), true)
			same(t, "and it stays over", d.signedIn("a"), false)
		},
		"a session ends after its life, however often the person is seen": func(t *testing.T, d *Desk) {
			d.signIn("a", "ann")
			for range 2*int(sessionLife/sessionIdle) - 1 {
				d.Clock.Advance(sessionIdle / 2)
				d.no(d.Store.SeeSession(d.ctx, "a", sessionIdle))
			}
			got, err := d.Store.Session(d.ctx, "a")
			d.no(err)
			same(t, "its end", got.EndsAt, got.MadeAt.Add(sessionLife))
			d.Clock.Advance(sessionIdle / 2)
			same(t, "after its life", d.signedIn("a"), false)
		},
		"a session that is ended stays ended, and others go on": func(t *testing.T, d *Desk) {
			d.signIn("a", "ann")
			d.signIn("a2", "ann")
			d.no(d.Store.EndSession(d.ctx, "a"))
			d.no(d.Store.EndSession(d.ctx, "a"))
			d.no(d.Store.EndSession(d.ctx, "none"))
			same(t, "the ended one", d.signedIn("a"), false)
			same(t, "seen again", errors.Is(d.Store.SeeSession(d.ctx, "a", sessionIdle), ledger.ErrNotFound), true)
			same(t, "her other one", d.signedIn("a2"), true)
		},
		"all sessions of a person are ended at once, and nobody else's": func(t *testing.T, d *Desk) {
			d.signIn("a", "ann")
			d.signIn("a2", "Ann")
			d.signIn("b", "bo")
			d.no(d.Store.EndSession(d.ctx, "a"))
			count, err := d.Store.EndSessionsOf(d.ctx, "ann")
			d.no(err)
			same(t, "how many went on", count, 1)
			equal(t, "who is signed in", []bool{d.signedIn("a"), d.signedIn("a2"), d.signedIn("b")}, []bool{false, false, true})
		},
		"sessions are forgotten some time after their end, the oldest first": func(t *testing.T, d *Desk) {
			d.signIn("a", "ann")
			d.Clock.Advance(time.Minute)
			d.signIn("b", "bo")
			d.signIn("c", "cy")
			d.no(d.Store.EndSession(d.ctx, "b"))
			forget := func(countMax int) int {
				count, err := d.Store.PruneSessions(d.ctx, sessionLife, countMax)
				d.no(err)
				return count
			}
			same(t, "at once", forget(10), 0)
			d.Clock.Advance(sessionLife)
			same(t, "b was signed out first", forget(10), 1)
			d.Clock.Advance(2 * sessionIdle)
			same(t, "one at most", forget(1), 1)
			same(t, "the rest", forget(10), 1)
			same(t, "then", forget(10), 0)
		},
		"a hash is of one session, and a session is of a verified person": func(t *testing.T, d *Desk) {
			who := d.signIn("a", "ann")
			for name, in := range map[string]ledger.NewSession{
				"the same hash": {Hash: "a", Subject: who, LifeMax: sessionLife, IdleMax: sessionIdle},
				"no hash":       {Subject: who, LifeMax: sessionLife, IdleMax: sessionIdle},
				"nobody":        {Hash: "b", Subject: refund.Subject{Person: "ann"}, LifeMax: sessionLife, IdleMax: sessionIdle},
				"no time":       {Hash: "b", Subject: who, LifeMax: sessionLife},
			} {
				if err := d.Store.BeginSession(d.ctx, in); !errors.Is(err, ledger.ErrInvariant) {
					t.Errorf("%s: %v", name, err)
				}
			}
		},
	}
}
