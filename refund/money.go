package refund

import (
	"fmt"
	"math"
	"math/bits"
)

// This file holds the exact arithmetic of money. Amounts are int64 minor units. Nothing here
// wraps: what does not fit is a Problem AMOUNT_OVERFLOW.

// AddMinor returns a + b.
func AddMinor(a, b int64) (int64, error) {
	sum := a + b
	if (a >= 0) == (b >= 0) && (sum >= 0) != (a >= 0) {
		return 0, overflow("%d + %d", a, b)
	}
	return sum, nil
}

// SumMinor returns the sum of the amounts; 0 for none. It overflows only if the sum itself does
// not fit, whatever the sequence of the amounts.
func SumMinor(amounts ...int64) (int64, error) {
	var high, low uint64 // a 128-bit two's complement sum
	for _, a := range amounts {
		var carry uint64
		low, carry = bits.Add64(low, uint64(a), 0)
		high, _ = bits.Add64(high, uint64(a>>63), carry)
	}
	if sum := int64(low); uint64(sum>>63) == high {
		return sum, nil
	}
	return 0, overflow("the sum of %d amounts", len(amounts))
}

// SumAtMost is SumMinor for what only limits are compared with: a sum that does not fit is the largest amount
// there is, above every limit. No amount is negative.
func SumAtMost(amounts ...int64) int64 {
	sum, err := SumMinor(amounts...)
	if err == nil {
		return sum
	}
	return math.MaxInt64
}

// SubMinor returns a - b.
func SubMinor(a, b int64) (int64, error) {
	difference := a - b
	if (a >= 0) != (b >= 0) && (difference >= 0) != (a >= 0) {
		return 0, overflow("%d - %d", a, b)
	}
	return difference, nil
}

// MulMinor returns amount * count.
func MulMinor(amount, count int64) (int64, error) {
	high, low := bits.Mul64(magnitude(amount), magnitude(count))
	product, ok := signed(high, low, (amount < 0) != (count < 0))
	if !ok {
		return 0, overflow("%d * %d", amount, count)
	}
	return product, nil
}

// Prorate returns round(amount * part / whole), multiplied first and rounded once. A whole below
// 1 is an error.
func Prorate(amount, part, whole int64) (int64, error) {
	if whole < 1 {
		return 0, Problem{Code: CodeMalformed, Detail: fmt.Sprintf("%d of %d is no part of a whole", part, whole)}
	}
	high, low := bits.Mul64(magnitude(amount), magnitude(part))
	rounded, ok := divideHalfAway(high, low, uint64(whole))
	if ok {
		rounded, ok := signed(0, rounded, (amount < 0) != (part < 0))
		if ok {
			return rounded, nil
		}
	}
	return 0, overflow("%d * %d / %d", amount, part, whole)
}

// Cumulative returns what the units taken now are worth when `before` units of `bought` were
// taken earlier: round(total*(before+now)/bought) - round(total*before/bought). Over any sequence
// of requests that takes all units, the results sum to exactly total (MONEY C2, C4). Taking more
// than was bought is a Problem QUANTITY_EXCEEDS_LINE.
func Cumulative(total int64, taken Taken) (int64, error) {
	if taken.Before < 0 || taken.Now < 0 || taken.Bought < 1 || taken.Now > taken.Bought-taken.Before {
		return 0, Problem{Code: CodeQuantityExceedsLine, Detail: fmt.Sprintf("%d after %d of %d bought", taken.Now, taken.Before, taken.Bought)}
	}
	earlier, err := Prorate(total, taken.Before, taken.Bought)
	if err != nil {
		return 0, err
	}
	all, err := Prorate(total, taken.Before+taken.Now, taken.Bought)
	if err != nil {
		return 0, err
	}
	return SubMinor(all, earlier)
}

// Taken says how many units of a line a request takes, and how many were taken before it.
type Taken struct {
	Before int64
	Now    int64
	Bought int64
}

func overflow(format string, operands ...any) error {
	return Problem{Code: CodeAmountOverflow, Detail: fmt.Sprintf(format, operands...) + " does not fit an amount"}
}
