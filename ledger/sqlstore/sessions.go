package sqlstore

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// BeginSession implements ledger.Sessions.
func (s *Store) BeginSession(ctx context.Context, in ledger.NewSession) error {
	return s.write(ctx, "begin a session", func(t *tx) error {
		if in.Hash == "" || in.Subject.ID == "" || in.Subject.Person == "" || in.LifeMax <= 0 || in.IdleMax <= 0 {
			return invariant("a session needs its hash, a verified person and its times")
		}
		subject, err := text(in.Subject)
		if err != nil {
			return err
		}
		now := micros(t.now)
		over := now + in.LifeMax.Microseconds()
		return t.exec(`INSERT INTO desk_sessions (hash, person, subject, made_at, seen_at, ends_at, over_at) VALUES ($1, $2, $3, $4, $4, $5, $6)`,
			in.Hash, in.Subject.Person, subject, now, min(over, now+in.IdleMax.Microseconds()), over)
	})
}

// Session implements ledger.Sessions.
func (s *Store) Session(ctx context.Context, hash ledger.SessionHash) (out ledger.Session, err error) {
	err = s.read(ctx, "read a session", func(t *tx) error {
		var subject string
		var made, seen, ends int64
		err := t.row(`SELECT subject, made_at, seen_at, ends_at FROM desk_sessions WHERE hash = $1 AND ends_at > $2`, hash, micros(t.now)).
			Scan(&subject, &made, &seen, &ends)
		if errors.Is(err, sql.ErrNoRows) {
			return ledger.ErrNotFound
		}
		if err != nil {
			return err
		}
		out = ledger.Session{MadeAt: fromMicros(made), SeenAt: fromMicros(seen), EndsAt: fromMicros(ends)}
		return fromText(subject, &out.Subject)
	})
	return out, err
}

// SeeSession implements ledger.Sessions.
func (s *Store) SeeSession(ctx context.Context, hash ledger.SessionHash, idleMax time.Duration) error {
	return s.write(ctx, "see a session", func(t *tx) error {
		now := micros(t.now)
		changed, err := t.changed(`UPDATE desk_sessions SET seen_at = $2, ends_at = CASE WHEN over_at < $3 THEN over_at ELSE $3 END WHERE hash = $1 AND ends_at > $2`,
			hash, now, now+idleMax.Microseconds())
		if err == nil && changed == 0 {
			return ledger.ErrNotFound
		}
		return err
	})
}

// EndSession implements ledger.Sessions.
func (s *Store) EndSession(ctx context.Context, hash ledger.SessionHash) error {
	return s.write(ctx, "end a session", func(t *tx) error {
		return t.exec(`UPDATE desk_sessions SET ends_at = $2 WHERE hash = $1 AND ends_at > $2`, hash, micros(t.now))
	})
}

// EndSessionsOf implements ledger.Sessions. Names are compared as reviewers.yaml's are: so few sessions go on that each is looked at.
func (s *Store) EndSessionsOf(ctx context.Context, person refund.Person) (count int, err error) {
	err = s.write(ctx, "end a person's sessions", func(t *tx) error {
		count = 0
		now := micros(t.now)
		names, err := list(t, nameFromRow, `SELECT DISTINCT person FROM desk_sessions WHERE ends_at > $1`, now)
		if err != nil {
			return err
		}
		for _, name := range names {
			if !refund.SamePerson(refund.Person(name), person) {
				continue
			}
			ended, err := t.changed(`UPDATE desk_sessions SET ends_at = $2 WHERE person = $1 AND ends_at > $2`, name, now)
			if err != nil {
				return err
			}
			count += int(ended)
		}
		return nil
	})
	return count, err
}

// PruneSessions implements ledger.Sessions.
func (s *Store) PruneSessions(ctx context.Context, keepFor time.Duration, countMax int) (count int, err error) {
	if keepFor < 0 || countMax <= 0 {
		return 0, invariant("%d sessions of %s ago are forgotten", countMax, keepFor)
	}
	err = s.write(ctx, "forget old sessions", func(t *tx) error {
		gone, err := t.changed(`DELETE FROM desk_sessions WHERE hash IN (SELECT hash FROM desk_sessions WHERE ends_at <= $1 ORDER BY ends_at, hash LIMIT $2)`,
			micros(t.now)-keepFor.Microseconds(), countMax)
		count = int(gone)
		return err
	})
	return count, err
}
