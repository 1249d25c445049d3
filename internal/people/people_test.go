package people_test

import (
	"strings"
	"testing"
	"time"

	"github.com/makegood/makegood/internal/people"
	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

func TestEveryStatusHasTheCommandThatLeadsOnOrNone(t *testing.T) {
	commands := map[refund.Status]string{
		refund.StatusAwaitingApproval: `bin/makegood decide refund/m/o/r --approve --reviewer NAME --note WHY --amount "45.00 CNY"`,
		refund.StatusNeedsAttention:   `bin/makegood resolve refund/m/o/r --retry --by NAME`,
		refund.StatusRefunded:         `bin/makegood answer-offer refund/m/o/r --accept --by CUSTOMER`,
		refund.StatusPartlyRefunded:   `bin/makegood answer-offer refund/m/o/r --accept --by CUSTOMER`,
	}
	for _, status := range refund.Statuses() {
		row := ledger.CaseRow{ID: "refund/m/o/r", Status: status, Offer: refund.OfferOpen, TotalMinor: 4500, Currency: "CNY"}
		if got := people.Program("bin/makegood").Command(row); got != commands[status] {
			t.Errorf("%s: %q, want %q", status, got, commands[status])
		}
	}
	done := ledger.CaseRow{ID: "refund/m/o/r", Status: refund.StatusRefunded, Offer: refund.OfferAccepted}
	if got := people.Program("makegood").Command(done); got != "" {
		t.Errorf("an answered offer waits for nobody: %q", got)
	}
}

func TestWhatWaitsIsSaidWithAmountReasonAndDueTime(t *testing.T) {
	due := time.Date(2026, 11, 22, 8, 0, 0, 0, time.UTC)
	got := people.Waits(ledger.CaseRow{
		ID: "refund/m/o/r", Status: refund.StatusAwaitingApproval, TotalMinor: 12845, Currency: "KWD",
		Reason: refund.ReasonOutOfStock, LastReason: "OVER_LIMIT", ReviewDueAt: &due,
	})
	want := "refund/m/o/r · AwaitingApproval · 12.845 KWD · OUT_OF_STOCK · OVER_LIMIT · due 2026-11-22T08:00:00Z"
	if got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func TestAStoredCaseIsShownAsTheWorkflowWouldHave(t *testing.T) {
	var out strings.Builder
	people.Show(&out, people.ViewOf(refund.Case{
		ID: "refund/m/o/r", Status: refund.StatusRefunded, Offer: refund.OfferNone,
		Cancellation: refund.Cancellation{Reason: refund.ReasonDamaged, RequestedBy: "customer:42", Order: refund.Order{Currency: "JPY"}},
		Legs:         []refund.Leg{{PlannedLeg: refund.PlannedLeg{LegID: "1", PaymentID: "pay-1", AmountMinor: 980}, Status: refund.LegSettled}},
		Trail:        []refund.TrailEntry{{At: time.Date(2026, 11, 21, 8, 0, 0, 0, time.UTC), Event: "Closed", Actor: "makegood", Reason: "every leg is settled"}},
	}))
	want := `refund/m/o/r
  status   Refunded - every leg is settled
  reason   DAMAGED, asked for by customer:42
  leg 1    980 JPY to pay-1: Settled
  2026-11-21T08:00:00Z  Closed           makegood - every leg is settled
`
	if out.String() != want {
		t.Errorf("got\n%swant\n%s", out.String(), want)
	}
}
