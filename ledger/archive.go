package ledger

import (
	"context"
	"time"

	"github.com/makegood/makegood/refund"
)

// Archive reads stored refunds whole, for reviews of policy: with assessment, legs and trail. It
// locks nothing.
type Archive interface {
	// EachCase calls visit with every refund that was opened in the period, oldest first; those of
	// one order come in the sequence they were opened. An error of visit ends it, and is returned as
	// it is.
	EachCase(ctx context.Context, opened Period, visit func(refund.Case) error) error
}

// Period is [From, To), UTC. A zero From or To is open.
type Period struct {
	From time.Time
	To   time.Time
}
