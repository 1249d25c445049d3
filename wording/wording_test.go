package wording_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/makegood/makegood/internal/foreign"
	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
	"github.com/makegood/makegood/wording"
)

func TestEveryStatusHasTheCommandThatLeadsOnOrNone(t *testing.T) {
	commands := map[refund.Status]string{
		refund.StatusAwaitingApproval: `bin/makegood decide refund/m/o/r --approve --reviewer NAME --note WHY --amount "45.00 CNY"`,
		refund.StatusNeedsAttention:   `bin/makegood resolve refund/m/o/r --retry --by NAME --note WHY`,
		refund.StatusNeedsInfo:        `bin/makegood answer refund/m/o/r --text ANSWER --by CUSTOMER`,
		refund.StatusAwaitingGoods:    `bin/makegood inspect refund/m/o/r --all-accepted --by NAME`,
		refund.StatusRefunded:         `bin/makegood answer-offer refund/m/o/r --accept --by CUSTOMER`,
		refund.StatusPartlyRefunded:   `bin/makegood answer-offer refund/m/o/r --accept --by CUSTOMER`,
	}
	for _, status := range refund.Statuses() {
		row := ledger.CaseRow{ID: "refund/m/o/r", Status: status, LastReason: "PAYOUT_REFUSED: leg 1 Declined", Offer: refund.OfferOpen, TotalMinor: 4500, Currency: "CNY"}
		if got := wording.Program("bin/makegood").Command(row); got != commands[status] {
			t.Errorf("%s: %q, want %q", status, got, commands[status])
		}
	}
	for _, leg := range []struct {
		needs refund.Code
		want  string
	}{
		{"UNANSWERED", `bin/makegood look-now refund/m/o/r --by NAME`},
		{"DECLINED_INSTRUCTION", `bin/makegood resolve refund/m/o/r --pay-another-way store_credit --by NAME --note WHY`},
		{"DECLINED_INSTRUMENT", `bin/makegood resolve refund/m/o/r --pay-another-way store_credit --by NAME --note WHY`},
		{"DECLINED_BALANCE", `bin/makegood resolve refund/m/o/r --retry --by NAME --note WHY`},
		{"DECLINED_DISPUTED", `bin/makegood assign refund/m/o/r --to NAME --by NAME`},
		{"DECLINED_EXCEEDS", `bin/makegood resolve refund/m/o/r --paid-elsewhere REFERENCE --by NAME --note WHY`},
		{"LATE_FAILED", `bin/makegood resolve refund/m/o/r --retry --by NAME --note WHY`},
	} {
		row := ledger.CaseRow{ID: "refund/m/o/r", Status: refund.StatusPayingOut, NeedsPerson: leg.needs}
		if got := wording.Program("bin/makegood").Command(row); got != leg.want {
			t.Errorf("a leg that needs a person for %s: %q, want %q", leg.needs, got, leg.want)
		}
	}
	done := ledger.CaseRow{ID: "refund/m/o/r", Status: refund.StatusRefunded, Offer: refund.OfferAccepted}
	if got := wording.Program("makegood").Command(done); got != "" {
		t.Errorf("an answered offer waits for nobody: %q", got)
	}
}

func TestWhatIsAssignedIsLedOnInTheAssigneesName(t *testing.T) {
	row := ledger.CaseRow{ID: "refund/m/o/r", Status: refund.StatusNeedsAttention, LastReason: "CAP_EXCEEDED: 1.00 CNY", Assignee: "ann"}
	if got := wording.Program("makegood").Command(row); got != "makegood resolve refund/m/o/r --retry --by ann --note WHY" {
		t.Errorf("got %q", got)
	}
}

