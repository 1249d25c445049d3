package refund_test

import (
	"math"
	"testing"

	"github.com/makegood/makegood/refund"
	"github.com/shopspring/decimal"
	"pgregory.net/rapid"
)

func TestAHalfIsRoundedAwayFromZero(t *testing.T) {
	for _, c := range []struct {
		name  string
		exact string
		want  int64
	}{
		{"a half goes up", "2.5", 3},
		{"a negative half goes down", "-2.5", -3},
		{"just less than a half goes towards zero", "2.49999999999999999999999999999999999999999", 2},
		{"more than a half goes away from zero", "2.500000000000000000000000000000000000000001", 3},
		{"a whole number stays", "-3.000", -3},
		{"zero stays", "0", 0},
		{"the largest amount fits", "9223372036854775807.4", math.MaxInt64},
		{"the smallest amount fits", "-9223372036854775808.4", math.MinInt64},
	} {
		t.Run(c.name, func(t *testing.T) {
			exact := decimal.RequireFromString(c.exact)
			got, err := refund.RoundMinor(exact)
			if err != nil || got != c.want {
				t.Errorf("round(%s) = %d, %v; want %d", c.exact, got, err, c.want)
			}
			if !exact.Equal(decimal.RequireFromString(c.exact)) {
				t.Errorf("rounding changed %s to %s", c.exact, exact)
			}
		})
	}
}

func TestWhatDoesNotFitAnAmountIsAnOverflowAndNeverWraps(t *testing.T) {
	beyond := decimal.RequireFromString("9223372036854775807.5")
	for name, compute := range map[string]func() (int64, error){
		"the largest plus one":         func() (int64, error) { return refund.AddMinor(math.MaxInt64, 1) },
		"the smallest plus minus one":  func() (int64, error) { return refund.AddMinor(math.MinInt64, -1) },
		"twice the smallest":           func() (int64, error) { return refund.AddMinor(math.MinInt64, math.MinInt64) },
		"zero less the smallest":       func() (int64, error) { return refund.SubMinor(0, math.MinInt64) },
		"the smallest less one":        func() (int64, error) { return refund.SubMinor(math.MinInt64, 1) },
		"a sum beyond the largest":     func() (int64, error) { return refund.SumMinor(math.MaxInt64, math.MaxInt64) },
		"a sum below the smallest":     func() (int64, error) { return refund.SumMinor(math.MinInt64, math.MinInt64, 5) },
		"a product beyond the largest": func() (int64, error) { return refund.MulMinor(math.MaxInt64/2+1, 2) },
		"minus the smallest":           func() (int64, error) { return refund.MulMinor(math.MinInt64, -1) },
		"a rounding beyond":            func() (int64, error) { return refund.RoundMinor(beyond) },
		"a proration beyond":           func() (int64, error) { return refund.Prorate(math.MaxInt64, 3, 2) },
		"a line's list price": func() (int64, error) {
			return refund.Line{UnitPriceMinor: math.MaxInt64, Quantity: 2}.ListMinor()
		},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := compute()
			if problem, _ := refund.ProblemIn(err); problem.Code != refund.CodeAmountOverflow {
				t.Errorf("got %d, %v; want AMOUNT_OVERFLOW", got, err)
			}
		})
	}
}

func TestASumThatFitsIsNotRefusedForAnIntermediateOne(t *testing.T) {
	got, err := refund.SumMinor(math.MaxInt64, 1, -1, math.MinInt64, 7)
	if err != nil || got != 6 {
		t.Errorf("got %d, %v; want 6", got, err)
	}
}

func TestAProductIsFormedBeforeTheDivision(t *testing.T) {
	// 5999/6*3 is 2999.5: half away from zero is 3000. Divided first, digits would be lost.
	got, err := refund.Prorate(5999, 3, 6)
	if err != nil || got != 3000 {
		t.Errorf("got %d, %v; want 3000", got, err)
	}
}

func TestUnitsTakenOneByOneAreWorthTheWholeLine(t *testing.T) {
	for _, c := range []struct {
		name   string
		total  int64
		bought int64
		want   []int64
	}{
		{"1000 over 3", 1000, 3, []int64{333, 334, 333}},
		{"exclusive tax 82 over 3", 82, 3, []int64{27, 28, 27}},
		{"2 over 4", 2, 4, []int64{1, 0, 1, 0}},
		{"nothing over 2", 0, 2, []int64{0, 0}},
	} {
		t.Run(c.name, func(t *testing.T) {
			for i, want := range c.want {
				got, err := refund.Cumulative(c.total, refund.Taken{Before: int64(i), Now: 1, Bought: c.bought})
				if err != nil || got != want {
					t.Errorf("unit %d = %d, %v; want %d", i+1, got, err, want)
				}
			}
		})
	}
}

func TestMoreUnitsThanWereBoughtAreRefused(t *testing.T) {
	for _, taken := range []refund.Taken{
		{Before: 2, Now: 2, Bought: 3}, {Before: 0, Now: 1, Bought: 0}, {Before: 0, Now: -1, Bought: 3},
		{Before: 1, Now: math.MaxInt64, Bought: math.MaxInt64},
	} {
		got, err := refund.Cumulative(100, taken)
		if problem, _ := refund.ProblemIn(err); problem.Code != refund.CodeQuantityExceedsLine {
			t.Errorf("%+v = %d, %v; want QUANTITY_EXCEEDS_LINE", taken, got, err)
		}
	}
}

func TestAnySequenceOfPartsSumsToTheWhole(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		total := rapid.Int64Min(0).Draw(t, "total")
		bought := rapid.Int64Min(1).Draw(t, "bought")
		var before, sum int64
		for before < bought {
			now := rapid.Int64Range(1, bought-before).Draw(t, "now")
			part, err := refund.Cumulative(total, refund.Taken{Before: before, Now: now, Bought: bought})
			if err != nil || part < 0 {
				t.Fatalf("part = %d, %v", part, err)
			}
			before, sum = before+now, sum+part
			if rapid.Bool().Draw(t, "take the rest") {
				rest, err := refund.Cumulative(total, refund.Taken{Before: before, Now: bought - before, Bought: bought})
				if err != nil {
					t.Fatal(err)
				}
				before, sum = bought, sum+rest
			}
		}
		if sum != total {
			t.Fatalf("parts sum to %d, want %d", sum, total)
		}
	})
}

func TestARateIsReadExactlyOrRefused(t *testing.T) {
	rate, err := refund.ParseRate("0.15")
	if err != nil || !rate.Equal(decimal.New(15, -2)) {
		t.Errorf("0.15 = %v, %v", rate, err)
	}
	if fee, err := refund.ApplyRate(333, rate); err != nil || fee != 50 {
		t.Errorf("15%% of 333 = %d, %v; want 50", fee, err)
	}
	for _, bad := range []string{"", "1", "1.0", "-0.1", "0.", ".5", "1/3", "1e-1", "0,5", "0.0000000000000000001", " 0.1", "NaN",
		"00.1", "+0.1", "0_1", "\u22120.1", "0.-5", "1e-99999999999"} {
		rate, err := refund.ParseRate(bad)
		if problem, _ := refund.ProblemIn(err); problem.Code != refund.CodeBadRate {
			t.Errorf("%q = %v, %v; want BAD_RATE", bad, rate, err)
		}
	}
}
