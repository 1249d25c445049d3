package report_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/makegood/makegood/internal/foreign"
	"github.com/makegood/makegood/refund"
	"github.com/makegood/makegood/report"
)

var update = flag.Bool("update", false, "write the golden files anew")

var monday = time.Date(2026, 11, 2, 9, 0, 0, 0, time.UTC)

// paid is a refund of one mug, settled some time after it was asked for.
func paid(n int, openedAt time.Time, took time.Duration) refund.Case {
	id := refund.Key{Merchant: "m-1", Order: refund.OrderID(fmt.Sprint("o-", n)), Request: "c-1"}
	return refund.Case{ID: id.ID(), Status: refund.StatusRefunded, Offer: refund.OfferNone, Closed: true, OpenedAt: openedAt,
		Cancellation: refund.Cancellation{Key: id, Scope: refund.ScopeLines, Reason: refund.ReasonCustomerChangedMind,
			CancelledLines: []refund.CancelledLine{{LineID: "1", Quantity: 1}},
			Order: refund.Order{Channel: "web", Currency: "CNY", Lines: []refund.Line{
				{LineID: "1", SKU: "MUG-1", Category: "home"}, {LineID: "2", SKU: "CUP-1", Category: "home"}}}},
		Proposal: &refund.Proposal{Assessment: refund.Assessment{Disposition: refund.DispositionPay, Currency: "CNY", TotalMinor: 850,
			Rules: []refund.AppliedRule{{LineID: "1", Reason: refund.ReasonCustomerChangedMind, Rule: "seven-days"}},
			Components: []refund.Component{{Kind: refund.ComponentLine, LineID: "1", Quantity: 1, AmountMinor: 1000},
				{Kind: refund.ComponentRestocking, LineID: "1", AmountMinor: -150}}}},
		Trail: []refund.TrailEntry{{At: openedAt, Event: "Received"}, {At: openedAt.Add(took), Event: "LegSettled"}},
	}
}

// rejected is a refund that a person rejected.
func rejected(n int, openedAt time.Time) refund.Case {
	c := paid(n, openedAt, time.Second)
	c.Status, c.Cancellation.Reason, c.Trail = refund.StatusRejected, refund.ReasonOther, nil
	c.Proposal.ApprovalsRequired, c.Proposal.ApprovalReasons = 1, []string{"OVER_LIMIT"}
	return c
}

// damaged is a refund with shipping, an offer that was accepted, and a person's approval.
func damaged(n int, openedAt time.Time) refund.Case {
	c := paid(n, openedAt, time.Hour)
	c.Cancellation.Reason, c.Offer = refund.ReasonDamaged, refund.OfferAccepted
	a := &c.Proposal.Assessment
	a.Rules, a.TotalMinor, a.Offer = nil, 1300, &refund.OfferTerms{Choices: []refund.OfferChoice{
		{ID: "coupon", Kind: refund.OfferCoupon, AmountMinor: 500}, {ID: "credit", Kind: refund.OfferStoreCredit, AmountMinor: 300}}}
	c.OfferChoice = "coupon"
	a.Components = []refund.Component{{Kind: refund.ComponentLine, LineID: "1", AmountMinor: 1000}, {Kind: refund.ComponentShipping, AmountMinor: 300}}
	c.Proposal.ApprovalsRequired, c.Proposal.ApprovalReasons = 1, []string{"HIGH_RISK"}
	return c
}

func build(t *testing.T, b *report.Builder, cases ...refund.Case) report.Report {
	t.Helper()
	for _, c := range cases {
		if err := b.Add(c); err != nil {
			t.Fatal(err)
		}
	}
	return b.Report()
}

func week(t *testing.T) report.Report {
	t.Helper()
	orders, err := report.ReadOrderCounts(strings.NewReader("day,by,key,order_count\n2026-11-02,all,,30\n2026-11-03,all,,20\n2026-11-02,sku,MUG-1,8\n"))
	if err != nil {
		t.Fatal(err)
	}
	return build(t, report.NewBuilder(report.EveryWeek, orders),
		paid(1, monday, 10*time.Second), paid(2, monday.Add(time.Hour), 20*time.Second), paid(3, monday.AddDate(0, 0, 1), 90*time.Second),
		rejected(4, monday), damaged(5, monday))
}

