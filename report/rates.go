package report

import (
	"slices"

	"github.com/makegood/makegood/refund"
	"github.com/shopspring/decimal"
)

// timeLines are the median, the ninetieth and the ninety-fifth of a hundred, by period.
func (b *Builder) timeLines() []Line {
	var lines []Line
	for period, seconds := range b.times {
		slices.Sort(seconds)
		lines = append(lines, Line{Period: period, Section: SectionTime, Key: "request to money", Count: int64(len(seconds)),
			MedianSeconds: rank(seconds, 50), SlowSeconds: rank(seconds, 90), SlowestSeconds: rank(seconds, 95)})
	}
	return lines
}

// rank is the smallest value that at least percent of a hundred do not exceed (nearest rank).
func rank(sorted []int64, percent int) int64 {
	return sorted[(len(sorted)*percent+99)/100-1]
}

// By is what refunds and orders are counted by.
type By string

// What they are counted by.
const (
	ByAll      By = "all"
	BySKU      By = "sku"
	ByCategory By = "category"
	ByChannel  By = "channel"
)

// about is something that refunds are counted by, in one period.
type about struct {
	period string
	by     By
	key    string
}

// see counts a refund once for everything it is about. A rejected request counts too: it was asked.
func (b *Builder) see(period string, c refund.Case) {
	once := map[about]bool{{period, ByAll, string(ByAll)}: true}
	once[about{period, ByChannel, orNone(c.Cancellation.Order.Channel)}] = true
	for _, line := range c.Cancellation.Order.Lines {
		if takes(c.Cancellation, line.LineID) {
			once[about{period, BySKU, orNone(line.SKU)}] = true
			once[about{period, ByCategory, orNone(line.Category)}] = true
		}
	}
	for of := range once {
		b.seen[of]++
	}
}

// takes reports whether a request is about a line.
func takes(c refund.Cancellation, line refund.LineID) bool {
	return c.Scope == refund.ScopeWholeOrder || slices.ContainsFunc(c.CancelledLines, func(l refund.CancelledLine) bool { return l.LineID == line })
}

// rateLines are refunds over orders, wherever an order count is given.
func (b *Builder) rateLines() []Line {
	var lines []Line
	for of, orders := range b.orders.by(b.every) {
		if orders == 0 {
			continue
		}
		key := string(of.by)
		if of.by != ByAll {
			key += " " + of.key
		}
		lines = append(lines, Line{Period: of.period, Section: SectionRate, Key: key, Count: b.seen[of], OrderCount: orders,
			Rate: quotient(b.seen[of], orders, 4)})
	}
	return lines
}

// quotient is a / b with so many decimals, rounded half away from zero.
func quotient(a, b int64, decimals int32) string {
	return decimal.NewFromInt(a).DivRound(decimal.NewFromInt(b), decimals).StringFixed(decimals)
}
