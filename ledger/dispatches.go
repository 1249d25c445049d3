package ledger

import (
	"context"
	"crypto/sha256"
	"encoding/hex"

	"github.com/makegood/makegood/refund"
)

// Dispatches keeps which message was handed over on which channel, for channels whose other side does not tell
// repetitions apart by itself. Every worker of the ledger sees it.
type Dispatches interface {
	// Told reports whether a message was handed over on a channel. It claims nothing.
	Told(ctx context.Context, in refund.Dispatch) (bool, error)
	// ClaimDispatch is asked just before a message is handed over, and answers DispatchClaimed to one attempt at a
	// time. DispatchTold and DispatchUnknown answer for ever that the message is not to be handed over; DispatchBusy
	// answers while another attempt's ClaimMax, on the ledger's clock, is not over. A claim that was left over is
	// DispatchUnknown, or claimed anew where the channel is repeatable.
	ClaimDispatch(ctx context.Context, in refund.Dispatch) (refund.DispatchState, error)
	// EndDispatch says what became of a claimed message: DispatchTold counts whoever says it; DispatchUnknown and
	// DispatchNotSent only from the attempt that has the claim.
	EndDispatch(ctx context.Context, in refund.Dispatch, end refund.DispatchState) error
	// ImportDispatches keeps what an older release knew. What the ledger knows already stays as it is.
	ImportDispatches(ctx context.Context, known []KnownDispatch) error
}

// KnownDispatch is a message of which an older release kept that it was told, or that its outcome is unknown. It is
// known by its digest alone.
type KnownDispatch struct {
	Digest string
	State  refund.DispatchState
}

// DispatchDigest names a message on a channel: SHA-256, in hexadecimal, over channel, a zero byte and message id. Older
// releases named files so.
func DispatchDigest(channel, messageID string) string {
	sum := sha256.Sum256([]byte(channel + "\x00" + messageID))
	return hex.EncodeToString(sum[:])
}
