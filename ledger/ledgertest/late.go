package ledgertest

import (
	"testing"

	"github.com/makegood/makegood/refund"
)

func lateCases() map[string]func(*testing.T, *Desk) {
	fact := func(kind refund.OutcomeKind) refund.Outcome { return refund.Outcome{Kind: kind} }
	return map[string]func(*testing.T, *Desk){
		"a late failure holds the money for the same refund and opens its case again": func(t *testing.T, d *Desk) {
			id := d.Paid("o1", "c1", 1)
			same(t, "closed", d.Standing(id).Closed, true)
			for range 2 {
				same(t, "leg", d.Record(id, refund.OutcomeFailed).Status, refund.LegLateFailed)
			}
			d.Payment(id, Control{Open: 11300, Held: 11300})
			s := d.Standing(id)
			same(t, "closed", s.Closed, false)
			same(t, "status", s.Status, refund.StatusNeedsAttention)
			s, err := d.Store.CloseRefund(d.ctx, refund.Close{Refund: id, Cause: workflow})
			d.no(err)
			same(t, "not closed by a story that has not heard of it", s.Closed, false)
		},
		"a late failure that is given up frees the money": func(t *testing.T, d *Desk) {
			id := d.Paid("o1", "c1", 1)
			d.Record(id, refund.OutcomeFailed)
			s := d.Taken(id, resolving(giveUp))
			d.Payment(id, Control{Open: 22600})
			same(t, "status", s.Status, refund.StatusRejected)
			same(t, "closed", s.Closed, true)
		},
		"settled, failed, settled, failed, settled is settled": func(t *testing.T, d *Desk) {
			id := d.Sent("o1", "c1", 1)
			for range 2 {
				d.Record(id, refund.OutcomeSettled)
				d.Payment(id, Control{Open: 11300, Returned: 11300})
				d.Record(id, refund.OutcomeFailed)
				d.Payment(id, Control{Open: 11300, Held: 11300})
			}
			d.Record(id, refund.OutcomeSettled)
			d.Payment(id, Control{Open: 11300, Returned: 11300})
			same(t, "closed", d.Standing(id).Closed, true)
		},
		"a leg whose older key has paid after all is not sent again under the new one": func(t *testing.T, d *Desk) {
			for i, kind := range []refund.OutcomeKind{refund.OutcomeNotSent, refund.OutcomeDeclined, refund.OutcomeFailed} {
				id := d.Attention("o" + string(rune('1'+i)))
				d.Taken(id, resolving(retry))
				same(t, "generation", d.BeginLeg(id, "1", "a2").Generation, 2)
				d.RecordAs(id, "1", 2, "a2", fact(kind))
				if kind != refund.OutcomeNotSent {
					d.Taken(id, named(retry, "r2", "1"))
				}
				for range 2 {
					same(t, "paid", d.RecordAs(id, "1", 1, "late", fact(refund.OutcomeSettled)).Status, refund.LegSettled)
				}
				same(t, "begin", d.BeginLeg(id, "1", "a3").Result, refund.BeginDone)
				d.Payment(id, Control{Open: 11300, Returned: 11300})
				d.Status(id, refund.StatusRefunded)
				s := d.RecordAs(id, "1", 1, "late", fact(refund.OutcomeFailed))
				same(t, "it bounced", s.Status, refund.LegLateFailed)
				same(t, "and is a person's", s.NeedsPerson, refund.CodeLateFailed)
				d.Payment(id, Control{Open: 11300, Held: 11300})
			}
		},
		"a leg whose older key has paid while the new one was on its way is not sent under a third": func(t *testing.T, d *Desk) {
			id := d.Attention("o1")
			d.Taken(id, resolving(retry))
			same(t, "generation", d.BeginLeg(id, "1", "a2").Generation, 2)
			d.RecordAs(id, "1", 1, "late", fact(refund.OutcomeSettled))
			d.RecordAs(id, "1", 2, "a2", fact(refund.OutcomeDeclined))
			d.Taken(id, named(retry, "r2", "1"))
			begun := d.BeginLeg(id, "1", "a3")
			same(t, "begin", begun.Result, refund.BeginDone)
			same(t, "why", begun.Code, refund.CodeAlreadyRefunded)
			leg, _ := d.Standing(id).Leg("1")
			same(t, "a person gives it up", leg.NeedsPerson, refund.CodeAlreadyRefunded)
			d.Taken(id, named(giveUp, "r3", "1"))
		},
		"what bounced is not sent again on the word of somebody who did not know": func(t *testing.T, d *Desk) {
			id := d.Attention("o1")
			d.Taken(id, resolving(retry))
			d.Record(id, refund.OutcomeSettled)
			same(t, "bounced", d.Record(id, refund.OutcomeFailed).NeedsPerson, refund.CodeLateFailed)
			same(t, "begin", d.BeginLeg(id, "1", "a2").Result, refund.BeginDone)
		},
		"a success after a decline uses the money that is still held": func(t *testing.T, d *Desk) {
			id := d.Attention("o1")
			same(t, "leg", d.Record(id, refund.OutcomeSettled).Status, refund.LegSettled)
			d.Payment(id, Control{Open: 11300, Returned: 11300})
			d.Status(id, refund.StatusRefunded)
		},
		"a success after giving up takes the headroom back": func(t *testing.T, d *Desk) {
			id := d.Attention("o1")
			d.Taken(id, resolving(giveUp))
			d.Record(id, refund.OutcomeSettled)
			d.Payment(id, Control{Open: 11300, Returned: 11300})
			same(t, "owed", d.Balances(id)[0].OwedMinor, 11300)
			d.Record(id, refund.OutcomeFailed)
			d.Payment(id, Control{Open: 22600})
			d.Status(id, refund.StatusRejected)
		},
		"a success after giving up, when another refund took the money, is excess and stops the payment": func(t *testing.T, d *Desk) {
			givenUp, _ := excessOf(d)
			same(t, "stop", d.Balances(givenUp)[0].Stop, "EXCESS")
			same(t, "leg", d.Leg(givenUp, 0).Status, refund.LegSettled)
			same(t, "totals", d.totals()[0].ExcessMinor, 22600)
		},
		"a success of an older key after the new one paid is excess": func(t *testing.T, d *Desk) {
			id := d.Sent("o1", "c1", 2)
			d.Record(id, refund.OutcomeDeclined)
			d.Taken(id, resolving(retry))
			d.Begin(id)
			d.Record(id, refund.OutcomeSettled)
			for range 2 {
				same(t, "leg", d.RecordAs(id, "1", 1, "a1", fact(refund.OutcomeSettled)).Status, refund.LegSettled)
			}
			d.Payment(id, Control{Returned: 45200, Excess: 22600})
			for range 2 {
				d.RecordAs(id, "1", 1, "a1", fact(refund.OutcomeFailed))
			}
			d.Payment(id, Control{Returned: 22600})
		},
		"a failure on a payment in excess pays the excess first": func(t *testing.T, d *Desk) {
			id, _ := excessOf(d)
			d.Record(id, refund.OutcomeFailed)
			d.Payment(id, Control{Returned: 22600})
			same(t, "leg", d.Leg(id, 0).Status, refund.LegReleased)
		},
		"a late failure on a payment in excess owes the customer without headroom": func(t *testing.T, d *Desk) {
			_, other := excessOf(d)
			same(t, "leg", d.Record(other, refund.OutcomeFailed).Status, refund.LegLateFailed)
			d.Payment(other, Control{Returned: 22600})
			d.Record(other, refund.OutcomeSettled)
			d.Payment(other, Control{Returned: 45200, Excess: 22600})
			d.Record(other, refund.OutcomeFailed)
			d.Taken(other, resolving(giveUp))
			d.Payment(other, Control{Returned: 22600})
		},
		"news that contradicts a settled leg and moves no money changes nothing, and is said once": func(t *testing.T, d *Desk) {
			id := d.Paid("o1", "c1", 1)
			for range 2 {
				for _, kind := range []refund.OutcomeKind{
					refund.OutcomeDeclined, refund.OutcomeUnknown, refund.OutcomeNotSent, refund.OutcomePending,
				} {
					same(t, string(kind), d.Record(id, kind).Status, refund.LegSettled)
				}
			}
			d.Payment(id, Control{Open: 11300, Returned: 11300})
			same(t, "told", d.Events(id, "OutcomeContradicts"), 4)
		},
		"an outcome of a generation that does not exist is a bug": func(t *testing.T, d *Desk) {
			id := d.Sent("o1", "c1", 1)
			_, err := d.Store.RecordOutcome(d.ctx, refund.Record{Refund: id, Leg: "1", Generation: 2, Attempt: "a1", Outcome: fact(refund.OutcomeSettled)})
			broken(t, err)
		},
	}
}

// excessOf pays 22600 of 22600 twice: a refund given up settles after another one took its place.
func excessOf(d *Desk) (givenUp, other refund.ID) {
	d.T.Helper()
	givenUp = d.Sent("o1", "c1", 2)
	d.Record(givenUp, refund.OutcomeDeclined)
	d.Taken(givenUp, resolving(giveUp))
	other = d.Paid("o1", "c2", 2)
	d.Record(givenUp, refund.OutcomeSettled)
	d.Payment(givenUp, Control{Returned: 45200, Excess: 22600})
	return givenUp, other
}
