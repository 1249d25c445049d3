package sqlstore

import (
	"context"
	"database/sql"
	"slices"
	"time"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// The past that an expectation stands on: the latest legs, but none from before the window.
const (
	settlementLegsMax = 500
	settlementDays    = 90
	// settlementMarketMax is among how many of a way's latest legs those of one market are looked for.
	settlementMarketMax = 5000
)

// SettlementTimes implements ledger.Reader: over the latest at most 500 legs of the way that settled
// in the last 90 days, from the send of the generation that settled. The percentiles are nearest-rank:
// of n times in ascending order, the one at place ceil(p*n/100).
func (s *Store) SettlementTimes(ctx context.Context, way ledger.Way) (out ledger.SettlementTimes, err error) {
	err = s.read(ctx, "settlement times of "+way.Provider, func(t *tx) error {
		took, err := list(t, func(row scanner) (micros int64, err error) { return micros, row.Scan(&micros) },
			settlementTimesSQL(way.Market), append([]any{wayText(way), micros(t.now.Add(-settlementDays * day)), settlementLegsMax}, ofMarket(way)...)...)
		slices.Sort(took)
		out = ledger.SettlementTimes{Count: int64(len(took)), P50: nearestRank(took, 50), P90: nearestRank(took, 90)}
		return err
	})
	return out, err
}

// settlementTimesSQL reads how long legs of a way took, the latest first.
func settlementTimesSQL(market string) string {
	if market == "" {
		return `SELECT settled_at - begun_at FROM legs WHERE settled_way = $1 AND settled_way <> '' AND settled_at >= $2
			ORDER BY settled_at DESC LIMIT $3`
	}
	return `SELECT l.settled_at - l.begun_at FROM (SELECT refund, settled_at, begun_at FROM legs
			WHERE settled_way = $1 AND settled_way <> '' AND settled_at >= $2 ORDER BY settled_at DESC LIMIT $4) l
		JOIN refunds r ON r.refund = l.refund WHERE r.market = $5 ORDER BY l.settled_at DESC LIMIT $3`
}

func ofMarket(way ledger.Way) []any {
	if way.Market == "" {
		return nil
	}
	return []any{settlementMarketMax, way.Market}
}

// nearestRank is a percentile of sorted microseconds; 0 of none.
func nearestRank(sorted []int64, percent int) time.Duration {
	if len(sorted) == 0 {
		return 0
	}
	rank := (len(sorted)*percent + 99) / 100
	return time.Duration(sorted[rank-1]) * time.Microsecond
}

func wayText(w ledger.Way) string { return w.Provider + " " + string(w.Kind) }

// begunNow is when a leg is begun with its present generation.
func (t *tx) begunNow(leg *legRow) {
	leg.begunAt, leg.settledAt, leg.settledWay = t.nowMicros(), sql.NullInt64{}, ""
	leg.fee = refund.Settlement{} // of the generation before; it stays in the books
}

// timed keeps of a leg whose next state is known when it settled, and by which way. What moved no money of
// a payment, or was taken back, says nothing of how long it takes.
func (t *tx) timed(leg *legRow, next refund.LegStatus) {
	leg.settledAt, leg.settledWay = sql.NullInt64{}, ""
	if next != refund.LegSettled {
		return
	}
	leg.settledAt = t.nowMicros()
	if leg.begunAt.Valid && leg.Via == "" && !leg.Void {
		leg.settledWay = wayText(ledger.Way{Provider: leg.provider, Kind: leg.ref.Kind})
	}
}
