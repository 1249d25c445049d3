package refund_test

import (
	"fmt"
	"math"
	"math/big"
	"testing"

	"github.com/makegood/makegood/refund"
	"pgregory.net/rapid"
)

func TestADecimalIsReadExactlyOrRefused(t *testing.T) {
	for text, want := range map[string]int64{"0": 0, "1": 100, "1.000": 100, "0.13": 13, "0.130": 13, "0.005": 1, "0.004999999999999999": 0} {
		share, err := refund.ReadShare(text)
		if err != nil {
			t.Fatalf("%q: %v", text, err)
		}
		if got, err := share.Of(100); err != nil || got != want {
			t.Errorf("%q of 100 = %d, %v; want %d", text, got, err, want)
		}
	}
	for _, text := range []string{"", ".", "0.", ".5", "2", "1.1", "-0.1", "+0.1", "0,1", "0.1e1", "0.1234567890123456789", "00.1", " 0.1"} {
		_, err := refund.ReadShare(text)
		if problem, _ := refund.ProblemIn(err); problem.Code != refund.CodeBadRate {
			t.Errorf("%q: got %v, want BAD_RATE", text, err)
		}
	}
}

func ExampleShare_Of() {
	share, err := refund.ReadShare("0.15")
	if err != nil {
		panic(err)
	}
	fee, err := share.Of(333) // 49.95
	fmt.Println(fee, err)
	// Output: 50 <nil>
}

func ExampleShare_InsideOf() {
	share, err := refund.ReadShare("0.13")
	if err != nil {
		panic(err)
	}
	tax, err := share.InsideOf(25000, share) // 25000 * 13/113 = 2876.1
	fmt.Println(tax, err)
	// Output: 2876 <nil>
}

func ExampleProrate() {
	fmt.Println(refund.Prorate(31500, 2, 7))
	fmt.Println(refund.Prorate(-1, 1, 2)) // halves go away from zero
	// Output:
	// 9000 <nil>
	// -1 <nil>
}

func ExampleSpreadLargestRemainder() {
	fmt.Println(refund.SpreadLargestRemainder(1000, []int64{1, 1, 1}))
	// Output: [334 333 333] <nil>
}

// The wide arithmetic against big rationals, at the edges too.
func TestFastAndExactArithmeticAgree(t *testing.T) {
	edge := rapid.OneOf(rapid.Int64(), rapid.SampledFrom([]int64{0, 1, -1, math.MaxInt64, math.MinInt64, math.MaxInt64 - 1}))
	rapid.Check(t, func(t *rapid.T) {
		a, b := edge.Draw(t, "a"), edge.Draw(t, "b")
		whole := rapid.OneOf(rapid.Int64Range(1, math.MaxInt64), rapid.Int64Range(1, 9)).Draw(t, "whole")
		got, err := refund.Prorate(a, b, whole)
		agrees(t, got, err, big.NewRat(0, 1).SetFrac(new(big.Int).Mul(big.NewInt(a), big.NewInt(b)), big.NewInt(whole)))
		got, err = refund.MulMinor(a, b)
		agrees(t, got, err, new(big.Rat).SetInt(new(big.Int).Mul(big.NewInt(a), big.NewInt(b))))
		digits := rapid.StringMatching(`[0-9]{1,18}`).Draw(t, "decimals")
		share, err := refund.ReadShare("0." + digits)
		if err != nil {
			t.Fatal(err)
		}
		exact, _ := new(big.Rat).SetString("0." + digits)
		got, err = share.Of(a)
		agrees(t, got, err, new(big.Rat).Mul(new(big.Rat).SetInt64(a), exact))
		got, err = share.InsideOf(a, share, refund.WholeShare())
		inside := new(big.Rat).Quo(exact, new(big.Rat).Add(exact, big.NewRat(2, 1)))
		agrees(t, got, err, new(big.Rat).Mul(new(big.Rat).SetInt64(a), inside))
	})
}

func agrees(t *rapid.T, got int64, err error, exact *big.Rat) {
	t.Helper()
	want := halfAway(exact)
	if (err == nil) != want.IsInt64() || err == nil && got != want.Int64() {
		t.Fatalf("got %d, %v; want %s (%s)", got, err, want, exact)
	}
	if problem, _ := refund.ProblemIn(err); err != nil && problem.Code != refund.CodeAmountOverflow {
		t.Fatalf("got %v, want AMOUNT_OVERFLOW", err)
	}
}

// halfAway is the floor of the magnitude plus a half, with the sign again (MONEY C1).
func halfAway(exact *big.Rat) *big.Int {
	shifted := new(big.Rat).Add(new(big.Rat).Abs(exact), big.NewRat(1, 2))
	rounded := new(big.Int).Quo(shifted.Num(), shifted.Denom())
	if exact.Sign() < 0 {
		rounded.Neg(rounded)
	}
	return rounded
}

// What a rate of the rulebook comes to, against big rationals: amounts at the edges, rates above 1 too.
func TestARateOfAnAmountIsRoundedOnceFromTheExactProduct(t *testing.T) {
	edge := rapid.OneOf(rapid.Int64(), rapid.SampledFrom([]int64{0, 1, -1, math.MaxInt64, math.MinInt64}))
	rapid.Check(t, func(t *rapid.T) {
		amount, text := edge.Draw(t, "amount"), rapid.StringMatching(`[0-9]{1,9}(\.[0-9]{1,18})?`).Draw(t, "rate")
		rate, err := refund.ParseDecimal(text)
		if err != nil {
			t.Fatal(err)
		}
		exact, _ := new(big.Rat).SetString(text)
		got, err := refund.ApplyRate(amount, rate)
		agrees(t, got, err, exact.Mul(exact, new(big.Rat).SetInt64(amount)))
	})
}

func TestWeightsBeyond64BitsStillSpreadExactly(t *testing.T) {
	weights := []int64{math.MaxInt64, math.MaxInt64, math.MaxInt64}
	parts, err := refund.SpreadLargestRemainder(1000, weights)
	if err != nil || fmt.Sprint(parts) != "[334 333 333]" {
		t.Errorf("got %v, %v", parts, err)
	}
}
