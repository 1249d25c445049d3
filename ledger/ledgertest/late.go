package ledgertest

import (
	"testing"

	"github.com/makegood/makegood/refund"
)

func lateCases() map[string]func(*testing.T, *Desk) {
	return map[string]func(*testing.T, *Desk){
		"a late failure holds the money for the same refund and opens its case again": func(t *testing.T, d *Desk) {
			id, _ := d.Sent("o1", "c1", 1)
			d.Record(id, 1, refund.OutcomeSettled)
			d.no(d.Close(id, refund.StatusRefunded))
			for range 2 {
				same(t, "leg", d.Record(id, 1, refund.OutcomeFailed).Status, refund.LegLateFailed)
			}
			d.Payment(id, Control{Open: 11300, Held: 11300})
			c := d.Case(id)
			same(t, "closed", c.Closed, false)
			same(t, "status", c.Status, refund.StatusNeedsAttention)
			broken(t, d.Close(id, refund.StatusRefunded))
		},
		"a late failure that is given up frees the money": func(t *testing.T, d *Desk) {
			id, _ := d.Sent("o1", "c1", 1)
			d.Record(id, 1, refund.OutcomeSettled)
			d.Record(id, 1, refund.OutcomeFailed)
			d.no(d.Release(id, refund.StatusRejected))
			d.Payment(id, Control{Open: 22600})
			d.no(d.Close(id, refund.StatusRejected))
		},
		"settled, failed, settled, failed, settled is settled": func(t *testing.T, d *Desk) {
			id, _ := d.Sent("o1", "c1", 1)
			for range 2 {
				d.Record(id, 1, refund.OutcomeSettled)
				d.Payment(id, Control{Open: 11300, Returned: 11300})
				d.Record(id, 1, refund.OutcomeFailed)
				d.Payment(id, Control{Open: 11300, Held: 11300})
			}
			d.Record(id, 1, refund.OutcomeSettled)
			d.Payment(id, Control{Open: 11300, Returned: 11300})
			d.no(d.Close(id, refund.StatusRefunded))
		},
		"a success after a decline uses the money that is still held": func(t *testing.T, d *Desk) {
			id, _ := d.Sent("o1", "c1", 1)
			d.Record(id, 1, refund.OutcomeDeclined)
			same(t, "leg", d.Record(id, 1, refund.OutcomeSettled).Status, refund.LegSettled)
			d.Payment(id, Control{Open: 11300, Returned: 11300})
		},
		"a success after giving up takes the headroom back": func(t *testing.T, d *Desk) {
			id, _ := d.Sent("o1", "c1", 1)
			d.Record(id, 1, refund.OutcomeDeclined)
			d.no(d.Release(id, refund.StatusRejected))
			d.no(d.Close(id, refund.StatusRejected))
			d.Record(id, 1, refund.OutcomeSettled)
			d.Payment(id, Control{Open: 11300, Returned: 11300})
			same(t, "owed", d.History(id).Payments[0].OwedMinor, 11300)
			d.Record(id, 1, refund.OutcomeFailed)
			d.Payment(id, Control{Open: 22600})
		},
		"a success after giving up, when another refund took the money, is excess and stops the payment": excess,
		"a success of an older key after the new one paid is excess": func(t *testing.T, d *Desk) {
			id, hash := d.Sent("o1", "c1", 2)
			d.Record(id, 1, refund.OutcomeDeclined)
			d.Begin(id, hash)
			d.Record(id, 2, refund.OutcomeSettled)
			for range 2 {
				same(t, "leg", d.Record(id, 1, refund.OutcomeSettled).Status, refund.LegSettled)
			}
			d.Payment(id, Control{Returned: 45200, Excess: 22600})
			for range 2 {
				d.Record(id, 1, refund.OutcomeFailed)
			}
			d.Payment(id, Control{Returned: 22600})
		},
		"a failure on a payment in excess pays the excess first": func(t *testing.T, d *Desk) {
			id, _ := excessOf(t, d)
			d.Record(id, 1, refund.OutcomeFailed)
			d.Payment(id, Control{Returned: 22600})
			same(t, "leg", d.Leg(id, 0).Status, refund.LegReleased)
		},
		"a late failure on a payment in excess owes the customer without headroom": func(t *testing.T, d *Desk) {
			_, other := excessOf(t, d)
			same(t, "leg", d.Record(other, 1, refund.OutcomeFailed).Status, refund.LegLateFailed)
			d.Payment(other, Control{Returned: 22600})
			d.Record(other, 1, refund.OutcomeSettled)
			d.Payment(other, Control{Returned: 45200, Excess: 22600})
			d.Record(other, 1, refund.OutcomeFailed)
			d.no(d.Release(other, refund.StatusWithdrawn))
			d.Payment(other, Control{Returned: 22600})
		},
		"news that contradicts a settled leg and moves no money changes nothing": func(t *testing.T, d *Desk) {
			id, _ := d.Sent("o1", "c1", 1)
			d.Record(id, 1, refund.OutcomeSettled)
			for _, kind := range []refund.OutcomeKind{
				refund.OutcomeDeclined, refund.OutcomeUnknown, refund.OutcomeNotSent, refund.OutcomePending,
			} {
				same(t, string(kind), d.Record(id, 1, kind).Status, refund.LegSettled)
			}
			d.Payment(id, Control{Open: 11300, Returned: 11300})
			same(t, "told", d.Events(id, "OutcomeContradicts"), 4)
		},
		"an outcome of a generation that does not exist is a bug": func(t *testing.T, d *Desk) {
			id, _ := d.Sent("o1", "c1", 1)
			_, err := d.Store.RecordOutcome(d.ctx, refund.Record{Refund: id, Leg: "1", Generation: 2, Outcome: refund.Outcome{Kind: refund.OutcomeSettled}})
			broken(t, err)
		},
	}
}

// excessOf pays 22600 of 22600 twice: a refund given up settles after another one took its place.
func excessOf(t *testing.T, d *Desk) (givenUp, other refund.ID) {
	givenUp, _ = d.Sent("o1", "c1", 2)
	d.Record(givenUp, 1, refund.OutcomeDeclined)
	d.no(d.Release(givenUp, refund.StatusRejected))
	other, _ = d.Sent("o1", "c2", 2)
	d.Record(other, 1, refund.OutcomeSettled)
	d.Record(givenUp, 1, refund.OutcomeSettled)
	d.Payment(givenUp, Control{Returned: 45200, Excess: 22600})
	return givenUp, other
}

func excess(t *testing.T, d *Desk) {
	givenUp, _ := excessOf(t, d)
	same(t, "stop", d.History(givenUp).Payments[0].Stop, "EXCESS")
	same(t, "leg", d.Leg(givenUp, 0).Status, refund.LegSettled)
	totals, err := d.Store.Totals(d.ctx)
	d.no(err)
	same(t, "totals", totals[0].ExcessMinor, 22600)
}
