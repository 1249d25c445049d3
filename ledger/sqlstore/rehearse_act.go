package sqlstore

import (
	"context"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// TryAct implements ledger.Rehearsal: within the transaction that is rolled back, a part that is rolled back at once.
// What the act means for the refund's row is not written: its answer is known before.
func (r rehearsal) TryAct(_ context.Context, in refund.ActRequest, rules ledger.Rules) (out refund.Answer, err error) {
	if err := step(r.t.sql, "SAVEPOINT one_act"); err != nil {
		return out, err
	}
	own := *r.t
	_, acted, err := own.answered(in, rules)
	out = acted.Answer
	if own.failed != nil { // the engine may have ended the transaction: nothing is tried after it
		r.t.failed = own.failed
		return out, own.failed
	}
	for _, statement := range []string{"ROLLBACK TO one_act", "RELEASE one_act"} {
		if failed := step(r.t.sql, statement); failed != nil {
			return out, failed
		}
	}
	return out, err
}

// CarryOut implements ledger.Rehearsal. What it posts is written at once: what comes next has to see it.
func (r rehearsal) CarryOut(_ context.Context, in refund.ActRequest, rules ledger.Rules) (refund.Acted, error) {
	out, err := r.t.carryOut(in, rules)
	if err != nil {
		return out, err
	}
	return out, r.t.journalRest()
}

// Explanation implements ledger.Rehearsal.
func (r rehearsal) Explanation(_ context.Context, id refund.ID, hash string) (refund.Explanation, error) {
	return r.t.explanation(id, hash)
}

// OrderPayments implements ledger.Rehearsal.
func (r rehearsal) OrderPayments(_ context.Context, m refund.MerchantID, o refund.OrderID) ([]refund.PaymentBalance, error) {
	return r.t.balancesOf(m, o)
}
