package sqlstore

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

const (
	// trailStep is how many rows are read at once.
	trailStep = 1000
	// trailSkew is by how much the times of rows may run against their ids: transactions on several machines take their ids in another
	// sequence than their times.
	trailSkew = 10 * time.Minute
)

// SearchTrail implements ledger.TrailReader. Rows are looked at by their ids, from the newest down, so that no index is written for it
// with every refund.
func (s *Store) SearchTrail(ctx context.Context, filter ledger.TrailFilter) (out ledger.TrailPage, err error) {
	if filter.LimitMax <= 0 || filter.LimitMax > ledger.TrailRowsMax {
		filter.LimitMax = ledger.TrailRowsMax
	}
	err = s.read(ctx, "search the trail", func(t *tx) error {
		next, err := t.trailFrom(filter)
		for looked := 0; err == nil && next > 0; looked += trailStep {
			if out.Next = next; len(out.Rows) == filter.LimitMax || looked >= ledger.TrailLookMax {
				return nil
			}
			next, err = t.searchTrail(filter, next, &out)
		}
		out.Next = 0
		return err
	})
	return out, err
}

// trailFrom is the id below which a search begins.
func (t *tx) trailFrom(filter ledger.TrailFilter) (int64, error) {
	if filter.Before > 0 {
		return filter.Before, nil
	}
	var last int64
	if err := t.row(`SELECT COALESCE(MAX(id), 0) FROM refund_event`).Scan(&last); err != nil || filter.To.IsZero() {
		return last + 1, err
	}
	low, high, until := int64(0), last, micros(filter.To.Add(trailSkew))
	for low < high { // the first row after the end
		middle := low + (high-low)/2
		var id, at int64
		err := t.row(`SELECT id, at FROM refund_event WHERE id > $1 ORDER BY id LIMIT 1`, middle).Scan(&id, &at)
		switch {
		case errors.Is(err, sql.ErrNoRows), err == nil && at >= until:
			high = middle
		case err != nil:
			return 0, err
		default:
			low = id
		}
	}
	return low + 1, nil
}

// searchTrail looks at the rows below an id, and says where the search goes on; 0: nowhere.
func (t *tx) searchTrail(filter ledger.TrailFilter, below int64, out *ledger.TrailPage) (int64, error) {
	rows, err := list(t, trailRowFromRow, `SELECT id, refund, at, event, from_status, to_status, leg, actor, reason, policy, verified, subject
		FROM refund_event WHERE id < $1 ORDER BY id DESC LIMIT $2`, below, trailStep)
	if err != nil {
		return 0, err
	}
	for _, row := range rows {
		out.LookedBackTo = &row.At
		if !filter.From.IsZero() && row.At.Before(filter.From.Add(-trailSkew)) {
			return 0, nil
		}
		if !selects(filter, row) {
			continue
		}
		if out.Rows = append(out.Rows, row); len(out.Rows) == filter.LimitMax {
			return row.ID, nil
		}
	}
	if len(rows) < trailStep {
		return 0, nil
	}
	return rows[len(rows)-1].ID, nil
}

func selects(f ledger.TrailFilter, row ledger.TrailRow) bool {
	return (f.Person == "" || refund.SamePerson(f.Person, row.Actor)) && (f.Event == "" || f.Event == row.Event) &&
		(f.From.IsZero() || !row.At.Before(f.From)) && (f.To.IsZero() || row.At.Before(f.To))
}

func trailRowFromRow(row scanner) (r ledger.TrailRow, err error) {
	var at int64
	err = row.Scan(&r.ID, &r.Refund, &at, &r.Event, &r.From, &r.To, &r.Leg, &r.Actor, &r.Reason, &r.Policy, &r.Verified, &r.Subject)
	r.At = fromMicros(at)
	return r, err
}
