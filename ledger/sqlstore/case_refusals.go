package sqlstore

import (
	"context"
	"fmt"

	"github.com/makegood/makegood/refund"
)

// Refused acts and signals are noted in a bounded number of rows: the first of them, and then at powers of
// two, where the row says how many there were. How many of them are stored with their answer is bounded too.
const (
	refusedRowsMax   = 10
	refusedStoredMax = 1000
)

// refusals is how many acts and signals about a refund were refused.
type refusals struct {
	count   int64
	stored  int64
	lastKey string
}

func (t *tx) refusals(id refund.ID) (r refusals, err error) {
	rows, err := list(t, func(row scanner) (r refusals, err error) { return r, row.Scan(&r.count, &r.stored, &r.lastKey) },
		`SELECT refused_count, stored_count, last_key FROM refusals WHERE refund = $1`, id)
	if len(rows) > 0 {
		r = rows[0]
	}
	return r, err
}

func (t *tx) saveRefusals(id refund.ID, r refusals) error {
	return t.exec(`INSERT INTO refusals (refund, refused_count, stored_count, last_key) VALUES ($1, $2, $3, $4)
		ON CONFLICT (refund) DO UPDATE SET refused_count = excluded.refused_count, stored_count = excluded.stored_count, last_key = excluded.last_key`,
		id, r.count, r.stored, r.lastKey)
}

// noteRefused notes refusals beyond those counted so far, where a row is due.
func (c *caseRow) noteRefused(before, now int64, e event) {
	if now > refusedRowsMax && powersUpTo(before) == powersUpTo(now) {
		return
	}
	if now > refusedRowsMax {
		e.Cause.Reason = fmt.Sprintf("%d were refused by now, the last: %s", now, e.Cause.Reason)
	}
	c.note(e)
}

// powersUpTo counts the powers of two up to n.
func powersUpTo(n int64) (count int) {
	for ; n > 0; n /= 2 {
		count++
	}
	return count
}

// CountRefused implements ledger.Cases. A key that was counted last is not counted again.
func (s *Store) CountRefused(ctx context.Context, in refund.RefusedSignals) (refund.Standing, error) {
	return s.change(ctx, "count refused signals of "+string(in.Refund), in.Refund, func(t *tx, c *caseRow) error {
		if in.Count <= 0 || in.Key == "" {
			return invariant("%d refused signals under key %q", in.Count, in.Key)
		}
		r, err := t.refusals(c.id)
		if err != nil || r.lastKey == in.Key {
			return err
		}
		before := r.count
		r.count, r.lastKey = r.count+in.Count, in.Key
		last := in.Last
		reason := joined(string(last.Problem.Code)+":", refund.Cut(last.Problem.Detail, refund.ReasonBytesMax))
		c.noteRefused(before, r.count, event{
			Name: "SignalRefused", Verified: refund.Asserted, Cause: refund.Cause{Actor: last.By, Reason: refund.Cut(last.Name, codeBytes) + " " + reason},
		})
		return t.saveRefusals(c.id, r)
	})
}
