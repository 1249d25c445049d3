package ledgertest

import (
	"fmt"
	"time"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// disputed is a word about dispute d1, of an hour of the suite's day.
func disputed(hour int, stage refund.DisputeStage, minor int64) refund.DisputeFact {
	return refund.DisputeFact{DisputeID: "d1", Stage: stage, AmountMinor: minor, Currency: "CNY", Reason: fmt.Sprint(hour)}
}

// disputeFact is that word about the payment of an order. Its reason is its hour.
func disputeFact(order string, x refund.DisputeFact) refund.Fact {
	var hour int
	if _, err := fmt.Sscan(x.Reason, &hour); err != nil {
		panic(err)
	}
	x.Reason = "fraudulent"
	return refund.Fact{
		ID: fmt.Sprintf("%s/%d/%s", x.DisputeID, hour, x.Stage), Kind: refund.FactDispute, Provider: "simulator", Reference: "ch_" + order,
		OccurredAt: time.Date(2026, 11, 20, hour, 0, 0, 0, time.UTC), Dispute: &x,
	}
}

// Dispute books what is said of a dispute about an order's payment.
func (d *Desk) Dispute(order string, x refund.DisputeFact) refund.FactBooked {
	d.T.Helper()
	return d.Book(disputeFact(order, x))
}

// Bank are the control accounts of what banks and others took of a payment, with what is open and in excess.
type Bank struct{ Open, Held, Returned, External, Disputed, ChargedBack, Excess int64 }

// Bank fails unless the order's first payment stands as told.
func (d *Desk) Bank(id refund.ID, want Bank) {
	d.T.Helper()
	b := d.Balances(id)[0]
	got := Bank{b.OpenMinor, b.HeldMinor, b.ReturnedMinor, b.ExternalMinor, b.DisputedMinor, b.ChargedBackMinor, b.ExcessMinor}
	same(d.T, fmt.Sprintf("payment of %s {open held returned external disputed charged_back excess}", id), got, want)
}

// DisputeOf is a stored dispute.
func (d *Desk) DisputeOf(id string) ledger.Dispute {
	d.T.Helper()
	found, err := d.Store.Disputes(d.ctx, ledger.DisputeFilter{ID: id})
	d.no(err)
	if len(found) != 1 {
		d.T.Fatalf("dispute %s: found %d", id, len(found))
	}
	return found[0]
}

// Borne fails unless dispute d1 is borne as told: taken, fee, receivable, payable, loss.
func (d *Desk) Borne(want ...int64) {
	d.T.Helper()
	x := d.DisputeOf("d1")
	equal(d.T, "taken, fee, receivable, payable, loss", []int64{x.TakenMinor, x.FeeMinor, x.ReceivableMinor, x.PayableMinor, x.LossMinor}, want)
}
