package report_test

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/makegood/makegood/refund"
	"github.com/makegood/makegood/report"
)

// TestSumsThatDoNotFitAreSaidAndNeverWrap: stored amounts may be what no door lets in.
func TestSumsThatDoNotFitAreSaidAndNeverWrap(t *testing.T) {
	part := func(kind refund.ComponentKind, minor int64) refund.Component {
		return refund.Component{Kind: kind, LineID: "1", AmountMinor: minor}
	}
	for name, change := range map[string]func(*refund.Case){
		"components of a kind": func(c *refund.Case) {
			c.Proposal.Assessment.Components = []refund.Component{part(refund.ComponentLine, math.MaxInt64), part(refund.ComponentLine, 1)}
		},
		"components of a line": func(c *refund.Case) {
			c.Proposal.Assessment.Components = []refund.Component{part(refund.ComponentLine, math.MinInt64), part(refund.ComponentClawback, -1)}
		},
		"legs that are paid": func(c *refund.Case) {
			c.Status = refund.StatusPartlyRefunded
			leg := refund.Leg{PlannedLeg: refund.PlannedLeg{AmountMinor: math.MaxInt64}, Status: refund.LegSettled}
			c.Legs = []refund.Leg{leg, leg}
		},
	} {
		c := paid(1, monday, 0)
		change(&c)
		err := report.NewBuilder(report.EveryAll, nil).Add(c)
		if problem, _ := refund.ProblemIn(err); problem.Code != refund.CodeAmountOverflow {
			t.Errorf("%s: got %v, want AMOUNT_OVERFLOW", name, err)
		}
	}
	b := report.NewBuilder(report.EveryAll, nil)
	for n, want := range []refund.Code{"", refund.CodeAmountOverflow} {
		c := paid(n, monday, 0)
		c.Proposal.Assessment.TotalMinor = math.MaxInt64
		c.Proposal.Assessment.Components = nil
		if problem, _ := refund.ProblemIn(b.Add(c)); problem.Code != want {
			t.Errorf("refund %d: got %q, want %q", n, problem.Code, want)
		}
	}
}

func TestOrderCountsAreBoundedAndTheirRateIsExact(t *testing.T) {
	header := "day,by,key,order_count\n"
	if _, err := report.ReadOrderCounts(strings.NewReader(header + fmt.Sprintf("2026-11-02,all,,%d\n", int64(refund.CountMax)+1))); err == nil {
		t.Error("more orders than there may be were read")
	}
	for count, want := range map[string]string{"3": "0.3333", "8": "0.1250", "16": "0.0625", "32": "0.0313", "1": "1.0000"} {
		orders, err := report.ReadOrderCounts(strings.NewReader(header + "2026-11-02,all,," + count + "\n"))
		if err != nil {
			t.Fatal(err)
		}
		r := build(t, report.NewBuilder(report.EveryWeek, orders), paid(1, monday, 0))
		if got := figure(t, r, report.SectionRate, "all"); got.Rate != want {
			t.Errorf("1 of %s: got %s, want %s", count, got.Rate, want)
		}
	}
}
