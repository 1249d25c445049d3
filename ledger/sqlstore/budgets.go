package sqlstore

import (
	"context"

	"github.com/makegood/makegood/ledger"
)

// GrantBudget implements ledger.Offers (P16): the first grant of a budget, period and currency
// counts.
func (s *Store) GrantBudget(ctx context.Context, in ledger.BudgetGrant) error {
	return s.write(ctx, "grant budget "+in.Budget+" "+in.Period, func(t *tx) error {
		if in.AmountMinor <= 0 || in.Budget == "" || in.Currency == "" {
			return invariant("grant of %d %s to budget %q", in.AmountMinor, in.Currency, in.Budget)
		}
		budget := ledger.BudgetRef{Merchant: in.Merchant, Budget: in.Budget, Currency: in.Currency}
		from := source{Subject: budget.Free(), Fact: in.Period + "/" + string(in.Currency)}
		granted, err := t.posted(from, ledger.TemplateP16)
		if err != nil || granted {
			return err
		}
		p, err := ledger.PostGrant(budget, in.AmountMinor)
		return t.post(from, p, err)
	})
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
