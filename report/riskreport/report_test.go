package riskreport_test

import (
	"bytes"
	"math"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/makegood/makegood/internal/foreign"
	"github.com/makegood/makegood/refund"
	"github.com/makegood/makegood/report/riskreport"
)

// scored is a refund and what both sets of rules said about it.
func scored(id refund.ID, currency refund.Currency, total int64, inForce, onTrial refund.RiskVerdict) refund.Case {
	inForce.Rules, onTrial.Rules = "r@1#aa", "r@2#bb"
	inForce.Shadow = &onTrial
	return refund.Case{ID: id, Proposal: &refund.Proposal{Assessment: refund.Assessment{Currency: currency, TotalMinor: total}, Verdict: inForce}}
}

func verdict(score int, band refund.RiskBand, reasons ...string) refund.RiskVerdict {
	return refund.RiskVerdict{Score: score, Band: band, Reasons: reasons}
}

func build(t *testing.T, examples int, cases ...refund.Case) riskreport.Report {
	t.Helper()
	b := riskreport.NewBuilder(examples)
	for _, c := range cases {
		if err := b.Add(c); err != nil {
			t.Fatal(err)
		}
	}
	return b.Report()
}

// week is two refunds that stay, two that become high, one that no longer is, one that was scored
// without a trial, and one that never was.
func week() []refund.Case {
	untried := scored("refund/m/7/1", "CNY", 1, verdict(0, refund.RiskLow), refund.RiskVerdict{})
	untried.Proposal.Verdict.Shadow = nil
	return []refund.Case{
		scored("refund/m/1/1", "CNY", 1000, verdict(0, refund.RiskLow), verdict(0, refund.RiskLow)),
		scored("refund/m/2/1", "CNY", 200, verdict(20, refund.RiskLow, "LARGE"), verdict(20, refund.RiskLow, "LARGE")),
		scored("refund/m/3/1", "CNY", 50000, verdict(20, refund.RiskLow, "LARGE"), verdict(60, refund.RiskHigh, "LARGE", "SHARED")),
		scored("refund/m/4/1", "KWD", 7500, verdict(40, refund.RiskMedium, "MANY"), verdict(80, refund.RiskHigh, "MANY", "SHARED")),
		scored("refund/m/5/1", "CNY", 300, verdict(70, refund.RiskHigh, "OLD", "LARGE"), verdict(20, refund.RiskLow, "LARGE")),
		untried,
		{ID: "refund/m/8/1"},
	}
}

func TestWhatATrialWouldChange(t *testing.T) {
	got := build(t, 2, week()...)
	want := riskreport.Report{RefundCount: 6, UntriedCount: 1, Trials: []riskreport.Trial{{
		InForce: "r@1#aa", OnTrial: "r@2#bb", RefundCount: 5, ChangedCount: 3, HighMoreCount: 2, HighFewerCount: 1,
		Bands: []riskreport.Bands{
			{From: "low", To: "low", Currency: "CNY", Count: 2, AmountMinor: 1200},
			{From: "low", To: "high", Currency: "CNY", Count: 1, AmountMinor: 50000},
			{From: "medium", To: "high", Currency: "KWD", Count: 1, AmountMinor: 7500},
			{From: "high", To: "low", Currency: "CNY", Count: 1, AmountMinor: 300},
		},
		Rules: []riskreport.Rule{
			{Name: "LARGE", InForceCount: 3, OnTrialCount: 3, ChangedCount: 2},
			{Name: "SHARED", OnTrialCount: 2, ChangedCount: 2},
			{Name: "MANY", InForceCount: 1, OnTrialCount: 1, ChangedCount: 1},
			{Name: "OLD", InForceCount: 1, ChangedCount: 1},
		},
		Examples: []riskreport.Example{
			{Refund: "refund/m/5/1", Currency: "CNY", TotalMinor: 300, InForce: riskreport.Side{Score: 70, Band: "high", Rules: []string{"OLD", "LARGE"}},
				OnTrial: riskreport.Side{Score: 20, Band: "low", Rules: []string{"LARGE"}}},
			{Refund: "refund/m/3/1", Currency: "CNY", TotalMinor: 50000, InForce: riskreport.Side{Score: 20, Band: "low", Rules: []string{"LARGE"}},
				OnTrial: riskreport.Side{Score: 60, Band: "high", Rules: []string{"LARGE", "SHARED"}}},
		},
	}}}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got\n%+v, want\n%+v", got, want)
	}
	other := week()
	slices.Reverse(other)
	if !reflect.DeepEqual(build(t, 2, other...), want) {
		t.Error("the sequence of the cases changes the report")
	}
}

func TestAChangeOfTheRulesIsAnotherTrial(t *testing.T) {
	other := week()[0]
	other.Proposal.Verdict.Shadow.Rules = "r@3#cc"
	if got := build(t, 1, week()[0], other); len(got.Trials) != 2 || got.Trials[1].OnTrial != "r@3#cc" || got.Trials[1].RefundCount != 1 {
		t.Errorf("got %+v", got)
	}
}

func TestAComparisonAsTableAndCSV(t *testing.T) {
	var table, records bytes.Buffer
	r := build(t, 1, week()...)
	if err := r.WriteTable(foreign.To(&table)); err != nil {
		t.Fatal(err)
	}
	if err := r.WriteCSV(&records); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"6 refunds, 1 of them scored without rules on trial", "r@1#aa -> r@2#bb: 3 of 5 refunds change band; high: 2 more, 1 fewer",
		"medium -> high 1 7.500 KWD", "SHARED 0 -> 2 2 in another band", "for example refund/m/5/1",
	} {
		if !strings.Contains(strings.Join(strings.Fields(table.String()), " "), want) {
			t.Errorf("the table does not say %q:\n%s", want, table.String())
		}
	}
	for _, want := range []string{"r@1#aa,r@2#bb,bands,,low,high,CNY,1,,50000\n", "r@1#aa,r@2#bb,rules,SHARED,0,2,,,2,\n"} {
		if !bytes.Contains(records.Bytes(), []byte(want)) {
			t.Errorf("no record %q:\n%s", want, records.String())
		}
	}
}

func TestSumsBeyondSixtyFourBitsAreAnErrorAndNeverAWrap(t *testing.T) {
	b := riskreport.NewBuilder(0)
	c := scored("refund/m/1/1", "CNY", math.MaxInt64, verdict(0, refund.RiskLow), verdict(0, refund.RiskLow))
	if err := b.Add(c); err != nil {
		t.Fatal(err)
	}
	if problem, ok := refund.ProblemIn(b.Add(c)); !ok || problem.Code != refund.CodeAmountOverflow {
		t.Errorf("got %v", problem)
	}
}
