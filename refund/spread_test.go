package refund_test

import (
	"errors"
	"math"
	"slices"
	"testing"

	"github.com/makegood/makegood/refund"
	"pgregory.net/rapid"
)

func TestALargestRemainderGetsTheUnitLeftOver(t *testing.T) {
	for _, c := range []struct {
		name    string
		amount  int64
		weights []int64
		want    []int64
	}{
		{"a tie goes to the earlier", 1000, []int64{1000, 1000, 1000}, []int64{334, 333, 333}},
		{"the largest remainder comes first", 10, []int64{1, 2, 4}, []int64{1, 3, 6}},
		{"a zero weight gets nothing", 5, []int64{0, 3, 0, 3}, []int64{0, 3, 0, 2}},
		{"nothing is spread as zeros", 0, []int64{4, 5}, []int64{0, 0}},
		{"nothing over zero weights is zeros", 0, []int64{0, 0}, []int64{0, 0}},
		{"the largest amounts are spread", math.MaxInt64, []int64{math.MaxInt64, math.MaxInt64}, []int64{1<<62 - 1 + 1, 1<<62 - 1}},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := refund.SpreadLargestRemainder(c.amount, c.weights)
			if err != nil || !slices.Equal(got, c.want) {
				t.Errorf("got %v, %v; want %v", got, err, c.want)
			}
		})
	}
}

func TestWhatCannotBeSpreadIsRefused(t *testing.T) {
	if parts, err := refund.SpreadLargestRemainder(1, []int64{0, 0}); !errors.Is(err, refund.ErrNothingToSpreadOver) {
		t.Errorf("1 over zero weights = %v, %v", parts, err)
	}
	if parts, err := refund.SpreadLargestRemainder(1, nil); !errors.Is(err, refund.ErrNothingToSpreadOver) {
		t.Errorf("1 over nothing = %v, %v", parts, err)
	}
	for name, spread := range map[string]func() ([]int64, error){
		"a negative amount": func() ([]int64, error) { return refund.SpreadLargestRemainder(-1, []int64{1}) },
		"a negative weight": func() ([]int64, error) { return refund.SpreadLargestRemainder(1, []int64{3, -1}) },
	} {
		parts, err := spread()
		if problem, _ := refund.ProblemIn(err); problem.Code != refund.CodeNegativeAmount {
			t.Errorf("%s = %v, %v; want NEGATIVE_AMOUNT", name, parts, err)
		}
	}
}

// The first of MONEY's worked cases.
func TestThreeTendersShareThreeUnitsByWhatEachStillOwes(t *testing.T) {
	owed := []int64{1000, 1000, 1000}
	for i, want := range [][]int64{{334, 333, 333}, {333, 334, 333}, {333, 333, 334}} {
		got, err := refund.ShareTenders(1000, owed)
		if err != nil || !slices.Equal(got, want) {
			t.Fatalf("unit %d = %v, %v; want %v", i+1, got, err, want)
		}
		for j := range owed {
			owed[j] -= got[j]
		}
	}
	if !slices.Equal(owed, []int64{0, 0, 0}) {
		t.Errorf("still owed: %v, want nothing", owed)
	}
}

func TestMoreThanTheTendersOweIsNeverSilentlyLess(t *testing.T) {
	shares, err := refund.ShareTenders(2001, []int64{1000, 1000})
	if problem, _ := refund.ProblemIn(err); problem.Code != refund.CodeCapExceeded {
		t.Errorf("got %v, %v; want CAP_EXCEEDED", shares, err)
	}
}

func TestSharesSumToTheAmountAndNoTenderPaysMoreThanItOwes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		owed := rapid.SliceOfN(rapid.Int64Range(0, math.MaxInt64/8), 1, 8).Draw(t, "owed")
		sum, err := refund.SumMinor(owed...)
		if err != nil {
			t.Fatal(err)
		}
		amount := rapid.Int64Range(0, sum).Draw(t, "amount")
		checkShares(t, amount, owed)
	})
}

func FuzzSharesAreNeitherLostNorMade(f *testing.F) {
	f.Add(int64(1000), int64(1000), int64(1000), int64(1000))
	f.Add(int64(math.MaxInt64), int64(math.MaxInt64), int64(1), int64(0))
	f.Fuzz(func(t *testing.T, amount, a, b, c int64) {
		owed := []int64{a, b, c}
		sum, err := refund.SumMinor(owed...)
		if err != nil || min(amount, a, b, c) < 0 || amount > sum {
			shares, err := refund.ShareTenders(amount, owed)
			if err == nil && (min(amount, a, b, c) < 0 || len(shares) != len(owed)) {
				t.Errorf("%d over %v was shared as %v", amount, owed, shares)
			}
			return
		}
		checkShares(t, amount, owed)
	})
}

type failer interface {
	Fatalf(format string, args ...any)
}

func checkShares(t failer, amount int64, owed []int64) {
	shares, err := refund.ShareTenders(amount, owed)
	if err != nil {
		t.Fatalf("%d over %v: %v", amount, owed, err)
	}
	var sum int64
	for i, share := range shares {
		if share < 0 || share > owed[i] {
			t.Fatalf("share %d of %v exceeds what is owed, %v", i, shares, owed)
		}
		sum += share
	}
	if sum != amount {
		t.Fatalf("%v sums to %d, want %d", shares, sum, amount)
	}
}
