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

// Rehearsal is a ledger of which nothing is kept. Both methods are those of the ledger.
type Rehearsal interface {
	DecideRefund(ctx context.Context, in refund.Decide, rules Rules) (refund.Decided, error)
	Case(ctx context.Context, id refund.ID) (refund.Case, error)
}
