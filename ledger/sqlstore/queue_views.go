package sqlstore

import (
	"context"
	"fmt"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// QueueViews implements ledger.QueueReader.
func (s *Store) QueueViews(ctx context.Context, person refund.Person) (out []ledger.QueueView, err error) {
	err = s.read(ctx, "views of the queue", func(t *tx) error {
		out, err = list(t, func(row scanner) (v ledger.QueueView, err error) {
			var at int64
			err = row.Scan(&v.Owner, &v.Name, &v.Query, &v.Shared, &at)
			v.SavedAt = fromMicros(at)
			return v, err
		}, `SELECT owner, name, query, shared, saved_at FROM desk_views WHERE owner = $1 OR shared ORDER BY name, owner`, person)
		return err
	})
	return out, err
}

// SaveQueueView implements ledger.QueueActs.
func (s *Store) SaveQueueView(ctx context.Context, in ledger.QueueView, acting refund.Subject) error {
	if problem, refused := acting.MayActAs(in.Owner); refused {
		return problem
	}
	return s.write(ctx, "save a view", func(t *tx) error {
		var others int64
		if err := t.row(`SELECT COUNT(*) FROM desk_views WHERE owner = $1 AND name <> $2`, in.Owner, in.Name).Scan(&others); err != nil {
			return err
		}
		if others >= ledger.QueueViewsMax {
			return refund.Problem{Code: refund.CodeTooLarge, Detail: fmt.Sprintf("%s keeps %d views: drop one first", in.Owner, others)}
		}
		who := storedSubject(acting, in.Owner)
		err := t.exec(`INSERT INTO desk_views (owner, name, query, shared, saved_at, verified, subject) VALUES ($1, $2, $3, $4, $5, $6, $7)
			ON CONFLICT (owner, name) DO UPDATE SET query = EXCLUDED.query, shared = EXCLUDED.shared, saved_at = EXCLUDED.saved_at,
				verified = EXCLUDED.verified, subject = EXCLUDED.subject`,
			in.Owner, in.Name, in.Query, in.Shared, micros(t.now), who.Verified, who.ID)
		if err != nil {
			return err
		}
		return t.noteDesk(ledger.DeskViewSaved, viewOf(in.Owner, in.Name), in.Query, in.Owner, acting)
	})
}

// viewOf is what a view is called in the log of the desk.
func viewOf(owner refund.Person, name string) string { return string(owner) + "/" + name }

// DropQueueView implements ledger.QueueActs.
func (s *Store) DropQueueView(ctx context.Context, owner refund.Person, name string, acting refund.Subject) error {
	if problem, refused := acting.MayActAs(owner); refused {
		return problem
	}
	return s.write(ctx, "drop a view", func(t *tx) error {
		dropped, err := t.changed(`DELETE FROM desk_views WHERE owner = $1 AND name = $2`, owner, name)
		if err != nil || dropped == 0 {
			return err
		}
		return t.noteDesk(ledger.DeskViewDropped, viewOf(owner, name), "", owner, acting)
	})
}
