package ledgertest

import (
	"testing"

	"github.com/makegood/makegood/refund"
)

// arrowCases take a leg along every arrow of its state machine, and along no other.
func arrowCases() map[string]func(*testing.T, *Desk) {
	cases := map[string]func(*testing.T, *Desk){}
	for _, arrow := range refund.LegTransitions() {
		cases[string(arrow.From)+" to "+string(arrow.To)] = func(t *testing.T, d *Desk) {
			id, hash := d.legIn(arrow.From)
			same(t, "from", d.Leg(id, 0).Status, arrow.From)
			d.leadTo(arrow, id, hash)
			same(t, "to", d.Leg(id, 0).Status, arrow.To)
		}
	}
	return cases
}

// legIn is a refund of one unit whose leg is in a status.
func (d *Desk) legIn(status refund.LegStatus) (refund.ID, string) {
	d.T.Helper()
	if status == refund.LegReserved {
		return d.Held("o1", "c1", 1)
	}
	id, hash := d.Sent("o1", "c1", 1)
	switch status {
	case refund.LegSending, refund.LegReserved:
	case refund.LegLateFailed:
		d.Record(id, 1, refund.OutcomeSettled)
		d.Record(id, 1, refund.OutcomeFailed)
	case refund.LegSettled, refund.LegPending, refund.LegUnknown, refund.LegDeclined, refund.LegNotSent, refund.LegFailed,
		refund.LegRequiresAction, refund.LegAbnormal:
		d.Record(id, 1, refund.OutcomeKind(status))
	case refund.LegReleased, refund.LegHeld:
		d.T.Fatalf("no arrow leaves %s", status)
	}
	return id, hash
}

// leadTo takes one arrow.
func (d *Desk) leadTo(arrow refund.LegTransition, id refund.ID, hash string) {
	d.T.Helper()
	switch arrow.To {
	case refund.LegSending:
		if arrow.From == refund.LegLateFailed {
			d.attention(id)
			same(d.T, "retry", d.Resolve(id, hash, retry).Accepted, true)
		}
		same(d.T, "begin", d.Begin(id, hash).Result, refund.BeginSend)
	case refund.LegReleased:
		d.no(d.Release(id, refund.StatusRejected))
	case refund.LegLateFailed:
		d.Record(id, 1, refund.OutcomeFailed)
	case refund.LegSettled, refund.LegPending, refund.LegUnknown, refund.LegDeclined, refund.LegNotSent, refund.LegFailed,
		refund.LegRequiresAction, refund.LegAbnormal:
		d.Record(id, 1, refund.OutcomeKind(arrow.To))
	case refund.LegReserved, refund.LegHeld:
		d.T.Fatalf("no arrow leads to %s", arrow.To)
	}
}
