package payment

import (
	"errors"
	"fmt"
)

// ErrBadInstruction: the instruction cannot be asked of a provider at all, or its key was used with
// another body. Nothing moved by it. A bug of the caller, never to be retried.
var ErrBadInstruction = errors.New("payment: bad instruction")

// Validate returns an ErrBadInstruction that names what is missing.
func (in Instruction) Validate() error {
	missing := ""
	switch {
	case in.Key == "":
		missing = "key"
	case in.Reference == "":
		missing = "reference"
	case in.Currency == "":
		missing = "currency"
	case in.AmountMinor <= 0:
		missing = "positive amount"
	default:
		return nil
	}
	return fmt.Errorf("%w: refund %s, leg %s: no %s", ErrBadInstruction, in.Refund, in.Leg, missing)
}
