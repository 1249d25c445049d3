package refund

import "time"

// Dispatch is one message on one channel, in the hands of one attempt to hand it over.
type Dispatch struct {
	Refund    ID
	MessageID string
	// Channel is the channel's stable name, such as email.
	Channel string
	// Attempt is random. Claims are told apart by it; nothing is derived from it.
	Attempt string
	// Repeatable: the other side tells repetitions apart by the message's id, so that a hand-over whose outcome
	// was lost is repeated rather than given up.
	Repeatable bool
	// ClaimMax is how long the attempt may take. A claim that is older was left by a crash.
	ClaimMax time.Duration
}

// DispatchState is how far a message has come on a channel.
type DispatchState string

const (
	// DispatchClaimed: an attempt has the message, and is about to hand it over.
	DispatchClaimed DispatchState = "Claimed"
	// DispatchBusy: another attempt has it. Ask again.
	DispatchBusy DispatchState = "Busy"
	// DispatchTold: it was handed over.
	DispatchTold DispatchState = "Told"
	// DispatchUnknown: it may have been handed over, or not.
	DispatchUnknown DispatchState = "Unknown"
	// DispatchNotSent: it certainly was not handed over. Such a message has no row.
	DispatchNotSent DispatchState = "NotSent"
)
