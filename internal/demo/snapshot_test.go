package demo

import (
	"strings"
	"testing"
	"time"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

func TestADemoEndsWhenNothingButPeopleGoodsAndDistantDeadlinesIsWaitedFor(t *testing.T) {
	at := time.Date(2026, 11, 22, 8, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		row  string
		is   ledger.CaseRow
		rest bool
	}{
		{"waits for a reviewer", ledger.CaseRow{Status: refund.StatusAwaitingApproval}, true},
		{"waits for goods", ledger.CaseRow{Status: refund.StatusAwaitingGoods}, true},
		{"waits for the customer's answer", ledger.CaseRow{Status: refund.StatusNeedsInfo}, true},
		{"rejected, and may be appealed for two weeks", ledger.CaseRow{Status: refund.StatusRejected}, true},
		{"partly refunded, and may be appealed", ledger.CaseRow{Status: refund.StatusPartlyRefunded}, true},
		{"paid a moment ago: an offer may follow", ledger.CaseRow{Status: refund.StatusRefunded, ChangedAt: at.Add(-10 * time.Second)}, false},
		{"lowered and paid, and may be appealed", ledger.CaseRow{Status: refund.StatusRefunded, ChangedAt: at.Add(-11 * time.Second)}, true},
		{"paid, and an offer is open", ledger.CaseRow{Status: refund.StatusRefunded, Offer: refund.OfferOpen, ChangedAt: at}, true},
		{"paid and closed", ledger.CaseRow{Status: refund.StatusRefunded, Closed: true, ChangedAt: at}, true},
		{"withdrawn, and not closed yet", ledger.CaseRow{Status: refund.StatusWithdrawn}, false},
		{"the goods are here, and are assessed", ledger.CaseRow{Status: refund.StatusInspected}, false},
		{"being paid out", ledger.CaseRow{Status: refund.StatusPayingOut}, false},
	} {
		if got := newSnapshot(at, []ledger.CaseRow{c.is}).settled(Expected{}); got != c.rest {
			t.Errorf("%s: at rest %t, want %t", c.row, got, c.rest)
		}
	}
}

func TestTheScreenCountsWhatWaitsForTheCustomerOrGoods(t *testing.T) {
	now := newSnapshot(time.Time{}, []ledger.CaseRow{{Status: refund.StatusAwaitingGoods}, {Status: refund.StatusNeedsInfo}})
	lines := (&screen{program: "makegood"}).waitingLines(now)
	if got := strings.Join(lines, "|"); got != "waiting for the customer or goods (2): makegood waiting --all" {
		t.Errorf("got %q", got)
	}
}
