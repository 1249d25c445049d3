package sqlstore

import (
	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// legReissued finds the leg that was sent under a key before its present one. nil: there is none.
func (t *tx) legReissued(in ledger.SettlementFact) (*ownLeg, error) {
	if in.Key == "" {
		return nil, nil
	}
	legs, err := list(t, func(row scanner) (l againstLeg, err error) { return l, row.Scan(&l.refund, &l.leg, &l.generation) },
		`SELECT l.refund, l.leg_id, l.generation FROM legs l JOIN payments p ON p.id = l.payment
		WHERE l.generation > 1 AND lower(p.provider) = lower($1) AND (p.account = $2 OR p.account = '' OR $2 = '')
		ORDER BY l.refund, l.position`, in.Provider, in.Account)
	if err != nil {
		return nil, err
	}
	for _, l := range legs {
		for generation := 1; generation < l.generation; generation++ {
			if refund.ProviderKey(l.refund, l.leg, generation) == in.Key {
				return &l.ownLeg, nil
			}
		}
	}
	return nil, nil
}

// paidUnder reports whether a settled leg was paid under the key: what another of its keys moved came on top, and costs
// something else. Without a key it was named by the id of the refund that paid it.
func (t *tx) paidUnder(c *caseRow, l *legRow, key string) (bool, error) {
	if key == "" {
		return true, nil
	}
	for generation := 1; generation < l.Generation; generation++ {
		older, err := t.paidByGeneration(c, l, generation)
		if err != nil || older {
			return key == refund.ProviderKey(c.id, l.LegID, generation), err
		}
	}
	return key == refund.ProviderKey(c.id, l.LegID, l.Generation), nil
}