func TestWhatWaitsIsSaidWithAmountReasonWhoIsAskedAndDueTime(t *testing.T) {
	due := time.Date(2026, 11, 22, 8, 0, 0, 0, time.UTC)
	got := wording.Waits(ledger.CaseRow{
		ID: "refund/m/o/r", Status: refund.StatusAwaitingApproval, TotalMinor: 12845, Currency: "KWD",
		Reason: refund.ReasonOutOfStock, LastReason: "OVER_LIMIT", ReviewDueAt: &due, NextRole: "lead", Assignee: "ann",
	})
	want := "refund/m/o/r · AwaitingApproval · 12.845 KWD · OUT_OF_STOCK · OVER_LIMIT · asks lead · assigned to ann · due 2026-11-22T08:00:00Z"
	if got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

// rows are a day's work: what is overdue, what two different people may decide, what is parked, and
// what waits for the customer.
func rows() []ledger.CaseRow {
	at := func(hour int) *time.Time {
		due := time.Date(2026, 11, 22, hour, 0, 0, 0, time.UTC)
		return &due
	}
	opened := time.Date(2026, 11, 22, 10, 30, 0, 0, time.UTC)
	return []ledger.CaseRow{
		{ID: "refund/m/1/r", Status: refund.StatusAwaitingApproval, TotalMinor: 4500, Currency: "CNY", Reason: refund.ReasonDamaged, LastReason: "OVER_LIMIT",
			ReviewDueAt: at(12), RiskBand: refund.RiskLow, NextRole: "support", Market: "CN", OrderMinor: 4500, CustomerDayMinor: 4500, RequestedBy: "customer:42"},
		{ID: "refund/m/2/r", Status: refund.StatusNeedsAttention, TotalMinor: 980, Currency: "JPY", Reason: refund.ReasonOther,
			LastReason: "PAYOUT_REFUSED: leg 1 Declined: INSTRUMENT", OpenedAt: opened, Assignee: "bob"},
		{ID: "refund/m/3/r", Status: refund.StatusNeedsInfo, TotalMinor: 700, Currency: "CNY", Reason: refund.ReasonOther, ReviewDueAt: at(23)},
		{ID: "refund/m/4/r", Status: refund.StatusAwaitingApproval, TotalMinor: 900000, Currency: "CNY", Reason: refund.ReasonOther,
			ReviewDueAt: at(9), RiskBand: refund.RiskHigh, NextRole: "lead", Market: "CN", OrderMinor: 900000, CustomerDayMinor: 900000, RequestedBy: "Ann"},
	}
}

var atNoon = time.Date(2026, 11, 22, 11, 0, 0, 0, time.UTC)

func TestTheListIsSortedByDeadlineAndSaysWhatLeadsOn(t *testing.T) {
	var out strings.Builder
	wording.WriteList(foreign.To(&out), wording.Program("makegood").List(rows(), atNoon))
	want := `waiting for a person: 3
  DUE                           REFUND        AMOUNT       STATUS            REASON   RISK  ASKED    ASSIGNED
  2026-11-22T09:00:00Z overdue  refund/m/4/r  9000.00 CNY  AwaitingApproval  OTHER    high  lead     -
    makegood decide refund/m/4/r --approve --reviewer NAME --note WHY --amount "9000.00 CNY"
  -                             refund/m/2/r  980 JPY      NeedsAttention    OTHER    -     -        bob
    PAYOUT_REFUSED: leg 1 Declined: INSTRUMENT
    see docs/runbooks/payout-refused.md
    makegood resolve refund/m/2/r --retry --by bob --note WHY
  2026-11-22T12:00:00Z          refund/m/1/r  45.00 CNY    AwaitingApproval  DAMAGED  low   support  -
    OVER_LIMIT
    makegood decide refund/m/1/r --approve --reviewer NAME --note WHY --amount "45.00 CNY"
waiting for the customer or goods: 1
  DUE                   REFUND        AMOUNT    STATUS     REASON  RISK  ASKED  ASSIGNED
  2026-11-22T23:00:00Z  refund/m/3/r  7.00 CNY  NeedsInfo  OTHER   -     -      -
    makegood answer refund/m/3/r --text ANSWER --by CUSTOMER
`
	if out.String() != want {
		t.Errorf("got\n%swant\n%s", out.String(), want)
	}
}

func TestAPayoutOfWhichALegNeedsAPersonSaysWhyAndWhatLeadsOn(t *testing.T) {
	row := ledger.CaseRow{ID: "refund/m/5/r", Status: refund.StatusPayingOut, TotalMinor: 700, Currency: "CNY", Reason: refund.ReasonOther,
		NeedsPerson: "DECLINED_INSTRUMENT"}
	var out strings.Builder
	wording.WriteList(foreign.To(&out), wording.Program("makegood").List([]ledger.CaseRow{row}, atNoon))
	want := `waiting for a person: 1
  DUE  REFUND        AMOUNT    STATUS     REASON  RISK  ASKED  ASSIGNED
  -    refund/m/5/r  7.00 CNY  PayingOut  OTHER   -     -      -
    a leg needs a person: DECLINED_INSTRUMENT
    see docs/runbooks/instrument-declined.md
    makegood resolve refund/m/5/r --pay-another-way store_credit --by NAME --note WHY
`
	if out.String() != want {
		t.Errorf("got\n%swant\n%s", out.String(), want)
	}
}

func TestMineIsWhatIsAssignedToMeOrWhatIMayDecide(t *testing.T) {
	staff := refund.Staff{Ranks: []refund.Role{"support", "lead"}, Reviewers: []refund.Reviewer{
		{Name: "ann", Roles: []refund.Role{"lead"}, LimitMinor: map[refund.Currency]int64{"CNY": 1000000}},
		{Name: "bob", Roles: []refund.Role{"support"}, LimitMinor: map[refund.Currency]int64{"CNY": 4499}},
		{Name: "cat", Roles: []refund.Role{"support"}, LimitMinor: map[refund.Currency]int64{"CNY": 1000000}},
		{Name: "dan", Roles: []refund.Role{"lead"}, LimitMinor: map[refund.Currency]int64{"CNY": 1000000}, Markets: []string{"US"}},
		{Name: "eve", Roles: []refund.Role{"lead"}, LimitMinor: map[refund.Currency]int64{"CNY": 1000000}},
	}}
	list := wording.Program("makegood").List(rows()[:2], atNoon)
	list = append(list, wording.Program("makegood").List(rows()[3:], atNoon)...)
	for _, c := range []struct {
		name refund.Person
		why  string
		want string
	}{
		{"ann", "a lead acts for support, but not on what she asked for herself", "refund/m/1/r"},
		{"bob", "a cent over his limit; what is assigned to him is his", "refund/m/2/r"},
		{"cat", "support does not decide for a lead", "refund/m/1/r"},
		{"dan", "another market", ""},
		{"eve", "a lead, over both, and not what is assigned to another", "refund/m/1/r refund/m/4/r"},
		{"fay", "nobody of this name", ""},
	} {
		var got []string
		for _, one := range wording.Mine(list, staff, c.name) {
			got = append(got, string(one.ID))
		}
		if strings.Join(got, " ") != c.want {
			t.Errorf("%s (%s): %q, want %q", c.name, c.why, got, c.want)
		}
	}
}

// What is suggested for a cause is on the page about it: the flag of resolve, or the command.
func TestTheCommandForACauseIsOnItsRunbook(t *testing.T) {
	for code, page := range refund.Runbooks() {
		row := ledger.CaseRow{ID: "refund/m/o/r", Status: refund.StatusNeedsAttention, LastReason: string(code) + ": why"}
		words := strings.Fields(wording.Program("makegood").Command(row))
		what := words[1]
		if what == "resolve" {
			what = words[3]
		}
		content, err := os.ReadFile(filepath.Join("..", refund.RunbookFolder, page))
		if err != nil {
			t.Fatal(err)
		}
		_, leads, _ := strings.Cut(string(content), "## What leads on")
		leads, _, _ = strings.Cut(leads, "## Never")
		if parksARefund[code] && !strings.Contains(leads, what) {
			t.Errorf("%s: %v is not what %s says", code, words, page)
		}
	}
}

// parksARefund are the causes for which a refund, or a leg of it, waits for a person.
var parksARefund = map[refund.Code]bool{
	refund.CodePayoutRefused: true, refund.CodeNotApproved: true, refund.CodeAssessmentMoved: true, "DECLINED_OTHER": true,
	"DECLINED_INSTRUMENT": true, "DECLINED_BALANCE": true, "DECLINED_DISPUTED": true, "DECLINED_EXCEEDS": true,
	"DECLINED_INSTRUCTION": true, refund.CodePaymentStopped: true, refund.CodeCapExceeded: true, refund.CodeQuantityRefunded: true,
	refund.CodeUnanswered: true, refund.CodeOrderSnapshotDiffers: true, refund.CodeAmountsDoNotAddUp: true, refund.CodeUnknownLine: true,
	refund.CodeQuantityExceedsLine: true, refund.CodeExchangeChosen: true, refund.CodeNotSupported: true, "PARTLY_ELIGIBLE": true,
	"UNKNOWN_TIME_ZONE": true, refund.CodeLateFailed: true, refund.CodeNoAdapter: true,
}

func TestWhatTheLawWantsPaidFirstIsAtTheTopAndSaysSo(t *testing.T) {
	at := func(hour int) *time.Time { return new(time.Date(2026, 11, 22, hour, 0, 0, 0, time.UTC)) }
	list := wording.Program("makegood").List([]ledger.CaseRow{
		{ID: "refund/m/1/r", Status: refund.StatusAwaitingApproval, Currency: "EUR", ReviewDueAt: at(8)},
		{ID: "refund/m/2/r", Status: refund.StatusAwaitingApproval, Currency: "EUR", ReviewDueAt: at(12), PayBy: at(7)},
		{ID: "refund/m/3/r", Status: refund.StatusNeedsAttention, Currency: "EUR", PayBy: at(13)},
		{ID: "refund/m/4/r", Status: refund.StatusAwaitingApproval, Currency: "EUR", ReviewDueAt: at(9), PayBy: at(10)},
	}, atNoon)
	var out strings.Builder
	wording.WriteList(&out, list)
	var first []string
	for line := range strings.Lines(out.String()) {
		if strings.HasPrefix(line, "  2026") {
			first = append(first, strings.TrimSpace(line[:45]))
		}
	}
	want := []string{
		"2026-11-22T07:00:00Z overdue by law  refund", "2026-11-22T08:00:00Z overdue         refund",
		"2026-11-22T09:00:00Z overdue         refund", "2026-11-22T13:00:00Z by law          refund",
	}
	if !slices.Equal(first, want) {
		t.Errorf("%q\nin\n%s", first, out.String())
	}
}
