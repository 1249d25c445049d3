package refund

import (
	"errors"
	"fmt"
	"math/big"
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
	parts := make([]int64, len(weights))
	if amount == 0 {
		return parts, nil
	}
	if sum.Sign() == 0 {
		return nil, fmt.Errorf("%d over %d weights: %w", amount, len(weights), ErrNothingToSpreadOver)
	}
	remainders := make([]*big.Int, len(weights))
	left := amount
	for i, weight := range weights {
		share := new(big.Int).Mul(big.NewInt(amount), big.NewInt(weight))
		remainders[i] = new(big.Int)
		share.QuoRem(share, sum, remainders[i])
		parts[i] = share.Int64() // at most the amount
		left -= parts[i]
	}
	for _, i := range largestFirst(remainders)[:left] {
		parts[i]++
	}
	return parts, nil
}

// largestFirst returns the indices of the remainders, the largest first, ties to the earlier. What
// is left over is the sum of the remainders: fewer units than there are remainders above zero, so
// a zero weight is never reached.
func largestFirst(remainders []*big.Int) []int {
	order := make([]int, len(remainders))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return remainders[b].Cmp(remainders[a]) })
	return order
}

func sumOfWeights(amount int64, weights []int64) (*big.Int, error) {
	if amount < 0 {
		return nil, Problem{Code: CodeNegativeAmount, Detail: fmt.Sprintf("%d cannot be spread", amount)}
	}
	sum := new(big.Int)
	for i, weight := range weights {
		if weight < 0 {
			return nil, Problem{Code: CodeNegativeAmount, Detail: fmt.Sprintf("weight %d is %d", i+1, weight)}
		}
		sum.Add(sum, big.NewInt(weight))
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
	if sum.Cmp(big.NewInt(amount)) < 0 {
		return nil, Problem{Code: CodeCapExceeded, Detail: fmt.Sprintf("%d is more than the %s the tenders still owe back", amount, sum)}
	}
	return SpreadLargestRemainder(amount, owed)
}
