package sqlstore

import (
	"context"
	"fmt"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// Audit implements ledger.Reader: it recomputes balances and promises from the rows, on one
// snapshot. An empty answer means that the books agree.
func (s *Store) Audit(ctx context.Context) (out []ledger.Finding, err error) {
	err = s.read(ctx, "audit", func(t *tx) error {
		for _, check := range checks() {
			found, err := t.audit(check)
			if err != nil {
				return fmt.Errorf("%s: %w", check.code, err)
			}
			out = append(out, found...)
		}
		return nil
	})
	return out, err
}

// check is a promise as a query: each of its rows (what, expected, found) is a finding.
type check struct {
	code string
	// says is the finding's sentence, over what, expected and found.
	says  string
	query string
	// refund: what is a refund's id.
	refund bool
}

func (t *tx) audit(c check) ([]ledger.Finding, error) {
	return list(t, func(row scanner) (f ledger.Finding, err error) {
		var what string
		var expected, found int64
		err = row.Scan(&what, &expected, &found)
		f = ledger.Finding{Code: c.code, Detail: fmt.Sprintf(c.says, what, expected, found)}
		if c.refund {
			f.Refund = refund.ID(what)
		}
		return f, err
	}, c.query)
}

// checks are all promises the rows can be held to.
func checks() []check {
	return append(append(postingChecks(), paymentChecks()...), caseChecks()...)
}

// postingChecks: every posting is zero per asset, and every balance is the sum of its entries.
func postingChecks() []check {
	return []check{
		{
			code: "POSTING_NOT_BALANCED", says: "posting and asset %s: sums to %[3]d, not to %[2]d",
			query: `SELECT posting || ' ' || asset, 0, CAST(SUM(amount_minor) AS BIGINT) FROM entries
				GROUP BY posting, asset HAVING SUM(amount_minor) <> 0`,
		},
		{
			code: "BALANCE_DIFFERS", says: "account %s: its entries sum to %d, its balance is %d",
			query: `SELECT a.name || ' ' || a.asset, COALESCE(e.total, 0), a.balance FROM accounts a
				LEFT JOIN (SELECT account, asset, CAST(SUM(amount_minor) AS BIGINT) AS total FROM entries GROUP BY account, asset) e
				ON e.account = a.name AND e.asset = a.asset
				WHERE a.balance <> COALESCE(e.total, 0)`,
		},
		{
			code: "ACCOUNT_MISSING", says: "account %s: its entries sum to %d, it has no balance (%d)",
			query: `SELECT e.account || ' ' || e.asset, CAST(SUM(e.amount_minor) AS BIGINT), 0 FROM entries e
				LEFT JOIN accounts a ON a.name = e.account AND a.asset = e.asset
				WHERE a.name IS NULL GROUP BY e.account, e.asset`,
		},
	}
}
