package ledger

import (
	"cmp"
	"net/url"
	"slices"
	"strings"

	"github.com/makegood/makegood/refund"
)

// BudgetFigure is how a goodwill budget stands, over all its periods: granted is free, held by open
// offers, or spent. Amounts are minor units of Currency.
type BudgetFigure struct {
	Merchant     refund.MerchantID `json:"merchant_id"`
	Budget       string            `json:"budget"`
	Currency     refund.Currency   `json:"currency_code"`
	GrantedMinor int64             `json:"granted_minor"`
	FreeMinor    int64             `json:"free_minor"`
	HeldMinor    int64             `json:"held_minor"`
	SpentMinor   int64             `json:"spent_minor"`
}

// BudgetFigures reads the balances of accounts as figures, by merchant, budget and currency. Accounts
// of anything else are left out.
func BudgetFigures(balances []Entry) []BudgetFigure {
	found := map[BudgetRef]*BudgetFigure{}
	for _, account := range balances {
		b, part, ok := budgetOf(account)
		if !ok {
			continue
		}
		f := found[b]
		if f == nil {
			f = &BudgetFigure{Merchant: b.Merchant, Budget: b.Budget, Currency: b.Currency}
			found[b] = f
		}
		f.set(part, account.AmountMinor)
	}
	var out []BudgetFigure
	for _, f := range found {
		out = append(out, *f)
	}
	slices.SortFunc(out, func(a, b BudgetFigure) int {
		return cmp.Or(cmp.Compare(a.Merchant, b.Merchant), cmp.Compare(a.Budget, b.Budget), cmp.Compare(a.Currency, b.Currency))
	})
	return out
}

// set sets a part's figure: granted and spent are what was posted to them, as positive amounts.
func (f *BudgetFigure) set(part string, balance int64) {
	switch part {
	case "granted":
		f.GrantedMinor = balance
	case "free":
		f.FreeMinor = -balance
	case "held":
		f.HeldMinor = -balance
	case "spent":
		f.SpentMinor = -balance
	}
}

// budgetOf splits the name of a budget's account into the budget and the part.
func budgetOf(account Entry) (b BudgetRef, part string, ok bool) {
	parts := strings.Split(account.Account, "/")
	if len(parts) != 4 || parts[0] != "budget" {
		return b, "", false
	}
	merchant, err := url.PathUnescape(parts[1])
	if err != nil {
		return b, "", false
	}
	budget, err := url.PathUnescape(parts[2])
	return BudgetRef{Merchant: refund.MerchantID(merchant), Budget: budget, Currency: refund.Currency(account.Asset)}, parts[3], err == nil
}
