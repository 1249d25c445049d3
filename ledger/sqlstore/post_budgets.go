package sqlstore

import (
	"context"

	"github.com/makegood/makegood/ledger"
)

// grant is what the policy puts at a budget's disposal in each calendar month (UTC), in minor units of the
// refund's currency.
type grant struct {
	budget       string
	monthlyMinor int64
}

// grantSource names the grant of a budget for this month: it is booked once.
func (t *tx) grantSource(c *caseRow, g grant) source {
	return source{Subject: budgetOf(c, g.budget).Free(), Fact: t.now.Format("2006-01") + "/" + string(c.currency)}
}

// grantLeft is what this month's grant would add to the budget: 0 once it is booked.
func (t *tx) grantLeft(c *caseRow, g grant) (int64, error) {
	if g.monthlyMinor <= 0 || g.budget == "" {
		return 0, nil
	}
	granted, err := t.posted(t.grantSource(c, g), ledger.TemplateP16)
	if err != nil || granted {
		return 0, err
	}
	return g.monthlyMinor, nil
}

// grantMonth books this month's grant of a budget, if nobody has yet (P16).
func (t *tx) grantMonth(c *caseRow, g grant) error {
	left, err := t.grantLeft(c, g)
	if err != nil || left == 0 {
		return err
	}
	p, err := ledger.PostGrant(budgetOf(c, g.budget), left)
	return t.post(t.grantSource(c, g), p, err)
}

// Budgets implements ledger.Reader. The names of a budget's accounts lie together: "0" follows "/".
func (s *Store) Budgets(ctx context.Context) (out []ledger.BudgetFigure, err error) {
	err = s.read(ctx, "budgets", func(t *tx) error {
		rows, err := list(t, func(row scanner) (e ledger.Entry, err error) {
			return e, row.Scan(&e.Account, &e.Asset, &e.AmountMinor)
		},
			`SELECT name, asset, balance FROM accounts WHERE name >= 'budget/' AND name < 'budget0' ORDER BY name, asset`)
		out = ledger.BudgetFigures(rows)
		return err
	})
	return out, err
}
