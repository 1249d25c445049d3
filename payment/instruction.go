package payment

import (
	"errors"
	"fmt"

	"github.com/makegood/makegood/refund"
)

// ErrBadInstruction: the instruction cannot be asked of any provider, and was not sent. A bug of the
// caller, never to be retried. Errors that wrap it wrap a refund.Problem too. An instruction that a
// provider refuses is no error: it is a decline of class INSTRUCTION.
var ErrBadInstruction = errors.New("payment: bad instruction")

// Check returns the ErrBadInstruction that names what is missing or wrong in an instruction, or nil.
// A void has the amount 0, everything else more than 0.
func Check(in Instruction) error {
	switch {
	case in.Key == "":
		return BadInstruction(in, refund.CodeMissingField, "no key")
	case in.Reference == "":
		return BadInstruction(in, refund.CodeMissingField, "no payment reference")
	case in.Currency == "":
		return BadInstruction(in, refund.CodeMissingField, "no currency")
	case in.Void && in.AmountMinor != 0:
		return BadInstruction(in, refund.CodeMalformed, fmt.Sprintf("a void moves no money, and names %d", in.AmountMinor))
	case !in.Void && in.AmountMinor <= 0:
		return BadInstruction(in, refund.CodeNegativeAmount, fmt.Sprintf("the amount is %d", in.AmountMinor))
	}
	return nil
}

// BadInstruction makes an ErrBadInstruction with its code and detail.
func BadInstruction(in Instruction, code refund.Code, detail string) error {
	return fmt.Errorf("%w: refund %s, leg %s: %w", ErrBadInstruction, in.Refund, in.Leg, refund.Problem{Code: code, Detail: detail})
}
