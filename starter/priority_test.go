package starter

import (
	"strings"
	"testing"
	"time"

	"github.com/makegood/makegood/refund"
)

// asked is a paid order of which the customer asked for a refund an hour ago.
func asked(reason refund.Reason) refund.Cancellation {
	return refund.Cancellation{
		Reason: reason, OccurredAt: now.Add(-time.Hour),
		Order: refund.Order{
			Payments: []refund.Payment{{CapturedMinor: 14000}},
			Lines:    []refund.Line{{Fulfilment: refund.FulfilmentUnfulfilled}},
		},
	}
}

// onlyFraudGoesAhead is the level of each reason while no deadline is near.
func onlyFraudGoesAhead(r refund.Reason) int {
	if r == refund.ReasonFraudSuspected {
		return priorityFraud
	}
	return priorityUsual
}

func TestOnlySuspectedFraudGoesAheadByItsReason(t *testing.T) {
	for _, r := range append(refund.Reasons(), "A_REASON_OF_TOMORROW") {
		if got, want := priority(asked(r), now), onlyFraudGoesAhead(r); got != want {
			t.Errorf("%s has priority %d, want %d", r, got, want)
		}
	}
}

func TestPriorityByDeadline(t *testing.T) {
	const day = 24 * time.Hour
	ago := func(d time.Duration) *time.Time { at := now.Add(-d); return &at }
	for name, c := range map[string]struct {
		reason   refund.Reason
		occurred time.Duration
		shipBy   *time.Time
		sent     bool
		nothing  bool
		want     int
	}{
		"a request of today":                           {reason: refund.ReasonDamaged, occurred: time.Hour, want: 3},
		"a request that is five days old":              {reason: refund.ReasonCustomerChangedMind, occurred: 5 * day, want: 1},
		"one second less than five days":               {reason: refund.ReasonCustomerChangedMind, occurred: 5*day - time.Second, want: 3},
		"a request whose time to pay is over":          {reason: refund.ReasonOther, occurred: 30 * day, want: 1},
		"suspected fraud that is overdue":              {reason: refund.ReasonFraudSuspected, occurred: 5 * day, want: 1},
		"goods never sent, promised for last week":     {reason: refund.ReasonOutOfStock, occurred: time.Hour, shipBy: ago(5 * day), want: 1},
		"goods never sent, promised for yesterday":     {reason: refund.ReasonLateDelivery, occurred: time.Hour, shipBy: ago(day), want: 3},
		"goods promised for tomorrow, asked days ago":  {reason: refund.ReasonNotDelivered, occurred: 5 * day, shipBy: ago(-day), want: 1},
		"goods sent, and lost":                         {reason: refund.ReasonNotDelivered, occurred: time.Hour, shipBy: ago(5 * day), sent: true, want: 3},
		"goods not sent, though not why they go back":  {reason: refund.ReasonCustomerChangedMind, occurred: time.Hour, shipBy: ago(5 * day), want: 3},
		"nothing was paid, and it is long ago":         {reason: refund.ReasonOutOfStock, occurred: 30 * day, nothing: true, want: 4},
		"nothing was paid, and somebody else's card":   {reason: refund.ReasonFraudSuspected, occurred: time.Hour, nothing: true, want: 4},
		"a request that claims to be from next spring": {reason: refund.ReasonOther, occurred: -100 * day, want: 3},
	} {
		in := asked(c.reason)
		in.OccurredAt, in.Order.ShipBy = now.Add(-c.occurred), c.shipBy
		if c.sent {
			in.Order.Lines[0].Fulfilment = refund.FulfilmentShipped
		}
		if c.nothing {
			in.Order.Payments[0].CapturedMinor = 0
		}
		if got := priority(in, now); got != c.want {
			t.Errorf("%s: priority %d, want %d", name, got, c.want)
		}
	}
}

func TestThePriorityIsTheSameForEveryCustomer(t *testing.T) {
	for _, r := range refund.Reasons() {
		in := asked(r)
		want := priority(in, now)
		for _, tier := range []string{"", "PLATINUM", "BASIC", "1"} {
			in.Order.Customer = refund.Customer{CustomerID: "42", Tier: tier, RegisteredAt: &now}
			in.Initiator, in.Order.Payments[0].CapturedMinor = refund.InitiatorMerchant, 1
			if got := priority(in, now); got != want {
				t.Errorf("%s: priority %d for tier %q, want %d", r, got, tier, want)
			}
		}
	}
}

func TestAFairnessKeyIsWithinTheServersLimit(t *testing.T) {
	longest := strings.Repeat("m", 64)
	for _, name := range []string{"m-001", longest} {
		if got := fairnessKey(refund.MerchantID(name)); got != name {
			t.Errorf("the key of %s is %s", name, got)
		}
	}
	one, other := fairnessKey(refund.MerchantID(longest+"a")), fairnessKey(refund.MerchantID(longest+"b"))
	if len(one) != fairnessKeyBytesMax || one == other {
		t.Errorf("two long names have the keys %q and %q", one, other)
	}
}
