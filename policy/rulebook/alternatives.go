package rulebook

import "github.com/makegood/makegood/refund"

// Alternatives say what else a customer may choose, and from which budget a bonus comes.
type Alternatives struct {
	StoreCreditBudget string
	// MonthlyMinor is what that budget is granted per merchant and calendar month; a currency without
	// one has no bonus.
	MonthlyMinor map[refund.Currency]int64
	Exchange     bool
}

// alternatives holds the budget of the bonus to the budgets there are.
func (c *checker) alternatives(written file) Alternatives {
	own := written.Alternatives
	if budget := own.StoreCreditBudget; budget.Present && written.Budgets[budget.Value] == nil {
		c.Say("alternatives.store_credit_budget", "names %q, which budgets does not have", budget.Value)
	}
	read := Alternatives{StoreCreditBudget: own.StoreCreditBudget.Value, Exchange: own.Exchange != nil && *own.Exchange}
	if budget := written.Budgets[read.StoreCreditBudget]; budget != nil {
		read.MonthlyMinor = c.byCurrency(budget, "budgets."+read.StoreCreditBudget)
	}
	return read
}
