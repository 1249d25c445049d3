package ledgertest

import (
	"testing"
	"time"

	"github.com/makegood/makegood/refund"
)

// The words of most cases about dispute d1, each an hour after the one before.
var (
	inquired = disputed(1, refund.DisputeInquiry, capturedMinor)
	opened   = withFee(disputed(2, refund.DisputeOpened, capturedMinor), 100)
	won      = disputed(3, refund.DisputeWon, capturedMinor)
	again    = disputed(4, refund.DisputeOpened, capturedMinor)
	lost     = disputed(5, refund.DisputeLost, capturedMinor)
)

func withFee(x refund.DisputeFact, minor int64) refund.DisputeFact {
	x.FeeMinor = minor
	return x
}

func disputeCases() map[string]func(*testing.T, *Desk) {
	return map[string]func(*testing.T, *Desk){
		"an inquiry moves nothing and stops nothing": func(t *testing.T, d *Desk) {
			id := d.Held("o1", "c1", 1)
			same(t, "result", d.Dispute("o1", inquired).Result, refund.FactIsBooked)
			d.Bank(id, Bank{Open: 11300, Held: 11300})
			same(t, "begin", d.Begin(id).Result, refund.BeginSend)
		},
		"an opened dispute takes the funds, and what was only held waits as Held": func(t *testing.T, d *Desk) {
			id := d.Held("o1", "c1", 1)
			out := d.Dispute("o1", opened)
			same(t, "result", out.Result, refund.FactIsBooked)
			same(t, "refund", out.Refund, id)
			same(t, "leg", out.Standing.Legs[0].Status, refund.LegHeld)
			d.Bank(id, Bank{Disputed: 22600})
			same(t, "stop", d.Balances(id)[0].Stop, "DISPUTED")
			same(t, "owed, ignoring disputes", d.Balances(id)[0].OwedMinor, 11300)
			begun := d.Begin(id)
			same(t, "begin", begun.Result, refund.BeginStopped)
			same(t, "why", begun.Code, refund.CodePaymentStopped)
			d.Status(id, refund.StatusPayingOut)
			same(t, "nobody is asked", d.Standing(id).NeedsHuman(), false)
		},
		"won, the legs go on by themselves; the fee stays": func(t *testing.T, d *Desk) {
			id := d.Held("o1", "c1", 1)
			d.Dispute("o1", opened)
			d.Dispute("o1", won)
			d.Bank(id, Bank{Open: 11300, Held: 11300})
			d.Borne(0, 100, 0, 0, 0)
			same(t, "begin", d.Begin(id).Result, refund.BeginSend)
			d.Record(id, refund.OutcomeSettled)
			d.Status(id, refund.StatusRefunded)
		},
		"the same fact twice is booked once, and an older one after it changes nothing": func(t *testing.T, d *Desk) {
			id := d.Held("o1", "c1", 1)
			d.Dispute("o1", opened)
			same(t, "again", d.Dispute("o1", opened).Result, refund.FactIsKnown)
			same(t, "an inquiry before it", d.Dispute("o1", inquired).Result, refund.FactIsStale)
			d.Bank(id, Bank{Disputed: 22600})
		},
		"whatever the sequence of hearing, the balances are the same": func(t *testing.T, d *Desk) {
			for i, words := range [][]refund.DisputeFact{{opened, won, again, lost}, {lost, again, won, opened}, {won, lost, opened, again}, {again, opened, lost, won}} {
				order := "o" + string(rune('1'+i))
				id := d.Held(order, "c1", 1)
				for _, x := range words {
					x.DisputeID = order
					d.Dispute(order, x)
				}
				d.Bank(id, Bank{ChargedBack: 22600})
				x := d.DisputeOf(order)
				equal(t, "fee, receivable, payable, loss", []int64{x.FeeMinor, x.ReceivableMinor, x.PayableMinor, x.LossMinor}, []int64{100, 0, 11300, 11300})
			}
		},
		"a part that is disputed stops the whole payment": func(t *testing.T, d *Desk) {
			id := d.Held("o1", "c1", 1)
			d.Dispute("o1", disputed(1, refund.DisputeOpened, 5000))
			d.Bank(id, Bank{Open: 17600, Disputed: 5000})
			same(t, "begin", d.Begin(id).Result, refund.BeginStopped)
			d.Dispute("o1", disputed(2, refund.DisputeOpened, 7000))
			d.Bank(id, Bank{Open: 15600, Disputed: 7000})
			d.Dispute("o1", disputed(3, refund.DisputeOpened, 4000))
			d.Bank(id, Bank{Open: 18600, Disputed: 4000})
			d.Dispute("o1", disputed(4, refund.DisputeWon, 4000))
			d.Bank(id, Bank{Open: 11300, Held: 11300})
		},
		"what was sent when the dispute opened may still settle: the payment is in excess": func(t *testing.T, d *Desk) {
			id := d.Sent("o1", "c1", 1)
			d.Dispute("o1", opened)
			d.Payment(id, Control{Sent: 11300, Excess: 11300})
			d.Record(id, refund.OutcomeSettled)
			d.Bank(id, Bank{Returned: 11300, Disputed: 22600, Excess: 11300})
			d.Dispute("o1", won)
			d.Bank(id, Bank{Open: 11300, Returned: 11300})
		},
		"what is declined while the dispute is open waits for its end, then for a person": func(t *testing.T, d *Desk) {
			id := d.Sent("o1", "c1", 1)
			d.Dispute("o1", opened)
			same(t, "leg", d.Record(id, refund.OutcomeDeclined).Status, refund.LegHeld)
			d.Bank(id, Bank{Disputed: 22600})
			d.Status(id, refund.StatusPayingOut)
			d.Dispute("o1", won)
			same(t, "leg", d.Leg(id, 0).Status, refund.LegDeclined)
			d.Status(id, refund.StatusNeedsAttention)
			d.Taken(id, resolving(retry))
			same(t, "under a new key", d.Begin(id).Generation, 2)
		},
		"a refund that failed and settles after all while it is disputed is paid": func(t *testing.T, d *Desk) {
			id := d.Sent("o1", "c1", 1)
			d.Record(id, refund.OutcomeFailed)
			d.Dispute("o1", opened)
			same(t, "leg", d.Record(id, refund.OutcomeSettled).Status, refund.LegSettled)
			d.Bank(id, Bank{Returned: 11300, Disputed: 22600, Excess: 11300})
			d.Status(id, refund.StatusRefunded)
		},
		"two disputes of one payment: the legs wait for both": func(t *testing.T, d *Desk) {
			id := d.Held("o1", "c1", 1)
			d.Dispute("o1", disputed(1, refund.DisputeOpened, 5000))
			second := disputed(1, refund.DisputeOpened, 6000)
			second.DisputeID = "d2"
			d.Dispute("o1", second)
			d.Bank(id, Bank{Open: 11600, Disputed: 11000})
			d.Dispute("o1", disputed(2, refund.DisputeWon, 5000))
			same(t, "leg", d.Leg(id, 0).Status, refund.LegHeld)
			second = disputed(3, refund.DisputeWon, 6000)
			second.DisputeID = "d2"
			d.Dispute("o1", second)
			same(t, "leg", d.Leg(id, 0).Status, refund.LegReserved)
			d.Bank(id, Bank{Open: 11300, Held: 11300})
		},
		"won, but another refund took the headroom meanwhile: a person looks": func(t *testing.T, d *Desk) {
			id := d.Held("o1", "c1", 2)
			d.Dispute("o1", disputed(1, refund.DisputeOpened, 5000))
			d.Book(outsideFact("o1", "re_9", 6000, refund.OutcomeSettled))
			d.Dispute("o1", disputed(2, refund.DisputeWon, 5000))
			same(t, "needs", d.Standing(id).Legs[0].NeedsPerson, refund.CodeCapExceeded)
			d.Status(id, refund.StatusNeedsAttention)
			d.Taken(id, resolving(retry))
			same(t, "begin", d.Begin(id).Code, refund.CodeCapExceeded)
			d.Taken(id, named(giveUp, "r2", "1"))
			d.Bank(id, Bank{Open: 16600, External: 6000})
		},
		"a leg that waits may be given up, and is not paid another way": func(t *testing.T, d *Desk) {
			id := d.Held("o1", "c1", 1)
			d.Dispute("o1", opened)
			d.Refused(id, named(asCredit, "r1", "1"), refund.CodePaymentStopped)
			d.Refused(id, named(elsewhere, "r2", "1"), refund.CodePaymentStopped)
			d.Taken(id, named(giveUp, "r3", "1"))
			d.Status(id, refund.StatusRejected)
			d.Dispute("o1", won)
			d.Bank(id, Bank{Open: 22600})
		},
		"a refund that waits for people waits for the dispute too": func(t *testing.T, d *Desk) {
			c := Request("o1", "c1", 1)
			d.Propose(c, asking(Units(1), "lead"))
			d.Dispute("o1", opened)
			d.Status(c.ID(), refund.StatusAwaitingApproval)
			d.Taken(c.ID(), deciding(approve("d1", "anna")))
			d.Status(c.ID(), refund.StatusPayingOut)
			same(t, "begin", d.Begin(c.ID()).Result, refund.BeginStopped)
			d.Dispute("o1", won)
			same(t, "begin", d.Begin(c.ID()).Result, refund.BeginSend)
		},
		"a dispute in another currency is kept and stops the payment, and is never converted": func(t *testing.T, d *Desk) {
			id := d.Held("o1", "c1", 1)
			dollars := disputed(1, refund.DisputeOpened, 3000)
			dollars.Currency = "USD"
			d.Dispute("o1", dollars)
			d.Bank(id, Bank{Open: 11300, Held: 11300})
			same(t, "stop", d.Balances(id)[0].Stop, "DISPUTED_IN_OTHER_CURRENCY")
			same(t, "begin", d.Begin(id).Result, refund.BeginStopped)
			same(t, "currency", d.DisputeOf("d1").Currency, "USD")
			findings, err := d.Store.Audit(d.ctx)
			d.no(err)
			if len(findings) != 1 || findings[0].Code != "DISPUTE_OTHER_CURRENCY" {
				t.Errorf("findings: %+v", findings)
			}
			dollars = disputed(2, refund.DisputeWon, 3000)
			dollars.Currency = "USD"
			d.Dispute("o1", dollars)
			same(t, "begin", d.Begin(id).Result, refund.BeginSend)
		},
		"when evidence is due is kept": func(t *testing.T, d *Desk) {
			d.Held("o1", "c1", 1)
			due := time.Date(2026, 12, 1, 0, 0, 0, 0, time.UTC)
			x := opened
			x.EvidenceDueAt = &due
			d.Dispute("o1", x)
			got := d.DisputeOf("d1")
			same(t, "due", *got.EvidenceDueAt, due)
			same(t, "reason", got.Reason, "fraudulent")
			same(t, "open", d.figures().OpenDisputeCount, 1)
			same(t, "not due yet", d.figures().EvidenceDueCount, 0)
			d.Clock.Advance(8 * 24 * time.Hour)
			same(t, "due", d.figures().EvidenceDueCount, 1)
			equal(t, "refunds", got.Refunds, []refund.ID{"refund/m1/o1/c1"})
		},
	}
}
