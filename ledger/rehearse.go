package ledger

import (
	"context"

	"github.com/makegood/makegood/refund"
)

// Rehearsals try what would be decided.
type Rehearsals interface {
	// Rehearse lets work decide requests on the books as they stand, and takes back everything that it did: nothing is
	// kept, not even a row of the trail. It is a write like another, which may run twice and holds up others while it runs,
	// so that work has to be pure but for what it does here, and short: a few requests of one order, whose rows are
	// locked as if they were decided. An error is work's own, or a fault of the database.
	Rehearse(ctx context.Context, work func(Rehearsal) error) error
}

// Rehearsal is a ledger of which nothing is kept. Its methods are those of the ledger, and TryAct.
type Rehearsal interface {
	DecideRefund(ctx context.Context, in refund.Decide, rules Rules) (refund.Decided, error)
	Case(ctx context.Context, id refund.ID) (refund.Case, error)
	ActRehearsal
}

// ActRehearsal tries what people do about a refund.
type ActRehearsal interface {
	// TryAct is what CarryOut would answer. What comes after it in the rehearsal sees nothing of it, so that many acts can
	// be tried side by side.
	TryAct(ctx context.Context, in refund.ActRequest, rules Rules) (refund.Answer, error)
	// CarryOut carries an act out as far as the rehearsal goes: what comes after it sees the refund as it would stand.
	CarryOut(ctx context.Context, in refund.ActRequest, rules Rules) (refund.Acted, error)
	Explanation(ctx context.Context, id refund.ID, hash string) (refund.Explanation, error)
	OrderPayments(ctx context.Context, merchant refund.MerchantID, order refund.OrderID) ([]refund.PaymentBalance, error)
}
