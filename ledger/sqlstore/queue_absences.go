package sqlstore

import (
	"context"
	"time"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// Absences implements ledger.QueueReader.
func (s *Store) Absences(ctx context.Context) (out []ledger.Absence, err error) {
	err = s.read(ctx, "absences", func(t *tx) error {
		out, err = list(t, absenceFromRow, `SELECT person, deputy, from_at, until_at, set_by, set_at FROM desk_absences WHERE until_at > $1
			ORDER BY until_at, person`, micros(t.now))
		return err
	})
	return out, err
}

func absenceFromRow(row scanner) (a ledger.Absence, err error) {
	var from, until, set int64
	err = row.Scan(&a.Person, &a.Deputy, &from, &until, &a.SetBy, &set)
	a.FromAt, a.UntilAt, a.SetAt = fromMicros(from), fromMicros(until), fromMicros(set)
	return a, err
}

// SetAbsence implements ledger.QueueActs.
func (s *Store) SetAbsence(ctx context.Context, in ledger.Absence, acting refund.Subject) error {
	if problem, refused := acting.MayActAs(in.SetBy); refused {
		return problem
	}
	if in.Person == "" || in.SetBy == "" || refund.SamePerson(in.Person, in.Deputy) || !in.FromAt.Before(in.UntilAt) {
		return invariant("an absence needs a person, a deputy who is another one, who says so, and a time")
	}
	return s.write(ctx, "set an absence", func(t *tx) error {
		who := storedSubject(acting, in.SetBy)
		err := t.exec(`INSERT INTO desk_absences (person, deputy, from_at, until_at, set_by, set_at, verified, subject) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
			ON CONFLICT (person) DO UPDATE SET deputy = EXCLUDED.deputy, from_at = EXCLUDED.from_at, until_at = EXCLUDED.until_at, set_by = EXCLUDED.set_by,
				set_at = EXCLUDED.set_at, verified = EXCLUDED.verified, subject = EXCLUDED.subject`,
			in.Person, in.Deputy, micros(in.FromAt), micros(in.UntilAt), in.SetBy, micros(t.now), who.Verified, who.ID)
		if err != nil {
			return err
		}
		detail := in.FromAt.UTC().Format(time.RFC3339) + " to " + in.UntilAt.UTC().Format(time.RFC3339) + ", deputy " + string(in.Deputy)
		return t.noteDesk(ledger.DeskAbsenceSet, string(in.Person), detail, in.SetBy, acting)
	})
}

// EndAbsence implements ledger.QueueActs.
func (s *Store) EndAbsence(ctx context.Context, person, by refund.Person, acting refund.Subject) error {
	if problem, refused := acting.MayActAs(by); refused {
		return problem
	}
	return s.write(ctx, "end an absence", func(t *tx) error {
		ended, err := t.changed(`DELETE FROM desk_absences WHERE person = $1`, person)
		if err != nil || ended == 0 {
			return err
		}
		return t.noteDesk(ledger.DeskAbsenceEnded, string(person), "", by, acting)
	})
}
