package report

import (
	"cmp"
	"maps"
	"slices"

	"github.com/makegood/makegood/refund"
	"github.com/shopspring/decimal"
)

const (
	// pastPeriodsMin is how many earlier periods make a past.
	pastPeriodsMin = 4
	// refundsMin is how many refunds are worth a look.
	refundsMin = 5
	// deviationsMin is how many standard deviations above its past make a figure abnormal, taking
	// refunds as rare independent events (whose variance is their mean).
	deviationsMin = 3
)

// Abnormal is something that refunds far more in the last period than its own past would let
// expect.
type Abnormal struct {
	Period string `json:"period"`
	By     By     `json:"by"`
	Key    string `json:"key"`
	Count  int64  `json:"count"`
	// Expected is what its past makes of the last period, two decimals: its mean, or its rate times
	// the period's orders where order counts are given.
	Expected    string `json:"expected"`
	PastPeriods int64  `json:"past_periods"`
	// ByOrders says that orders were taken into account.
	ByOrders bool `json:"by_orders"`
}

// abnormal compares the last period with the earlier ones, for each sku, category and channel.
func (b *Builder) abnormal() []Abnormal {
	found := []Abnormal{}
	periods := b.periods()
	if len(periods) <= pastPeriodsMin {
		return found
	}
	orders := b.orders.by(b.every)
	last, past := periods[len(periods)-1], periods[:len(periods)-1]
	for of, count := range b.seen {
		if of.period != last || of.by == ByAll || count < refundsMin {
			continue
		}
		expected, byOrders := b.expected(of, past, orders)
		if exceeds(count, expected) {
			found = append(found, Abnormal{Period: last, By: of.by, Key: of.key, Count: count, Expected: expected.String(),
				PastPeriods: int64(len(past)), ByOrders: byOrders})
		}
	}
	slices.SortFunc(found, func(x, y Abnormal) int {
		return cmp.Or(cmp.Compare(y.Count, x.Count), cmp.Compare(x.By, y.By), cmp.Compare(x.Key, y.Key))
	})
	return found
}

// periods lists the periods anything was seen in, in sequence.
func (b *Builder) periods() []string {
	names := map[string]bool{}
	for of := range b.seen {
		names[of.period] = true
	}
	return slices.Sorted(maps.Keys(names))
}

// ratio is what is expected of a period, kept as a division: Over is above 0, and Of at least 0.
type ratio struct{ of, over decimal.Decimal }

// String is the ratio with two decimals, rounded half away from zero.
func (r ratio) String() string { return r.of.DivRound(r.over, 2).StringFixed(2) }

// expected is the mean of the past, or its rate over orders times the last period's orders.
func (b *Builder) expected(of about, past []string, orders map[about]int64) (ratio, bool) {
	var refunds, ordered int64
	for _, period := range past {
		earlier := about{period, of.by, of.key}
		refunds, ordered = refunds+b.seen[earlier], refund.SumAtMost(ordered, orders[earlier])
	}
	if ordered > 0 && orders[of] > 0 {
		return ratio{decimal.NewFromInt(refunds).Mul(decimal.NewFromInt(orders[of])), decimal.NewFromInt(ordered)}, true
	}
	return ratio{decimal.NewFromInt(refunds), decimal.NewFromInt(int64(len(past)))}, false
}

// exceeds reports whether a count lies more than deviationsMin standard deviations above what was
// expected: (count - e)^2 > d^2 e, exactly. Of what never refunded before, e counts as 1. With e = of/over both
// sides are taken times over^2, so that nothing is divided.
func exceeds(count int64, expected ratio) bool {
	variance := decimal.Max(expected.of, expected.over).Mul(expected.over)
	over := decimal.NewFromInt(count).Mul(expected.over).Sub(expected.of)
	limit := decimal.NewFromInt(deviationsMin * deviationsMin).Mul(variance)
	return over.IsPositive() && over.Mul(over).GreaterThan(limit)
}
