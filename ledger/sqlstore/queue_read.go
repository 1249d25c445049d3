package sqlstore

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/makegood/makegood/ledger"
)

// Queue implements ledger.QueueReader. It finds the refunds of the page first, by an index in the sequence, and reads what
// the page shows of those alone.
func (s *Store) Queue(ctx context.Context, f ledger.QueueFilter) (out []ledger.QueueRow, err error) {
	if err := queueable(f); err != nil {
		return nil, err
	}
	err = s.read(ctx, "the queue", func(t *tx) error {
		places, err := t.queuePlaces(f)
		if err != nil {
			return err
		}
		out, err = t.queueRows(places)
		return err
	})
	return out, err
}

// queueable refuses a filter that says more than it can.
func queueable(f ledger.QueueFilter) error {
	switch {
	case len(f.Statuses) > ledger.QueueStatusesMax || len(f.Assignees) > ledger.QueueAssigneesMax || len(f.Roles) > ledger.QueueRolesMax:
		return errors.New("ledger: a filter of the queue names too many statuses, people or roles")
	case f.Sort == ledger.ByAmount && f.Currency == "":
		return errors.New("ledger: amounts of two currencies do not compare: name one")
	case f.Sort != "" && !slices.Contains(ledger.QueueSorts(), f.Sort):
		return fmt.Errorf("ledger: %q is no sequence of the queue", f.Sort)
	}
	return nil
}

// queuePlaces are the places of a page's rows, in the sequence.
func (t *tx) queuePlaces(f ledger.QueueFilter) ([]ledger.QueuePlace, error) {
	limit := f.LimitMax
	if limit <= 0 || limit > ledger.QueuePageMax {
		limit = ledger.QueuePageMax
	}
	var all []ledger.QueuePlace
	for _, from := range queueSources(f) {
		some, err := t.queuePage(f, from, limit)
		if err != nil {
			return nil, err
		}
		all = append(all, some...)
	}
	slices.SortFunc(all, func(a, b ledger.QueuePlace) int {
		return cmp.Or(cmp.Compare(a.Key, b.Key), strings.Compare(string(a.ID), string(b.ID)))
	})
	return all[:min(len(all), limit)], nil
}

// queuePage is the page of one source.
func (t *tx) queuePage(f ledger.QueueFilter, from queueFrom, limit int) ([]ledger.QueuePlace, error) {
	var c selection
	key, indexed := queueKey(f.Sort)
	if from == fromWaiting {
		key = indexed
	}
	after := ledger.QueuePlace{Key: math.MinInt64}
	if f.After != nil {
		after = *f.After
	}
	// The first of the two conditions is what the index is searched by.
	c.and(key + ` >= ` + c.arg(after.Key))
	c.and(`(` + key + ` > ` + c.arg(after.Key) + ` OR r.refund > ` + c.arg(after.ID) + `)`)
	t.queueCondition(&c, f, from)
	if f.Sort == ledger.ByAmount { // an index begins with the currency
		c.and(`r.currency = ` + c.arg(f.Currency))
	}
	if len(f.Assignees) > 0 && f.Sort != ledger.ByAmount { // an index begins with the assignee
		c.and(`r.assignee <> '' AND ` + oneOf(&c, `r.assignee`, f.Assignees, ledger.QueueAssigneesMax))
	}
	query := `SELECT ` + key + `, r.refund FROM refunds r WHERE ` + strings.Join(c.texts, ` AND `) + ` ORDER BY ` + key + `, r.refund LIMIT ` + c.arg(limit)
	return list(t, func(row scanner) (p ledger.QueuePlace, err error) { return p, row.Scan(&p.Key, &p.ID) }, query, c.args...)
}

// QueueCounts implements ledger.QueueReader: one pass over the refunds of each source counts for all filters.
func (s *Store) QueueCounts(ctx context.Context, filters []ledger.QueueFilter) (out []int64, err error) {
	for _, f := range filters {
		f.Sort = ""
		if err := queueable(f); err != nil {
			return nil, err
		}
	}
	err = s.read(ctx, "counts of the queue", func(t *tx) error {
		out = make([]int64, len(filters))
		for _, from := range []queueFrom{fromWaiting, fromLegs, fromUnknown} {
			if err := t.queueCounts(filters, from, out); err != nil {
				return err
			}
		}
		return nil
	})
	return out, err
}

// queueCounts adds what each filter finds in a source.
func (t *tx) queueCounts(filters []ledger.QueueFilter, from queueFrom, out []int64) error {
	var c selection
	var sums []string
	var into []any
	for i, f := range filters {
		if !slices.Contains(queueSources(f), from) {
			continue
		}
		one := selection{args: c.args, lean: true, texts: []string{`1 = 1`}}
		t.queueCondition(&one, f, from)
		c.args = one.args
		sums = append(sums, `COALESCE(SUM(CASE WHEN `+strings.Join(one.texts, ` AND `)+` THEN 1 ELSE 0 END), 0)`)
		into = append(into, adding{&out[i]})
	}
	if len(sums) == 0 {
		return nil
	}
	return t.rowUnprepared(`SELECT `+strings.Join(sums, `, `)+` FROM refunds r WHERE `+queueOf(from), c.args...).Scan(into...)
}

// rowUnprepared is the only row of a query whose text differs from call to call: it is not kept prepared.
func (t *tx) rowUnprepared(query string, args ...any) oneRow {
	if t.failed != nil {
		return oneRow{t: t}
	}
	return oneRow{t: t, row: t.rowOf(nil, query, args...)}
}

// queueOf selects all refunds of a source.
func queueOf(from queueFrom) string {
	switch from {
	case fromWaiting:
		return `CASE WHEN ` + queueWaits + ` THEN ` + queueDue + ` END IS NOT NULL`
	case fromLegs:
		return queueNeedsPerson
	case fromUnknown:
		return queueUnknown
	}
	return `1 = 0`
}

// adding adds what is scanned to a number.
type adding struct{ to *int64 }

// Scan implements sql.Scanner.
func (a adding) Scan(value any) error {
	n, ok := value.(int64)
	if !ok {
		return fmt.Errorf("a count of type %T", value)
	}
	*a.to += n
	return nil
}

// QueueMark implements ledger.QueueReader.
func (s *Store) QueueMark(ctx context.Context) (out ledger.QueueMark, err error) {
	err = s.read(ctx, "the queue's mark", func(t *tx) error {
		return t.row(`SELECT COALESCE((SELECT MAX(id) FROM refund_event), 0), COALESCE((SELECT MAX(id) FROM desk_acts), 0)`).Scan(&out.Trail, &out.Desk)
	})
	return out, err
}
