package explain

import (
	"math/big"
	"slices"
)

// whole is an amount as a rational.
func whole(amount int64) *big.Rat { return new(big.Rat).SetInt64(amount) }

// roundRat rounds half away from zero (MONEY C1).
func roundRat(exact *big.Rat) int64 {
	twice := new(big.Int).Lsh(new(big.Int).Abs(exact.Num()), 1)
	twice.Add(twice, exact.Denom())
	rounded := twice.Quo(twice, new(big.Int).Lsh(exact.Denom(), 1)).Int64()
	if exact.Sign() < 0 {
		return -rounded
	}
	return rounded
}

// portion is round(amount * part / of); of nothing it is 0.
func portion(amount, part, of int64) int64 {
	if of == 0 {
		return 0
	}
	exact := new(big.Rat).SetFrac(big.NewInt(part), big.NewInt(of))
	return roundRat(exact.Mul(exact, whole(amount)))
}

// times is round(amount * factor).
func times(amount int64, factor *big.Rat) int64 {
	return roundRat(new(big.Rat).Mul(whole(amount), factor))
}

// spread divides an amount, at most all weights, by the largest remainder, ties to the earlier (MONEY C3).
func spread(amount int64, weights []int64) []int64 {
	if all := allOf(weights); all.IsInt64() {
		amount = min(amount, all.Int64())
	}
	return divide(amount, weights)
}

func allOf(weights []int64) *big.Int {
	all := new(big.Int)
	for _, weight := range weights {
		all.Add(all, big.NewInt(weight))
	}
	return all
}

// divide is spread of any amount.
func divide(amount int64, weights []int64) []int64 {
	parts, all := make([]int64, len(weights)), allOf(weights)
	if all.Sign() == 0 || amount <= 0 {
		return parts
	}
	left, over := amount, make([]*big.Int, len(weights))
	for i, weight := range weights {
		exact := new(big.Int).Mul(big.NewInt(amount), big.NewInt(weight))
		floor, remainder := new(big.Int).QuoRem(exact, all, new(big.Int))
		parts[i], over[i] = floor.Int64(), remainder
		left -= parts[i]
	}
	byRemainder := make([]int, len(weights))
	for i := range byRemainder {
		byRemainder[i] = i
	}
	slices.SortStableFunc(byRemainder, func(a, b int) int { return over[b].Cmp(over[a]) })
	for _, i := range byRemainder[:left] {
		parts[i]++
	}
	return parts
}
