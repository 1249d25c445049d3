package refund

import (
	"math"
	"math/bits"
)

// This file holds the 128-bit steps below the arithmetic: a product of two amounts is exact here
// without a big integer, which an assessment of many lines would allocate a thousand times.

// magnitude is |value|, also of the smallest int64.
func magnitude(value int64) uint64 {
	if value < 0 {
		return -uint64(value)
	}
	return uint64(value)
}

// signed gives a magnitude its sign, and false where it does not fit an int64.
func signed(high, low uint64, negative bool) (int64, bool) {
	switch {
	case high != 0:
		return 0, false
	case negative && low <= 1<<63:
		return -int64(low), true
	case !negative && low <= math.MaxInt64:
		return int64(low), true
	}
	return 0, false
}

// divideHalfAway returns round(high:low / divisor); false where the quotient does not fit 64 bits. Halves go
// up, which for an amount with a sign is away from zero.
func divideHalfAway(high, low, divisor uint64) (uint64, bool) {
	if high >= divisor {
		return 0, false
	}
	quotient, remainder := bits.Div64(high, low, divisor)
	if remainder < divisor-remainder { // 2*remainder < divisor, without an overflow
		return quotient, true
	}
	return quotient + 1, quotient != math.MaxUint64
}
