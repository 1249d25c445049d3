package reconcile

import (
	"testing"
	"time"

	"github.com/makegood/makegood/payment"
)

func TestDaysThatTheScheduleHasToRun(t *testing.T) {
	china := time.FixedZone("UTC+8", 8*60*60)
	atOnce := Account{Terms: payment.Terms{CallTimeout: 10 * time.Second, SettlingDelay: 10 * time.Minute}}
	bills := atOnce
	bills.Limits.Bills = &payment.Bills{Zone: china, OutAfter: 10 * time.Hour}
	day := func(d int) time.Time { return time.Date(2026, 11, d, 0, 0, 0, 0, time.UTC) }
	for _, row := range []struct {
		name        string
		of          Account
		last, now   time.Time
		first, past time.Time
		count       int
	}{
		{"the first run takes the last complete day", atOnce, time.Time{}, day(20).Add(6 * time.Hour), day(19), day(19), 1},
		{"just after midnight yesterday is not complete", atOnce, time.Time{}, day(20).Add(time.Minute), day(18), day(18), 1},
		{"nothing is due twice a day", atOnce, day(19), day(20).Add(23 * time.Hour), time.Time{}, time.Time{}, 0},
		{"days that were missed are caught up on", atOnce, day(15), day(20).Add(6 * time.Hour), day(16), day(19), 4},
		{"but no more than 31", atOnce, day(19).AddDate(0, -3, 0), day(20).Add(6 * time.Hour), day(19).AddDate(0, 0, -30), day(19), 31},
		// The UTC day ends at 8 o'clock in China, on a bill's day that ends at 16:00 UTC and is out at 2:00 UTC.
		{"a bill's day is complete a day later", bills, time.Time{}, day(20).Add(6 * time.Hour), day(18), day(18), 1},
	} {
		got := row.of.DueDays(row.last, row.now)
		if len(got) != row.count || row.count > 0 && (!got[0].Equal(row.first) || !got[len(got)-1].Equal(row.past)) {
			t.Errorf("%s: %v", row.name, got)
		}
	}
}

func TestTheMarginCoversLeaseSettlingAndListing(t *testing.T) {
	a := Account{
		Terms: payment.Terms{CallTimeout: 10 * time.Second, SettlingDelay: 10 * time.Minute}, Limits: payment.Limits{ListedAfter: time.Hour},
	}
	if want := 10*time.Second + 10*time.Minute + 10*time.Minute + time.Hour; a.Margin() < want {
		t.Errorf("the margin is %s, below %s", a.Margin(), want)
	}
}

func TestAFactOfAListHasTheNotificationsIDOrOneThatStays(t *testing.T) {
	a := Account{Provider: "stripe", Name: "eu"}
	l := payment.Listed{ProviderRefundID: "re_1", Key: "k"}
	l.Outcome.Kind = "Settled"
	if got := FactID(a, l); got != "list/eu/re_1/Settled" {
		t.Errorf("got %s", got)
	}
	if l.FactID = "evt_1"; FactID(a, l) != "evt_1" {
		t.Errorf("got %s", FactID(a, l))
	}
}
