package payment_test

import (
	"errors"
	"testing"

	"github.com/makegood/makegood/payment"
	"github.com/makegood/makegood/refund"
)

func TestOnlyAVoidMovesNothing(t *testing.T) {
	for _, c := range []struct {
		name  string
		void  bool
		minor int64
		code  refund.Code // "" is a good instruction
	}{
		{"a refund of something", false, 1, ""},
		{"a refund of nothing", false, 0, refund.CodeNegativeAmount},
		{"a refund of less than nothing", false, -1, refund.CodeNegativeAmount},
		{"a void", true, 0, ""},
		{"a void of something", true, 1, refund.CodeMalformed},
		{"a void of less than nothing", true, -1, refund.CodeMalformed},
	} {
		err := payment.Check(payment.Instruction{Key: "k1", Reference: "ch_1", Currency: "CNY", AmountMinor: c.minor, Void: c.void})
		problem, _ := refund.ProblemIn(err)
		if problem.Code != c.code || errors.Is(err, payment.ErrBadInstruction) != (c.code != "") {
			t.Errorf("%s: got %v, want %q", c.name, err, c.code)
		}
	}
}
