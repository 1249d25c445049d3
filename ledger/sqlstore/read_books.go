package sqlstore

import (
	"cmp"
	"context"
	"errors"
	"maps"
	"math"
	"slices"
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
	fold := trialFold{filter: filter, each: each, lines: map[[2]string]*ledger.TrialLine{}, sums: map[string]*ledger.TrialLine{}}
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

// trialFold hands lines over as they come, or joined by the accounts that share one: of those there are as many as
// merchants, providers and assets make.
type trialFold struct {
	filter ledger.TrialFilter
	each   func(ledger.TrialLine) error
	lines  map[[2]string]*ledger.TrialLine
	sums   map[string]*ledger.TrialLine
}

func (f *trialFold) add(l ledger.TrialLine) error {
	l.Merchant = ledger.MerchantOf(l.Account)
	if f.filter.Merchant != "" && l.Merchant != f.filter.Merchant {
		return nil
	}
	if f.sums[l.Asset] == nil {
		f.sums[l.Asset] = &ledger.TrialLine{}
	}
	if err := f.sums[l.Asset].Add(l); err != nil {
		return err
	}
	if f.filter.EachAccount {
		return f.each(l)
	}
	shared := l
	shared.Account, shared.OpeningMinor, shared.DebitMinor, shared.CreditMinor, shared.BalanceMinor = ledger.TrialAccount(l.Account), 0, 0, 0, 0
	key := [2]string{shared.Account, l.Asset}
	if f.lines[key] == nil {
		f.lines[key] = &shared
	}
	return f.lines[key].Add(l)
}

func (f *trialFold) end() (sums []ledger.TrialSum, err error) {
	lines := slices.SortedFunc(maps.Values(f.lines), func(a, b *ledger.TrialLine) int {
		return cmp.Or(cmp.Compare(a.Account, b.Account), cmp.Compare(a.Asset, b.Asset))
	})
	for _, l := range lines {
		if err := f.each(*l); err != nil {
			return nil, err
		}
	}
	for _, asset := range slices.Sorted(maps.Keys(f.sums)) {
		s := f.sums[asset]
		sums = append(sums, ledger.TrialSum{
			Asset: asset, OpeningMinor: s.OpeningMinor, DebitMinor: s.DebitMinor, CreditMinor: s.CreditMinor, BalanceMinor: s.BalanceMinor,
		})
	}
	return sums, nil
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
