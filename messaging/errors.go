package messaging

import "errors"

var (
	// ErrNoAddress: the customer has no usable address on this channel, and never will have for this
	// message. The caller notes it; trying again is of no use.
	ErrNoAddress = errors.New("messaging: no address")
	// ErrRefused: the channel's other side refuses this message for good. Trying again is of no use.
	ErrRefused = errors.New("messaging: refused for good")
	// ErrUnknown: the message may have been handed over, or not; the answer was lost. It is not sent
	// again: a customer told twice trusts neither message.
	ErrUnknown = errors.New("messaging: may have been sent, will not be sent again")
	// ErrBadNotice: the notice cannot be put into words: an unknown kind, or something missing that
	// its kind needs. A bug of the caller; trying again is of no use.
	ErrBadNotice = errors.New("messaging: bad notice")
)
