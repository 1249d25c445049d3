package sqlstore

import (
	"fmt"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// wanted is a proposal to hold. fresh is the part of it that is not paid yet; own is the reservation that the
// refund has so far and gives back for it; past is what the rules decided on.
type wanted struct {
	refund.Proposal
	fresh refund.Assessment
	own   own
	past  past
}

// check compares a proposal with what the order still has: quantities, headroom, the budget of a bonus, and the bound of
// legs. A problem is for people; what only a bug could propose is ErrInvariant.
func (t *tx) check(c *caseRow, w wanted) (plan, *refund.Problem, error) {
	if err := checkProposal(c, w); err != nil {
		return plan{}, nil, err
	}
	if count := len(w.Assessment.Legs); count > refund.LegsMax {
		return plan{}, problemf(refund.CodeTooManyLegs, "%d legs, at most %d are paid", count, refund.LegsMax), nil
	}
	detail, err := quantitiesTaken(w.Assessment, w.past)
	if err != nil {
		return plan{}, nil, err
	}
	if detail != "" {
		return plan{}, &refund.Problem{Code: refund.CodeQuantityRefunded, Detail: detail}, nil
	}
	taken, err := newPlan(w.fresh, w.past.payments)
	if err != nil {
		return plan{}, nil, err
	}
	if taken.problem != nil {
		return plan{}, taken.problem, nil
	}
	detail, err = t.budgetShort(c, w)
	if err != nil {
		return plan{}, nil, err
	}
	if detail != "" {
		return plan{}, &refund.Problem{Code: ledger.CodeBudgetShort, Detail: detail}, nil
	}
	return taken, nil, nil
}

func problemf(code refund.Code, format string, args ...any) *refund.Problem {
	return &refund.Problem{Code: code, Detail: fmt.Sprintf(format, args...)}
}

// checkProposal stops what only a bug could propose.
func checkProposal(c *caseRow, w wanted) error {
	a := w.Assessment
	if a.Currency != c.currency {
		return invariant("assessed in %s, the order is in %s", a.Currency, c.currency)
	}
	if _, err := ledger.NewRecognition(c.merchant, a, nil); err != nil {
		return err
	}
	if err := checkSums(a); err != nil {
		return err
	}
	if err := checkBonuses(w.fresh); err != nil {
		return err
	}
	if err := checkCaps(a, w.past.Order); err != nil {
		return err
	}
	return checkLimit(c, w)
}
