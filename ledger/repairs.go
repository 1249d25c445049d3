package ledger

import (
	"context"

	"github.com/makegood/makegood/refund"
)

// Repairs ends what an operator's terminate left behind. The caller makes sure that no workflow runs
// the refund: the books cannot know.
type Repairs interface {
	// RepairAbandoned ends a case that is open without a workflow, in one transaction: one of which
	// nothing was begun is released and closed as Withdrawn, one that was paid is closed as what it is,
	// an open offer of it expires. Where something was sent and it is not known or not decided what
	// becomes of it, nothing changes, and the answer says what a person has to do. Repeating it changes
	// nothing. ErrNotFound for a refund nobody opened, ErrInvariant without an actor; a refund.Problem refuses a machine, and
	// an act in another's name.
	RepairAbandoned(ctx context.Context, in Abandoned) (Repair, error)
}

// Abandoned is a case that is open without a workflow. Cause names who repairs it, and why.
type Abandoned struct {
	Refund refund.ID
	Cause  refund.Cause
	// Acting is how it is known who repairs it; the zero Subject: it is asserted.
	Acting refund.Subject
}

// Repair is what became of an abandoned case. Done: it is closed. Did says what was done, Left what a
// person has to do, in words.
type Repair struct {
	Refund refund.ID `json:"refund"`
	Done   bool      `json:"done"`
	Did    string    `json:"did,omitempty"`
	Left   string    `json:"left,omitempty"`
}
