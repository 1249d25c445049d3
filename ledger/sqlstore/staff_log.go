package sqlstore

import (
	"context"
	"fmt"
	"slices"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// NoteStaff implements ledger.StaffLog.
func (s *Store) NoteStaff(ctx context.Context, in ledger.StaffSeen) (changes int, err error) {
	in.Staff.Reviewers = withoutEmails(in.Staff.Reviewers)
	err = s.write(ctx, "note staff", func(t *tx) error {
		changes, err = t.noteStaff(in)
		return err
	})
	return changes, err
}

// withoutEmails are the reviewers without what the log does not keep.
func withoutEmails(list []refund.Reviewer) []refund.Reviewer {
	out := slices.Clone(list)
	for i := range out {
		out[i].Email = ""
	}
	return out
}

func (t *tx) noteStaff(in ledger.StaffSeen) (int, error) {
	// One after the other: two workers that start with the same file would both keep it.
	if err := t.lock(`SELECT 1 FROM staff_revisions ORDER BY number LIMIT 1`); err != nil {
		return 0, err
	}
	var number int64
	var was refund.Staff
	rows, err := list(t, func(row scanner) (kept string, err error) { return kept, row.Scan(&number, &kept) },
		`SELECT number, staff FROM staff_revisions ORDER BY number DESC LIMIT 1`)
	if err != nil {
		return 0, err
	}
	for _, kept := range rows {
		if err := fromText(kept, &was); err != nil {
			return 0, err
		}
	}
	changes := ledger.StaffChanges(was, in.Staff)
	if len(changes) == 0 {
		return 0, nil
	}
	staff, err := text(in.Staff)
	if err != nil {
		return 0, err
	}
	number++
	if err := t.exec(`INSERT INTO staff_revisions (number, hash, staff, seen_at) VALUES ($1, $2, $3, $4)`, number, in.Hash, staff, micros(t.now)); err != nil {
		return 0, err
	}
	var each [][]any
	for i, c := range changes {
		each = append(each, []any{number, i + 1, c.Person, c.Kind, c.What, c.Was, c.Became})
	}
	return len(changes), t.insert(`staff_changes (revision, position, person, kind, what, was, became)`, each)
}

// staffChangesMax bounds a list of changes.
const staffChangesMax = 1000

// StaffChanges implements ledger.StaffLogReader.
func (s *Store) StaffChanges(ctx context.Context, filter ledger.StaffChangeFilter) (out []ledger.StaffChange, err error) {
	limit := filter.LimitMax
	if limit <= 0 || limit > staffChangesMax {
		limit = staffChangesMax
	}
	where, args := "", []any{limit}
	if filter.Before > 0 {
		args = append(args, filter.Before)
		where = fmt.Sprintf("WHERE c.revision < $%d ", len(args))
	}
	err = s.read(ctx, "changes of staff", func(t *tx) error {
		all, err := list(t, staffChangeFromRow, `SELECT c.revision, r.hash, r.seen_at, c.person, c.kind, c.what, c.was, c.became
			FROM staff_changes c JOIN staff_revisions r ON r.number = c.revision `+where+`ORDER BY c.revision DESC, c.position LIMIT $1`, args...)
		for _, c := range all {
			if filter.Person == "" || refund.SamePerson(c.Person, filter.Person) {
				out = append(out, c)
			}
		}
		return err
	})
	return out, err
}

func staffChangeFromRow(row scanner) (c ledger.StaffChange, err error) {
	var seen int64
	err = row.Scan(&c.Revision, &c.Hash, &seen, &c.Person, &c.Kind, &c.What, &c.Was, &c.Became)
	c.SeenAt = fromMicros(seen)
	return c, err
}
