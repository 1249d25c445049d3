package report

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"time"

	"github.com/makegood/makegood/refund"
)

// OrderCounts are how many orders there were, as the merchant's shop knows: refund rates need them.
type OrderCounts []OrderCount

// OrderCount is how many orders there were on one day (UTC) by something: all of them, or those with
// a sku, a category, a channel.
type OrderCount struct {
	Day   time.Time
	By    By
	Key   string
	Count int64
}

// ordersHeader is the first line of a file of order counts.
func ordersHeader() []string { return []string{"day", "by", "key", "order_count"} }

// ReadOrderCounts reads CSV with the header day,by,key,order_count. Every error names the line.
func ReadOrderCounts(r io.Reader) (OrderCounts, error) {
	in := csv.NewReader(r)
	header, err := in.Read()
	if err != nil || !slices.Equal(header, ordersHeader()) {
		return nil, errors.New("report: order counts start with the line day,by,key,order_count")
	}
	var counts OrderCounts
	for {
		record, err := in.Read()
		if errors.Is(err, io.EOF) {
			return counts, nil
		}
		if err != nil {
			return nil, fmt.Errorf("report: order counts: %w", err)
		}
		count, err := orderCount(record)
		if err != nil {
			line, _ := in.FieldPos(0)
			return nil, fmt.Errorf("report: order counts: line %d: %w", line, err)
		}
		counts = append(counts, count)
	}
}

func orderCount(record []string) (OrderCount, error) {
	day, err := time.Parse(time.DateOnly, record[0])
	if err != nil {
		return OrderCount{}, fmt.Errorf("%q is no day", record[0])
	}
	by := By(record[1])
	if !slices.Contains([]By{ByAll, BySKU, ByCategory, ByChannel}, by) {
		return OrderCount{}, fmt.Errorf("%q is not all, sku, category or channel", record[1])
	}
	count, err := strconv.ParseInt(record[3], 10, 64)
	if err != nil || count < 0 || count > refund.CountMax {
		return OrderCount{}, fmt.Errorf("%q is no count", record[3])
	}
	return OrderCount{Day: day, By: by, Key: record[2], Count: count}, nil
}

// by sums the counts by period.
func (c OrderCounts) by(every Every) map[about]int64 {
	sums := map[about]int64{}
	for _, count := range c {
		key := orNone(count.Key)
		if count.By == ByAll {
			key = string(ByAll)
		}
		at := about{every.of(count.Day), count.By, key}
		sums[at] = refund.SumAtMost(sums[at], count.Count)
	}
	return sums
}
