package sqlstore

import (
	"database/sql"

	"github.com/makegood/makegood/ledger"
)

// fundFigures are how the funds stand with what they will be asked for, and what waits for a merchant's balance. Where
// there is no fund in force, no leg is read.
func (t *tx) fundFigures(out *ledger.Figures) error {
	var since sql.NullInt64
	err := t.row(`SELECT COUNT(*), MIN(l.balance_since) FROM refunds r CROSS JOIN legs l WHERE NOT r.closed AND l.refund = r.refund
		AND l.balance_since IS NOT NULL AND l.status = 'Declined' AND l.may_retry AND NOT l.replaced`).Scan(&out.BalanceWaitCount, &since)
	if err != nil {
		return err
	}
	out.BalanceWaitSince = optionalTime(since)
	funds, err := list(t, fundFromRow, `SELECT `+fundColumns+` WHERE f.in_force ORDER BY f.provider_account, f.currency`)
	if err != nil || len(funds) == 0 {
		return err
	}
	legs, err := list(t, openLegFromRow, openLegsSQL+` AND EXISTS (SELECT 1 FROM funds f
		WHERE f.in_force AND f.provider_account = p.provider_account AND f.currency = p.currency)`)
	expected := expectedMoney(legs, t.now)
	for _, f := range funds {
		out.Funds = append(out.Funds, ledger.FundForecast{FundFigure: f, NeedMinor: ledger.FundNeedMinor(f.FundRef, expected, t.now.Add(ledger.FundForecastWithin))})
	}
	return err
}
