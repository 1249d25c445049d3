package refund

import (
	"fmt"
	"math/bits"
)

// shareScale is what a Share counts in: 18 decimals, the most a rate may have.
const shareScale uint64 = 1_000_000_000_000_000_000

// Share is an exact part of a whole, from 0 to 1, such as a tax rate of "0.13" or a discount of "0.10". It
// is the one place where a division is kept until the rounding (MONEY C1): decimal.Div would cut it.
// An assessment asks for hundreds of shares, so that they count in 64 bits, without a big number each.
type Share struct{ parts uint64 }

// WholeShare is 1: all of it.
func WholeShare() Share { return Share{parts: shareScale} }

// ReadShare reads a decimal from "0" to "1" with at most 18 decimals, exactly. Anything else is a
// Problem BAD_RATE.
func ReadShare(text string) (Share, error) {
	value, ok := parseShare(text)
	if !ok {
		return Share{}, notAShare(text)
	}
	parts := uint64(value.CoefficientInt64()) // at most 10^18, as 0 <= value <= 1
	for range rateDecimalsMax + value.Exponent() {
		parts *= 10
	}
	return Share{parts: parts}, nil
}

func notAShare(text string) error {
	return Problem{Code: CodeBadRate, Detail: fmt.Sprintf("%q is not a decimal from 0 to 1", text)}
}

// Of returns round(amount * share), halves away from zero.
func (s Share) Of(amount int64) (int64, error) { return s.over(amount, shareScale) }

// InsideOf returns the tax within a gross amount: round(amount * share / (1 + all)), where all are
// the rates of all taxes within it, this one's included.
func (s Share) InsideOf(amount int64, all ...Share) (int64, error) {
	divisor := shareScale
	for _, other := range all {
		if divisor+other.parts < divisor {
			return 0, overflow("%d rates", len(all))
		}
		divisor += other.parts
	}
	return s.over(amount, divisor)
}

func (s Share) over(amount int64, divisor uint64) (int64, error) {
	high, low := bits.Mul64(magnitude(amount), s.parts)
	if rounded, ok := divideHalfAway(high, low, divisor); ok {
		if value, ok := signed(0, rounded, amount < 0); ok {
			return value, nil
		}
	}
	return 0, overflow("a share of %d", amount)
}
