package sqlstore

import (
	"fmt"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// This file is about the goodwill that store credit is issued with: held from its budget with the
// reservation (P16o), spent with the leg's settlement (P7), given back with a release (P16d).

// checkBonuses stops a bonus to be held that is no store credit's, or that no budget pays.
func checkBonuses(a refund.Assessment) error {
	for _, l := range a.Legs {
		if l.BonusMinor == 0 {
			continue
		}
		if l.BonusMinor < 0 || l.AmountMinor == 0 || l.Via != refund.ViaStoreCredit || bonusBudget(a, l) == "" {
			return invariant("leg %s: bonus %d, via %q, budget %q", l.LegID, l.BonusMinor, l.Via, bonusBudget(a, l))
		}
	}
	return nil
}

// bonusBudget is the budget of a leg's bonus, empty without one.
func bonusBudget(a refund.Assessment, l refund.PlannedLeg) string {
	if l.BonusMinor == 0 || a.Chosen == nil {
		return ""
	}
	return a.Chosen.Budget
}

// bonusNeeded is what a proposal's bonuses take of their budget, which a proposal has one of; "" without a
// bonus.
func bonusNeeded(a refund.Assessment) (budget string, minor int64) {
	for _, l := range a.Legs {
		if of := bonusBudget(a, l); of != "" {
			budget, minor = of, minor+l.BonusMinor
		}
	}
	return budget, minor
}

// budgetShort says that a budget has too little free for the bonus, or nothing. What the refund itself
// holds of the budget is free again when it is replaced, and the month's grant counts before it is booked.
func (t *tx) budgetShort(c *caseRow, w wanted) (string, error) {
	budget, minor := bonusNeeded(w.fresh)
	if budget == "" {
		return "", nil
	}
	free, err := t.free(budgetOf(c, budget))
	if err != nil {
		return "", err
	}
	grant, err := t.grantLeft(c, bonusGrant(w.fresh))
	if err != nil {
		return "", err
	}
	if free += grant + w.own.bonusOf(budget); free < minor {
		return fmt.Sprintf("budget %s: bonus %d, %d is free", budget, minor, free), nil
	}
	return "", nil
}

// bonusGrant is what the policy grants the budget of a bonus for a month.
func bonusGrant(a refund.Assessment) grant {
	if a.Chosen == nil {
		return grant{}
	}
	return grant{budget: a.Chosen.Budget, monthlyMinor: a.Chosen.BudgetMonthlyMinor}
}

// holdLeg stores a leg, and sets its bonus aside.
func (t *tx) holdLeg(c *caseRow, leg newLeg) error {
	if err := t.insertLeg(c, leg); err != nil || leg.BonusMinor == 0 {
		return err
	}
	p, err := ledger.PostOffer(budgetOf(c, leg.budget), leg.BonusMinor)
	return t.post(source{Subject: string(c.id), Leg: leg.LegID, Fact: "bonus"}, p, err)
}

// bonusesBack gives back the bonuses of legs that were not paid.
func (t *tx) bonusesBack(c *caseRow, legs []*legRow, from source) error {
	for _, l := range legs {
		if !holds(l) || l.BonusMinor == 0 {
			continue
		}
		p, err := ledger.PostOfferEnded(budgetOf(c, l.budget), l.BonusMinor)
		from.Leg = l.LegID
		if err := t.post(from, p, err); err != nil {
			return err
		}
	}
	return nil
}
