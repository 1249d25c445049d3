package sqlstore

import (
	"context"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// searchedMax is how many refunds a search without a limit finds.
const searchedMax = 50

// FindCases implements ledger.QueueReader.
func (s *Store) FindCases(ctx context.Context, in ledger.CaseSearch) (out []ledger.QueueRow, err error) {
	if in.LimitMax <= 0 || in.LimitMax > ledger.QueuePageMax {
		in.LimitMax = searchedMax
	}
	err = s.read(ctx, "find refunds", func(t *tx) error {
		ids, err := t.searched(in)
		if err != nil {
			return err
		}
		places := make([]ledger.QueuePlace, 0, len(ids))
		for _, id := range ids {
			places = append(places, ledger.QueuePlace{ID: id})
		}
		out, err = t.queueRows(places)
		return err
	})
	return out, err
}

// merchants are all merchants, each found by one step in an index.
const merchants = `WITH RECURSIVE merchants (merchant) AS (SELECT MIN(merchant) FROM refunds UNION ALL
	SELECT (SELECT MIN(r.merchant) FROM refunds r WHERE r.merchant > m.merchant) FROM merchants m WHERE m.merchant IS NOT NULL) `

func (t *tx) searched(in ledger.CaseSearch) ([]refund.ID, error) {
	id := func(row scanner) (id refund.ID, err error) { return id, row.Scan(&id) }
	switch {
	case in.Refund != "":
		return list(t, id, `SELECT refund FROM refunds WHERE refund = $1`, in.Refund)
	case in.Order != "" || in.Customer != "":
		return list(t, id, merchants+`SELECT refund FROM (
				SELECT r.refund, r.opened_at FROM merchants m JOIN refunds r ON r.merchant = m.merchant AND r.order_id = $1 AND r.request >= ''
				UNION SELECT r.refund, r.opened_at FROM merchants m JOIN refunds r ON r.merchant = m.merchant AND r.customer = $2 AND r.opened_at >= 0
			) found ORDER BY opened_at DESC, refund LIMIT $3`, in.Order, in.Customer, in.LimitMax)
	case in.Currency != "":
		return list(t, id, `SELECT refund FROM (
				SELECT refund, opened_at FROM (SELECT refund, opened_at, currency, total_minor FROM refunds ORDER BY opened_at DESC LIMIT $3) latest
					WHERE currency = $1 AND total_minor = $2
				UNION SELECT r.refund, r.opened_at FROM refunds r WHERE r.currency = $1 AND CASE WHEN `+queueWaits+` THEN -r.total_minor END = -CAST($2 AS BIGINT)
			) found ORDER BY opened_at DESC, refund LIMIT $4`, in.Currency, in.AmountMinor, ledger.SearchedByAmount, in.LimitMax)
	}
	return nil, nil
}
