package ledgertest

import (
	"testing"
	"time"

	"github.com/makegood/makegood/refund"
)

// tries sends leg 1 of a refund, which its provider declines for the merchant's balance.
func (d *Desk) tries(id refund.ID, attempt string) refund.LegStanding {
	d.T.Helper()
	begun := d.BeginLeg(id, "1", attempt)
	same(d.T, "sent", begun.Result, refund.BeginSend)
	return d.RecordAs(id, "1", begun.Generation, attempt, balanceLow)
}

func balanceCases() map[string]func(*testing.T, *Desk) {
	return map[string]func(*testing.T, *Desk){
		"a decline for the merchant's balance waits, and is tried again under a new key": func(t *testing.T, d *Desk) {
			id := d.Held("o1", "c1", 1)
			first := d.tries(id, "a1")
			same(t, "declined", first.Status, refund.LegDeclined)
			same(t, "stopped by", first.Stopped, refund.CodeDeclinedBalance)
			same(t, "a person", first.NeedsPerson, refund.Code(""))
			d.Status(id, refund.StatusPayingOut)
			d.Payment(id, Control{Open: 11300, Held: 11300})
			second := d.tries(id, "a2")
			same(t, "under a new key", second.Generation, 2)
			same(t, "sent", d.BeginLeg(id, "1", "a3").Result, refund.BeginSend)
			same(t, "paid", d.RecordAs(id, "1", 3, "a3", refund.Outcome{Kind: refund.OutcomeSettled}).Stopped, refund.Code(""))
			d.Status(id, refund.StatusRefunded)
		},
		"after a day a person is asked too, and it is still tried": func(t *testing.T, d *Desk) {
			id := d.Held("o1", "c1", 1)
			d.tries(id, "a1")
			d.Clock.Advance(24*time.Hour - time.Second)
			same(t, "a second before", d.tries(id, "a2").NeedsPerson, refund.Code(""))
			d.Clock.Advance(time.Second)
			leg := d.tries(id, "a3")
			same(t, "a person", leg.NeedsPerson, refund.CodeDeclinedBalance)
			same(t, "still waits", leg.Stopped, refund.CodeDeclinedBalance)
			same(t, "status", d.Standing(id).Status, refund.StatusPayingOut)
			same(t, "asks a person", d.Standing(id).NeedsHuman(), true)
			d.Taken(id, resolving(retry))
			same(t, "the wait begins anew", d.tries(id, "a4").NeedsPerson, refund.Code(""))
		},
		"a person may end the wait at any time, by naming the leg": func(t *testing.T, d *Desk) {
			id := d.Held("o1", "c1", 1)
			d.tries(id, "a1")
			d.Taken(id, named(asCredit, "r1", "1"))
			same(t, "instead", d.Standing(id).Legs[0].Via, refund.ViaStoreCredit)
		},
		"another decline ends the wait": func(t *testing.T, d *Desk) {
			id := d.Held("o1", "c1", 1)
			d.tries(id, "a1")
			d.BeginLeg(id, "1", "a2")
			leg := d.RecordAs(id, "1", 2, "a2", refund.Outcome{Kind: refund.OutcomeDeclined, Class: refund.DeclinedInstrument})
			same(t, "a person", leg.NeedsPerson, refund.CodeDeclinedInstrument)
			same(t, "not again", leg.MayRetry, false)
			d.Status(id, refund.StatusNeedsAttention)
		},
		"a stop comes before the next try": func(t *testing.T, d *Desk) {
			id := d.Held("o1", "c1", 1)
			d.tries(id, "a1")
			d.stopPayouts(true)
			same(t, "stopped", d.BeginLeg(id, "1", "a2").Code, refund.CodeKillSwitch)
			same(t, "shown", d.Standing(id).Legs[0].Stopped, refund.CodeKillSwitch)
			d.stopPayouts(false)
			d.tries(id, "a3")
		},
		"a dispute takes what waits, and gives it back when it is won": func(t *testing.T, d *Desk) {
			id := d.Held("o1", "c1", 1)
			d.tries(id, "a1")
			d.Dispute("o1", disputed(13, refund.DisputeOpened, capturedMinor))
			same(t, "held", d.Standing(id).Legs[0].Status, refund.LegHeld)
			d.Dispute("o1", disputed(14, refund.DisputeWon, capturedMinor))
			same(t, "tried again", d.tries(id, "a2").Generation, 2)
		},
		"the fund is free while the balance is waited for": func(t *testing.T, d *Desk) {
			id := d.Held("o1", "c1", 1)
			d.grant(d.fundOf("o9"), "g1", 11300)
			d.tries(id, "a1")
			d.Fund(11300, 0, 0, 0)
			figures := d.figures()
			same(t, "counted", figures.BalanceWaitCount, int64(1))
			same(t, "since", figures.BalanceWaitSince.Equal(d.Clock.Now()), true)
		},
	}
}
