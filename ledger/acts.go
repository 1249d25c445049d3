package ledger

import (
	"context"

	"github.com/makegood/makegood/refund"
)

// ActReader says what became of acts, also of refunds whose workflows are gone.
type ActReader interface {
	// Answered is the first answer to an act that was sent under its id or key before, marked as replayed; CONFLICT where the
	// id has other words, or is somebody else's; known false: the ledger keeps no such act. Of the request Refund, Act
	// and Witnessed are read. ErrNotFound: no such refund.
	Answered(ctx context.Context, in refund.ActRequest) (answer refund.Answer, known bool, err error)
}
