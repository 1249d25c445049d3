package refund

import (
	"cmp"
	"errors"
	"fmt"
	"math/big"
	"math/bits"
	"slices"
)

// ErrNothingToSpreadOver: an amount above zero was to be spread over weights that sum to zero.
var ErrNothingToSpreadOver = errors.New("refund: an amount cannot be spread over zero weights")

// SpreadLargestRemainder divides an amount in proportion to weights so that the parts sum to
// exactly the amount: each gets its exact share rounded down, and the units left over go to the
// largest remainders, ties to the earlier (MONEY C3). A weight of zero gets nothing; amount 0
// gives zeros; an amount above 0 over zero weights is ErrNothingToSpreadOver. A negative amount
// or weight is a Problem NEGATIVE_AMOUNT. While amount <= sum(weights), no part exceeds its
// weight.
func SpreadLargestRemainder(amount int64, weights []int64) ([]int64, error) {
	sum, err := sumOfWeights(amount, weights)
	if err != nil {
		return nil, err
	}
	switch {
	case amount == 0:
		return make([]int64, len(weights)), nil
	case sum == weightSum{}:
		return nil, fmt.Errorf("%d over %d weights: %w", amount, len(weights), ErrNothingToSpreadOver)
	case sum.high == 0:
		return spread(amount, weights, sum.low), nil
	}
	return spreadWide(amount, weights, sum), nil
}

// spread works in 128 bits: the sum of the weights fits 64.
func spread(amount int64, weights []int64, sum uint64) []int64 {
	parts, left := make([]int64, len(weights)), amount
	var few [8]uint64 // room for as many as discounts and payments usually are
	remainders := few[:]
	if len(weights) > len(few) {
		remainders = make([]uint64, len(weights))
	}
	for i, weight := range weights {
		high, low := bits.Mul64(uint64(amount), uint64(weight))
		var share uint64
		share, remainders[i] = bits.Div64(high, low, sum)
		parts[i] = int64(share) // at most the amount
		left -= parts[i]
	}
	if len(weights) <= len(few) {
		handOutFew(parts, left, remainders)
		return parts
	}
	handOut(parts, left, func(a, b int) int { return cmp.Compare(remainders[b], remainders[a]) })
	return parts
}

// handOutFew is handOut for a few parts, in place: each unit left over goes to the largest remainder that has none
// yet.
func handOutFew(parts []int64, left int64, remainders []uint64) {
	for ; left > 0; left-- {
		largest := 0
		for i := range parts {
			if remainders[i] > remainders[largest] {
				largest = i
			}
		}
		parts[largest]++
		remainders[largest] = 0 // it was above zero: there are fewer units than such remainders
	}
}

// spreadWide is the same for weights beyond 64 bits.
func spreadWide(amount int64, weights []int64, sum weightSum) []int64 {
	whole := new(big.Int).Lsh(new(big.Int).SetUint64(sum.high), 64)
	whole.Or(whole, new(big.Int).SetUint64(sum.low))
	parts, remainders, left := make([]int64, len(weights)), make([]*big.Int, len(weights)), amount
	for i, weight := range weights {
		share := new(big.Int).Mul(big.NewInt(amount), big.NewInt(weight))
		remainders[i] = new(big.Int)
		share.QuoRem(share, whole, remainders[i])
		parts[i] = share.Int64()
		left -= parts[i]
	}
	handOut(parts, left, func(a, b int) int { return remainders[b].Cmp(remainders[a]) })
	return parts
}

// handOut gives the units left over to the largest remainders, ties to the earlier. What is left
// over is the sum of the remainders: fewer units than there are remainders above zero, so a zero
// weight is never reached.
func handOut(parts []int64, left int64, byRemainder func(a, b int) int) {
	if left == 0 {
		return
	}
	order := make([]int, len(parts))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, byRemainder)
	for _, i := range order[:left] {
		parts[i]++
	}
}

// weightSum is a sum of weights in 128 bits.
type weightSum struct{ high, low uint64 }

// covers reports whether the weights sum to at least the amount.
func (s weightSum) covers(amount int64) bool { return s.high > 0 || s.low >= uint64(amount) }

// String writes the sum; beyond 64 bits it is more than any amount.
func (s weightSum) String() string {
	if s.high > 0 {
		return "more than 64 bits"
	}
	return fmt.Sprint(s.low)
}

func sumOfWeights(amount int64, weights []int64) (weightSum, error) {
	if amount < 0 {
		return weightSum{}, Problem{Code: CodeNegativeAmount, Detail: fmt.Sprintf("%d cannot be spread", amount)}
	}
	var sum weightSum
	for i, weight := range weights {
		if weight < 0 {
			return weightSum{}, Problem{Code: CodeNegativeAmount, Detail: fmt.Sprintf("weight %d is %d", i+1, weight)}
		}
		var carry uint64
		sum.low, carry = bits.Add64(sum.low, uint64(weight), 0)
		sum.high += carry
	}
	return sum, nil
}

// ShareTenders divides what goes back over the tenders by what each still owes back, in the
// pinned sequence (MONEY C8). No share exceeds what its tender owes: an amount above the sum of
// them is a Problem CAP_EXCEEDED, never silently less.
func ShareTenders(amount int64, owed []int64) ([]int64, error) {
	sum, err := sumOfWeights(amount, owed)
	if err != nil {
		return nil, err
	}
	if !sum.covers(amount) {
		return nil, Problem{Code: CodeCapExceeded, Detail: fmt.Sprintf("%d is more than the %s the tenders still owe back", amount, sum)}
	}
	return SpreadLargestRemainder(amount, owed)
}
