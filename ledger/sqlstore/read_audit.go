package sqlstore

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// Audit implements ledger.Reader: it recomputes balances and promises from the rows, on one
// snapshot. An empty answer means that the books agree.
func (s *Store) Audit(ctx context.Context) (out []ledger.Finding, err error) {
	err = s.read(ctx, "audit", func(t *tx) error {
		out, err = t.auditAll()
		return err
	})
	return out, err
}

func (t *tx) auditAll() (out []ledger.Finding, err error) {
	for _, check := range checks() {
		found, err := t.audit(check)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", check.rules[0].code, err)
		}
		out = append(out, found...)
	}
	renamed, err := t.renamedPayments()
	return append(out, renamed...), err
}

// check holds rows to promises by one query, so that a large table is read once for all of them. Of each
// row it selects what the row is, and for each rule two figures: expected, and found.
type check struct {
	rules []rule
	query string
	// refund: what the row is, is a refund's id.
	refund bool
}

// rule is a promise of which two figures say whether it holds: they are the same. Says is the finding's
// sentence, over what, expected and found.
type rule struct{ code, says string }

func (t *tx) audit(c check) (out []ledger.Finding, err error) {
	rows, err := list(t, c.read, c.query)
	for _, found := range rows {
		out = append(out, found...)
	}
	return out, err
}

// read is a finding for each rule that does not hold of a row.
func (c check) read(row scanner) (out []ledger.Finding, err error) {
	var what string
	figures := make([]int64, 2*len(c.rules))
	into := []any{&what}
	for i := range figures {
		into = append(into, &figures[i])
	}
	if err := row.Scan(into...); err != nil {
		return nil, err
	}
	for i, r := range c.rules {
		expected, found := figures[2*i], figures[2*i+1]
		if expected == found {
			continue
		}
		f := ledger.Finding{Code: r.code, Detail: fmt.Sprintf(r.says, what, expected, found)}
		if c.refund {
			f.Refund = refund.ID(what)
		}
		out = append(out, f)
	}
	return out, nil
}

// promise is a rule with its two figures as SQL.
type promise struct {
	code, says      string
	expected, found string
}

// checkOf holds the rows of a source (what follows FROM) to promises, and selects those that break one.
func checkOf(what, source string, promises []promise) check {
	var c check
	var columns, names, broken []string
	for i, p := range promises {
		c.rules = append(c.rules, rule{p.code, p.says})
		e, f := fmt.Sprintf("e%d", i), fmt.Sprintf("f%d", i)
		columns = append(columns, p.expected+" AS "+e, p.found+" AS "+f)
		names = append(names, e, f)
		broken = append(broken, e+" <> "+f)
	}
	c.query = `SELECT what, ` + strings.Join(names, ", ") + ` FROM (SELECT ` + what + ` AS what, ` + strings.Join(columns, ", ") +
		` FROM ` + source + `) AS b WHERE ` + strings.Join(broken, " OR ")
	return c
}

// sumOf is a figure of a joined sum; where there is no row to join, it is 0.
func sumOf(column string) string { return `CAST(COALESCE(` + column + `, 0) AS BIGINT)` }

// checks are all promises the rows can be held to.
func checks() []check {
	return slices.Concat(postingChecks(), []check{paymentCheck()}, caseChecks(), pointsChecks(), bankChecks(), costChecks(), periodChecks(), fundChecks())
}

// postingChecks: every posting is zero per asset, and every balance is the sum of its entries.
func postingChecks() []check {
	return []check{
		{
			rules: []rule{{"POSTING_NOT_BALANCED", "posting and asset %s: sums to %[3]d, not to %[2]d"}},
			query: `SELECT posting || ' ' || asset, 0, CAST(SUM(amount_minor) AS BIGINT) FROM entries
				GROUP BY posting, asset HAVING SUM(amount_minor) <> 0`,
		},
		checkOf("name || ' ' || asset", `(SELECT name, asset, CAST(SUM(entry) AS BIGINT) AS entries,
				CAST(SUM(balance) AS BIGINT) AS balance, CAST(SUM(known) AS BIGINT) AS known
			FROM (SELECT account AS name, asset, amount_minor AS entry, 0 AS balance, 0 AS known FROM entries WHERE account LIKE 'pay/%' OR account LIKE 'budget/%'
				UNION ALL SELECT name, asset, 0, balance, 1 FROM accounts) AS both_sides GROUP BY name, asset) AS a`,
			[]promise{
				{
					"BALANCE_DIFFERS", "account %s: its entries sum to %d, its balance is %d",
					`entries`, `CASE WHEN known = 0 THEN entries ELSE balance END`,
				},
				{"ACCOUNT_MISSING", "account %s has entries, and %[3]d balances instead of %[2]d", `1`, `known`},
			}),
	}
}
