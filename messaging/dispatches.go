package messaging

import (
	"context"

	"github.com/makegood/makegood/refund"
)

// Dispatches keeps, where every worker sees it and a crash leaves it, which message was handed over on which channel:
// the ledger.
type Dispatches interface {
	// Told reports whether a message was handed over. It claims nothing.
	Told(ctx context.Context, in refund.Dispatch) (bool, error)
	// ClaimDispatch is asked just before a message is handed over. DispatchClaimed: go ahead; DispatchBusy: another
	// attempt has it; DispatchTold and DispatchUnknown: never hand it over again.
	ClaimDispatch(ctx context.Context, in refund.Dispatch) (refund.DispatchState, error)
	// EndDispatch says what became of a claimed message: DispatchTold, DispatchUnknown or DispatchNotSent.
	EndDispatch(ctx context.Context, in refund.Dispatch, end refund.DispatchState) error
}
