package ledger

import (
	"context"
	"time"

	"github.com/makegood/makegood/refund"
)

// Sessions keeps who is signed in at the desk, for every desk on the ledger. A session is found by the hash of its id, which
// only the person's browser has. Times are the ledger's own.
type Sessions interface {
	// BeginSession keeps a session that was just begun.
	BeginSession(ctx context.Context, in NewSession) error
	// Session returns a session that goes on, or ErrNotFound: there is none, it was ended, or its time is over.
	Session(ctx context.Context, hash SessionHash) (Session, error)
	// SeeSession says that the person is still there, so that the session goes on for idleMax from now, and never beyond its
	// end. One that does not go on any more is ErrNotFound.
	SeeSession(ctx context.Context, hash SessionHash, idleMax time.Duration) error
	// EndSession ends a session, for good. One that has ended, or never was, stays as it is.
	EndSession(ctx context.Context, hash SessionHash) error
	// EndSessionsOf ends every session of a person, and returns how many went on.
	EndSessionsOf(ctx context.Context, person refund.Person) (int, error)
	// PruneSessions forgets at most countMax sessions that ended longer than keepFor ago, and returns how many.
	PruneSessions(ctx context.Context, keepFor time.Duration, countMax int) (int, error)
}

// SessionHash is the SHA-256 of a session's id, in hexadecimal.
type SessionHash string

// NewSession begins a session: it ends LifeMax after its beginning, and earlier when the person is not seen for IdleMax.
type NewSession struct {
	Hash             SessionHash
	Subject          refund.Subject
	LifeMax, IdleMax time.Duration
}

// Session is a session that goes on.
type Session struct {
	Subject refund.Subject
	// MadeAt is when it began, SeenAt when the person was last noted as seen, and EndsAt when it ends unless they are seen
	// again.
	MadeAt, SeenAt, EndsAt time.Time
}
