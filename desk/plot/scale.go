package plot

import (
	"math"
	"math/bits"
)

// scaled is value of most as a part of length, rounded down; what is not 0 is at least 1, so that it is seen.
func scaled(value, most int64, length int) int {
	if value <= 0 || most <= 0 {
		return 0
	}
	high, low := bits.Mul64(uint64(value), uint64(length))
	part, _ := bits.Div64(high, low, uint64(most)) // value is at most most, so the quotient is at most length
	return max(1, int(part))
}

// ceiling is the smallest 1, 2 or 5 with zeros behind it that is not below a value; the value where none fits in 64 bits, and 1
// at least.
func ceiling(value int64) int64 {
	for unit := int64(1); ; unit *= 10 {
		for _, digit := range []int64{1, 2, 5} {
			if unit > math.MaxInt64/digit {
				return value
			}
			if unit*digit >= value {
				return unit * digit
			}
		}
		if unit > math.MaxInt64/10 {
			return value
		}
	}
}
