package sqlstore

import (
	"cmp"
	"context"
	"errors"
	"math"
	"time"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// trialQuery is what was booked of each account before $1, from then until before $2, and in all, sorted by account.
const trialQuery = `SELECT e.account, e.asset,
		CAST(SUM(CASE WHEN ` + bookedAt + ` < $1 THEN e.amount_minor ELSE 0 END) AS BIGINT),
		CAST(SUM(CASE WHEN ` + bookedAt + ` >= $1 AND e.amount_minor > 0 THEN e.amount_minor ELSE 0 END) AS BIGINT),
		CAST(SUM(CASE WHEN ` + bookedAt + ` >= $1 AND e.amount_minor < 0 THEN -e.amount_minor ELSE 0 END) AS BIGINT),
		CAST(SUM(e.amount_minor) AS BIGINT)
	FROM entries e JOIN postings p ON p.id = e.posting WHERE ` + bookedAt + ` < $2
	GROUP BY e.account, e.asset ORDER BY e.account, e.asset`

// TrialBalance implements ledger.BookReader, on one snapshot.
func (s *Store) TrialBalance(ctx context.Context, filter ledger.TrialFilter, each func(ledger.TrialLine) error) (sums []ledger.TrialSum, err error) {
	err = s.read(ctx, "trial balance", func(t *tx) error {
		sums, err = t.trialBalance(filter, each)
		return err
	})
	return sums, err
}

func (t *tx) trialBalance(filter ledger.TrialFilter, each func(ledger.TrialLine) error) ([]ledger.TrialSum, error) {
	fold := newTrialFold(filter, each)
	rows, err := t.rows(trialQuery, bookDate(filter.From, math.MinInt64), bookDate(filter.To, math.MaxInt64))
	if err != nil {
		return nil, err
	}
	for rows.Next() {
		var l ledger.TrialLine
		err := rows.Scan(&l.Account, &l.Asset, &l.OpeningMinor, &l.DebitMinor, &l.CreditMinor, &l.BalanceMinor)
		if err == nil {
			err = fold.add(l)
		}
		if err != nil {
			return nil, errors.Join(err, rows.Close())
		}
	}
	if err := errors.Join(rows.Err(), rows.Close()); err != nil {
		return nil, t.noted(err)
	}
	return fold.end()
}

// bookDate is a date of a filter, or what stands for none.
func bookDate(at time.Time, none int64) int64 {
	if at.IsZero() {
		return none
	}
	return micros(at)
}

// openItemsDefault bounds the items that are listed where a filter does not say.
const openItemsDefault = 1000

// OpenItems implements ledger.BookReader, on one snapshot. The entries of an account are read in their sequence, and
// only what is not zero is kept meanwhile.
func (s *Store) OpenItems(ctx context.Context, filter ledger.OpenItemFilter) (out ledger.OpenItems, err error) {
	asOf := filter.AsOf
	if asOf.IsZero() {
		asOf = s.clock().UTC().Truncate(time.Microsecond)
	}
	err = s.read(ctx, "open items of "+string(filter.Account), func(t *tx) error {
		merchants, err := t.merchants(filter.Merchant)
		if err != nil {
			return err
		}
		fold := ledger.NewItemFold(filter.Account)
		for _, m := range merchants {
			if err := t.foldItems(fold, filter, m); err != nil {
				return err
			}
		}
		out, err = fold.Items(asOf, cmp.Or(filter.LimitMax, openItemsDefault))
		return err
	})
	return out, err
}

// merchants are all that have payments, or the one that is asked for.
func (t *tx) merchants(only refund.MerchantID) ([]refund.MerchantID, error) {
	if only != "" {
		return []refund.MerchantID{only}, nil
	}
	return list(t, func(row scanner) (m refund.MerchantID, err error) { return m, row.Scan(&m) },
		`SELECT DISTINCT merchant FROM payments ORDER BY merchant`)
}

func (t *tx) foldItems(fold *ledger.ItemFold, filter ledger.OpenItemFilter, m refund.MerchantID) error {
	rows, err := t.rows(`SELECT p.subject, p.fact, e.asset, e.amount_minor, `+bookedAt+`,
			COALESCE((SELECT MIN(s.account) FROM entries s WHERE s.posting = e.posting AND s.account LIKE 'pay/%'), '')
		FROM entries e JOIN postings p ON p.id = e.posting
		WHERE e.account = $1 AND `+bookedAt+` < $2 ORDER BY e.posting`, filter.Account.Of(m), bookDate(filter.AsOf, math.MaxInt64))
	if err != nil {
		return err
	}
	for rows.Next() {
		e, at := ledger.ItemEntry{Merchant: m}, int64(0)
		err := rows.Scan(&e.Subject, &e.Fact, &e.Asset, &e.AmountMinor, &at, &e.PayAccount)
		if e.BookedAt = fromMicros(at); err == nil {
			err = fold.Add(e)
		}
		if err != nil {
			return errors.Join(err, rows.Close())
		}
	}
	return t.noted(errors.Join(rows.Err(), rows.Close()))
}
