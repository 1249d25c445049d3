package sqlstore

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// repin pins a newer version of an order, and keeps the one it takes the place of. What is claimed of the older
// one stays claimed: nothing of it has changed.
func (t *tx) repin(c refund.Cancellation, older refund.Order, change ledger.Change) error {
	if err := t.keepVersion(c, older, change.Added); err != nil {
		return err
	}
	snapshot, err := text(*change.Grown)
	if err != nil {
		return err
	}
	err = t.exec(`UPDATE orders SET snapshot = $1 WHERE merchant = $2 AND order_id = $3`, snapshot, c.Merchant, c.Key.Order)
	if err != nil {
		return err
	}
	if err := t.raiseCaps(c.Key, older, *change.Grown); err != nil {
		return err
	}
	return t.moveVersion(c.Merchant, c.Key.Order)
}

// keepVersion stores the version of an order that another takes the place of.
func (t *tx) keepVersion(c refund.Cancellation, older refund.Order, added []string) error {
	snapshot, err := text(older)
	if err != nil {
		return err
	}
	names, err := text(added)
	if err != nil {
		return err
	}
	var count int64
	err = t.row(`SELECT COUNT(*) FROM order_versions WHERE merchant = $1 AND order_id = $2`, c.Merchant, c.Key.Order).Scan(&count)
	if err != nil {
		return err
	}
	return t.insert(`order_versions (merchant, order_id, position, order_version, snapshot, replaced_by, replaced_at, added)`,
		[][]any{{c.Merchant, c.Key.Order, count + 1, older.OrderVersion, snapshot, c.ID(), micros(t.now), names}})
}

// raiseCaps adds the lines of a newer version, and raises the caps to what was paid for it.
func (t *tx) raiseCaps(k refund.Key, older, grown refund.Order) error {
	if err := t.pinLines(k, grown.Lines[len(older.Lines):]); err != nil {
		return err
	}
	before, err := capsOf(older)
	if err != nil {
		return err
	}
	now, err := capsOf(grown)
	if err != nil {
		return err
	}
	for _, part := range now {
		if slices.Contains(before, part) || part.amountMinor == 0 {
			continue
		}
		err := t.exec(`INSERT INTO order_caps (merchant, order_id, kind, item, limit_minor) VALUES ($1, $2, $3, $4, $5)
			ON CONFLICT (merchant, order_id, kind, item) DO UPDATE SET limit_minor = excluded.limit_minor`,
			k.Merchant, k.Order, part.kind, part.item, part.amountMinor)
		if err != nil {
			return err
		}
	}
	return nil
}

// noteGrowth writes to the trail what a newer version of the order added.
func (c *caseRow) noteGrowth(reg registered) {
	if reg.grown == nil {
		return
	}
	what := "nothing that counts"
	if len(reg.grown.Added) > 0 {
		what = strings.Join(first(reg.grown.Added, refund.DifferencesMax), "; ")
	}
	reason := fmt.Sprintf("order_version %s after %s added %s", reg.order.OrderVersion, cmp.Or(reg.olderVersion, "none"), what)
	c.note(event{Name: "OrderGrew", Key: "order_version", Cause: refund.Cause{Actor: c.requestedBy, Reason: reason}})
}

// OrderVersions implements ledger.Reader.
func (s *Store) OrderVersions(ctx context.Context, m refund.MerchantID, o refund.OrderID) (out []ledger.OrderVersion, err error) {
	err = s.read(ctx, "versions of order "+string(o), func(t *tx) error {
		out, err = list(t, orderVersionFromRow, `SELECT order_version, snapshot, replaced_by, replaced_at, added
			FROM order_versions WHERE merchant = $1 AND order_id = $2 ORDER BY position`, m, o)
		return err
	})
	return out, err
}

func orderVersionFromRow(row scanner) (v ledger.OrderVersion, err error) {
	var snapshot, added string
	var at int64
	if err := row.Scan(&v.Version, &snapshot, &v.ReplacedBy, &at, &added); err != nil {
		return v, err
	}
	v.ReplacedAt = fromMicros(at)
	if err := fromText(snapshot, &v.Order); err != nil {
		return v, err
	}
	return v, fromText(added, &v.Added)
}
