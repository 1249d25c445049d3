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

// budgetShort says that a budget has too little free for the bonus, or nothing. What the refund
// itself holds of the budget is free again when it is replaced.
func (t *tx) budgetShort(c caseRow, w wanted) (string, error) {
	needs := map[string]int64{}
	for _, l := range w.fresh.Legs {
		if budget := bonusBudget(w.fresh, l); budget != "" {
			needs[budget] += l.BonusMinor
		}
	}
	for budget, minor := range needs {
		free, err := t.free(budgetOf(c, budget))
		if err != nil {
			return "", err
		}
		if free += w.own.bonusOf(budget); free < minor {
			return fmt.Sprintf("budget %s: bonus %d, %d is free", budget, minor, free), nil
		}
	}
	return "", nil
}

// holdLeg stores a leg, and sets its bonus aside.
func (t *tx) holdLeg(c caseRow, leg newLeg) error {
	if err := t.insertLeg(c, leg); err != nil || leg.BonusMinor == 0 {
		return err
	}
	p, err := ledger.PostOffer(budgetOf(c, leg.budget), leg.BonusMinor)
	return t.post(source{Subject: string(c.id), Leg: leg.LegID, Fact: "bonus"}, p, err)
}

// bonusesBack gives back the bonuses of legs that were not paid.
func (t *tx) bonusesBack(c caseRow, legs []legRow, from source) error {
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
