package messaging

import "errors"

var (
	// ErrNoAddress: the customer has no usable address on this channel, and never will have for this
	// message. The caller notes it; trying again is of no use.
	ErrNoAddress = errors.New("messaging: no address")
	// ErrBadNotice: the notice cannot be put into words: an unknown kind, or something missing that
	// its kind needs. A bug of the caller.
	ErrBadNotice = errors.New("messaging: bad notice")
)
