package sqlstore

import (
	"database/sql"

	"github.com/makegood/makegood/ledger"
)

// fundFigures are how the funds stand with what they will be asked for, and what waits for a merchant's balance.
func (t *tx) fundFigures(out *ledger.Figures) error {
	var since sql.NullInt64
	err := t.row(`SELECT COUNT(*), MIN(l.balance_since) FROM refunds r CROSS JOIN legs l WHERE NOT r.closed AND l.refund = r.refund
		AND l.balance_since IS NOT NULL AND l.status = 'Declined' AND l.may_retry AND NOT l.replaced`).Scan(&out.BalanceWaitCount, &since)
	if err != nil {
		return err
	}
	out.BalanceWaitSince = optionalTime(since)
	out.Funds, err = list(t, fundForecastFromRow, fundForecastSQL, micros(t.now.Add(ledger.FundForecastWithin)))
	return err
}

// fundForecastSQL reads the funds in force, each with what ledger.OpenLeg.Expect says of it until a moment, summed by the
// database: it is read with every scrape, and a leg at a time would take too long. What the customer was asked about
// counts as expected before that moment: when the answer is due stands in a text.
const fundForecastSQL = `SELECT ` + fundFigureColumns + `, CAST(COALESCE(n.minor, 0) AS BIGINT) FROM funds f
	LEFT JOIN (SELECT p.provider_account, p.currency, SUM(l.amount_minor) AS minor
		FROM refunds r CROSS JOIN legs l JOIN payments p ON p.id = l.payment
		WHERE NOT r.closed AND l.refund = r.refund AND NOT l.replaced AND l.via = '' AND l.amount_minor > 0
			AND l.status NOT IN ('Settled', 'Released', ` + statesUndecided + `)
			AND CASE r.status WHEN 'AwaitingGoods' THEN COALESCE(r.goods_by - r.goods_by % 86400000000, 0)
				WHEN 'AwaitingApproval' THEN COALESCE(r.review_due_at - r.review_due_at % 86400000000, 0) ELSE 0 END < $1
		GROUP BY p.provider_account, p.currency) AS n ON n.provider_account = f.provider_account AND n.currency = f.currency
	WHERE f.in_force ORDER BY f.provider_account, f.currency`

func fundForecastFromRow(row scanner) (f ledger.FundForecast, err error) {
	f.FundFigure, err = fundFromRow(scanWith{row, []any{&f.NeedMinor}})
	return f, err
}

// scanWith scans more columns than its reader knows of, into what follows its own.
type scanWith struct {
	row  scanner
	more []any
}

func (s scanWith) Scan(into ...any) error { return s.row.Scan(append(into, s.more...)...) }
