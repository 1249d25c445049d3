package sqlstore

import (
	"cmp"
	"context"
	"maps"
	"slices"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// parkedRefunds are the refunds that need attention, by why and currency; parkedLegs the payouts with a leg that needs a
// person.
const (
	parkedRefunds = `SELECT r.last_reason, r.currency, COUNT(*), CAST(MIN(r.since) AS BIGINT), `
	parkedLegs    = `SELECT l.needs_person, r.currency, COUNT(DISTINCT r.refund), CAST(MIN(r.since) AS BIGINT), `
)

// Parked implements ledger.ParkedReader, on one snapshot.
func (s *Store) Parked(ctx context.Context) (out []ledger.Parked, err error) {
	err = s.read(ctx, "parked", func(t *tx) error {
		whole, err := list(t, parkedFromRow, parkedRefunds+sumAtMost("r.total_minor")+`
			FROM refunds r WHERE NOT r.closed AND r.status = 'NeedsAttention' GROUP BY r.last_reason, r.currency`)
		if err != nil {
			return err
		}
		legs, err := list(t, parkedFromRow, parkedLegs+sumAtMost("l.amount_minor")+`
			FROM refunds r CROSS JOIN legs l WHERE NOT r.closed AND r.status = 'PayingOut' AND l.refund = r.refund
				AND l.needs_person <> '' AND NOT l.replaced GROUP BY l.needs_person, r.currency`)
		out = byCause(append(whole, legs...))
		return err
	})
	return out, err
}

func parkedFromRow(row scanner) (p ledger.Parked, err error) {
	var oldest int64
	var reason string
	err = row.Scan(&reason, &p.Currency, &p.RefundCount, &oldest, &p.AmountMinor)
	p.Code, p.Oldest = refund.CodeIn(reason), fromMicros(oldest)
	return p, err
}

// byCause adds up what has one code and currency: a stored reason has more than its code.
func byCause(rows []ledger.Parked) []ledger.Parked {
	type cause struct {
		code     refund.Code
		currency refund.Currency
	}
	sums := map[cause]ledger.Parked{}
	for _, row := range rows {
		at := cause{row.Code, row.Currency}
		sum, known := sums[at]
		if !known {
			sums[at] = row
			continue
		}
		sum.RefundCount += row.RefundCount
		sum.AmountMinor = refund.SumAtMost(sum.AmountMinor, row.AmountMinor)
		if row.Oldest.Before(sum.Oldest) {
			sum.Oldest = row.Oldest
		}
		sums[at] = sum
	}
	return slices.SortedFunc(maps.Values(sums), func(a, b ledger.Parked) int {
		return cmp.Or(cmp.Compare(b.RefundCount, a.RefundCount), cmp.Compare(a.Code, b.Code), cmp.Compare(a.Currency, b.Currency))
	})
}