func TestAReportAsTableJSONAndCSV(t *testing.T) {
	r := week(t)
	var table, records bytes.Buffer
	if err := r.WriteTable(foreign.To(&table)); err != nil {
		t.Fatal(err)
	}
	if err := r.WriteCSV(&records); err != nil {
		t.Fatal(err)
	}
	lines, err := json.MarshalIndent(r, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	for name, got := range map[string][]byte{"week.txt": table.Bytes(), "week.csv": records.Bytes(), "week.json": append(lines, '\n')} {
		golden := filepath.Join("testdata", name)
		if *update {
			if err := os.WriteFile(golden, got, 0o644); err != nil {
				t.Fatal(err)
			}
		}
		if want, err := os.ReadFile(golden); err != nil || !bytes.Equal(got, want) {
			t.Errorf("%s: %v, got\n%s", name, err, got)
		}
	}
}

// figure finds one line of a report.
func figure(t *testing.T, r report.Report, section report.Section, key string) report.Line {
	t.Helper()
	at := slices.IndexFunc(r.Lines, func(l report.Line) bool { return l.Section == section && l.Key == key })
	if at < 0 {
		t.Fatalf("no line %s %s", section, key)
	}
	return r.Lines[at]
}

func TestWhatWasRejectedIsCountedAndBroughtNothingBack(t *testing.T) {
	r := week(t)
	for _, c := range []struct {
		section       report.Section
		key           string
		count, amount int64
	}{
		{report.SectionReason, "CUSTOMER_CHANGED_MIND", 3, 2550}, {report.SectionReason, "OTHER", 1, 0}, {report.SectionReason, "DAMAGED", 1, 1300},
		{report.SectionComponent, "LINE", 4, 4000}, {report.SectionComponent, "RESTOCKING", 3, -450}, {report.SectionComponent, "SHIPPING", 1, 300},
		{report.SectionRule, "seven-days", 3, 2550}, {report.SectionRule, "reason DAMAGED", 1, 1000}, {report.SectionCategory, "home", 4, 3550},
		{report.SectionApproval, "automatic", 3, 2550}, {report.SectionApproval, "asked", 2, 2150}, {report.SectionApproval, "rejected", 1, 850},
		{report.SectionApproval, "approved", 1, 1300}, {report.SectionOffer, "COUPON accepted", 1, 500},
	} {
		if got := figure(t, r, c.section, c.key); got.Count != c.count || got.AmountMinor != c.amount || got.Currency != "CNY" || got.Period != "2026-W45" {
			t.Errorf("%s %s: got %+v, want %d and %d", c.section, c.key, got, c.count, c.amount)
		}
	}
}

func TestAnOfferThatWasTakenIsCountedByItsChoice(t *testing.T) {
	credit, declined := damaged(1, monday), damaged(2, monday)
	credit.OfferChoice = "credit"
	declined.Offer, declined.OfferChoice = refund.OfferDeclined, ""
	r := build(t, report.NewBuilder(report.EveryAll, nil), damaged(3, monday), credit, credit, declined)
	for key, want := range map[string][2]int64{
		"COUPON accepted": {1, 500}, "STORE_CREDIT accepted": {2, 600}, "COUPON or STORE_CREDIT declined": {1, 500},
	} {
		if got := figure(t, r, report.SectionOffer, key); got.Count != want[0] || got.AmountMinor != want[1] {
			t.Errorf("%s: got %+v, want %v", key, got, want)
		}
	}
}

func TestTimeToMoneyIsTheMedianAndTheSlowTenth(t *testing.T) {
	got := figure(t, week(t), report.SectionTime, "request to money")
	if got.Count != 4 || got.MedianSeconds != 20 || got.SlowSeconds != 3600 {
		t.Errorf("got %+v", got)
	}
}

func TestARefundRateNeedsOrderCounts(t *testing.T) {
	r := week(t)
	if got := figure(t, r, report.SectionRate, "all"); got.Count != 5 || got.OrderCount != 50 || got.Rate != "0.1000" {
		t.Errorf("got %+v", got)
	}
	if got := figure(t, r, report.SectionRate, "sku MUG-1"); got.Count != 5 || got.OrderCount != 8 || got.Rate != "0.6250" {
		t.Errorf("got %+v", got)
	}
	for _, line := range build(t, report.NewBuilder(report.EveryDay, nil), paid(1, monday, 0)).Lines {
		if line.Section == report.SectionRate {
			t.Errorf("without order counts got %+v", line)
		}
	}
}

// days are refunds on consecutive days, so many on each.
func days(counts ...int) []refund.Case {
	var cases []refund.Case
	for day, count := range counts {
		for range count {
			cases = append(cases, paid(len(cases), monday.AddDate(0, 0, day), time.Second))
		}
	}
	return cases
}

func TestWhatIsAbnormalIsSoAgainstItsOwnPast(t *testing.T) {
	for name, c := range map[string]struct {
		counts []int
		orders string
		want   string
	}{
		"three deviations are still normal": {counts: []int{4, 4, 4, 4, 10}},
		"more are not":                      {counts: []int{4, 4, 4, 4, 11}, want: "channel web 11 of 4.00, sku MUG-1 11 of 4.00, category home 11 of 4.00"},
		"too short a past":                  {counts: []int{1, 1, 1, 50}},
		"too few to look at":                {counts: []int{1, 1, 1, 1, 4}},
		"twice the orders explain it": {counts: []int{4, 4, 4, 4, 11}, orders: "2026-11-02,channel,web,160\n2026-11-06,channel,web,110\n",
			want: "sku MUG-1 11 of 4.00, category home 11 of 4.00"},
		"half the orders make it worse": {counts: []int{10, 10, 10, 10, 15}, orders: "2026-11-02,channel,web,400\n2026-11-06,channel,web,40\n",
			want: "channel web 15 of 4.00"},
	} {
		t.Run(name, func(t *testing.T) {
			orders, err := report.ReadOrderCounts(strings.NewReader("day,by,key,order_count\n" + c.orders))
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, a := range build(t, report.NewBuilder(report.EveryDay, orders), days(c.counts...)...).Abnormal {
				got = append(got, fmt.Sprintf("%s %s %d of %s", a.By, a.Key, a.Count, a.Expected))
			}
			want := strings.Split(c.want, ", ")
			slices.Sort(got)
			slices.Sort(want)
			if strings.Join(got, ", ") != strings.Join(want, ", ") {
				t.Errorf("got %v, want %v", got, want)
			}
		})
	}
}

func TestOrderCountsThatCannotBeReadNameTheirLine(t *testing.T) {
	for content, want := range map[string]string{
		"":                                    "start with the line",
		"date,by,key,count\n":                 "start with the line",
		"day,by,key,order_count\nsoon,all,,1": `line 2: "soon" is no day`,
		"day,by,key,order_count\n2026-11-02,shoe,,1": `line 2: "shoe" is not all, sku, category or channel`,
		"day,by,key,order_count\n2026-11-02,all,,-1": `line 2: "-1" is no count`,
		"day,by,key,order_count\n2026-11-02,all,1":   "wrong number of fields",
	} {
		if _, err := report.ReadOrderCounts(strings.NewReader(content)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: got %v, want %q", content, err, want)
		}
	}
}

func TestPeriodsAreNamedSoThatTheySort(t *testing.T) {
	at := time.Date(2027, 1, 1, 23, 0, 0, 0, time.FixedZone("west", -3600))
	for every, want := range map[string]string{"day": "2027-01-02", "week": "2026-W53", "month": "2027-01", "all": "all"} {
		parsed, err := report.ParseEvery(every)
		if err != nil {
			t.Fatal(err)
		}
		if got := build(t, report.NewBuilder(parsed, nil), paid(1, at, 0)).Lines[0].Period; got != want {
			t.Errorf("%s: got %s, want %s", every, got, want)
		}
	}
	if _, err := report.ParseEvery("fortnight"); err == nil {
		t.Error("a fortnight is no period")
	}
}
