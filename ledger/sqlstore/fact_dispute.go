package sqlstore

import (
	"database/sql"
	"fmt"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// dispute books the state of a dispute. p is locked, with its orders. What was heard of it is folded anew, and the
// books follow from where they are to where it stands: no sequence of hearing comes to other balances (promise 6).
func (t *tx) dispute(p *paymentRow, f refund.Fact) (refund.FactBooked, error) {
	if f.Dispute == nil || f.Dispute.DisputeID == "" || !ledger.KnownStage(f.Dispute.Stage) || f.Dispute.AmountMinor < 0 || f.Dispute.FeeMinor < 0 {
		return refund.FactBooked{}, invariant("fact %s of a dispute: %+v", f.ID, f.Dispute)
	}
	if err := t.lockPaymentsOf(p); err != nil {
		return refund.FactBooked{}, err
	}
	d, err := t.disputeOf(p.ref.ID, f.Dispute.DisputeID)
	if err != nil {
		return refund.FactBooked{}, err
	}
	if d.hasHeard(f.ID) {
		return refund.FactBooked{Result: refund.FactIsKnown}, nil
	}
	before := d.state()
	d.hear(f)
	out := refund.FactBooked{Result: refund.FactIsBooked}
	if before == d.state() && d.exists {
		out.Result = refund.FactIsStale
	}
	touched, err := t.followDispute(p, d)
	if err != nil {
		return out, err
	}
	if err := t.saveDispute(d); err != nil {
		return out, err
	}
	return touched.booked(out), nil
}

// followDispute leads the books to where a dispute stands: a loss that does not hold any more is taken back first,
// then funds go or come back, then a loss is borne.
func (t *tx) followDispute(p *paymentRow, d *disputeRow) (*touchedCases, error) {
	state := d.state()
	all := newTouched(fmt.Sprintf("dispute %s is %s", d.id, state.Stage))
	if err := t.stopOtherCurrency(p, d, state); err != nil {
		return all, err
	}
	taken, lost := state.TakenMinor(), state.Stage == refund.DisputeLost
	fee := state.FeeMinor
	if otherCurrency(p, state) { // never converted: what somebody has said that it takes
		value := d.valueOf(state)
		if taken > 0 {
			taken = value
		}
		lost, fee = lost && value > 0, 0
	}
	if d.booked == refund.DisputeLost && (!lost || taken != d.bookedMinor) {
		if err := t.reverseLoss(p, d, all); err != nil {
			return all, err
		}
	}
	if err := t.moveFunds(p, d, all, taken, fee); err != nil {
		return all, err
	}
	if err := t.exchangeFunds(p, d, state); err != nil {
		return all, err
	}
	if lost && taken > 0 && d.booked != refund.DisputeLost {
		if err := t.bearLoss(p, d, all); err != nil {
			return all, err
		}
	}
	if taken == 0 {
		if err := t.goOnAfterDispute(p, all); err != nil {
			return all, err
		}
	}
	return all, t.finishTouched(p, all)
}

// moveFunds books what the dispute takes more of the payment, or less (P8, P9).
func (t *tx) moveFunds(p *paymentRow, d *disputeRow, all *touchedCases, takenMinor, feeMinor int64) error {
	more, fee := takenMinor-d.bookedMinor, feeMinor-d.bookedFee
	if more > 0 {
		if err := t.holdForDispute(p, d, all); err != nil {
			return err
		}
	}
	b, err := t.controls(p.ref.ID)
	if err != nil {
		return err
	}
	if more > 0 || fee > 0 {
		posting, err := ledger.PostDisputeOpened(p.ref, max(0, more), fee, b[ledger.ControlOpen])
		if err := t.post(d.move(p), posting, err); err != nil {
			return err
		}
	}
	if more < 0 {
		posting, err := ledger.PostDisputeWon(p.ref, -more, b[ledger.ControlExcess])
		if err := t.post(d.move(p), posting, err); err != nil {
			return err
		}
	}
	d.bookedMinor, d.bookedFee = takenMinor, feeMinor
	switch {
	case takenMinor == 0:
		d.booked = ""
	case d.booked == "":
		d.booked = refund.DisputeOpened
	}
	if more == 0 {
		return nil
	}
	return t.moveVersions(p)
}

// bearLoss books a lost dispute: it discharges what was owed to the customer and waits for it (P10d); what the
// customer has beyond what was paid is receivable, and the rest is a loss (P10).
func (t *tx) bearLoss(p *paymentRow, d *disputeRow, all *touchedCases) error {
	room, err := t.borne(p.ref)
	if err != nil {
		return err
	}
	room.LostMinor, room.OverpaidMinor = room.LostMinor+d.bookedMinor, room.OverpaidMinor+d.bookedMinor
	d.receivableMinor = max(0, min(room.ShiftMinor(), d.bookedMinor))
	d.payableMinor, err = t.discharge(p, d, all, d.bookedMinor-d.receivableMinor)
	if err != nil {
		return err
	}
	posting, err := ledger.PostDisputeLost(d.lost(p))
	if err := t.post(d.move(p), posting, err); err != nil {
		return err
	}
	d.booked, d.lostAt = refund.DisputeLost, t.nowMicros()
	if err := t.waitForPerson(p, all); err != nil {
		return err
	}
	return t.moveVersions(p)
}

// reverseLoss takes a loss back: the bank decided otherwise after all, or by another amount. What it had discharged
// is owed again.
func (t *tx) reverseLoss(p *paymentRow, d *disputeRow, all *touchedCases) error {
	posting, err := ledger.PostDisputeLossReversed(d.lost(p))
	if err := t.post(d.move(p), posting, err); err != nil {
		return err
	}
	if d.payableMinor > 0 {
		if err := t.oweAgain(p, d, all); err != nil {
			return err
		}
	}
	d.booked, d.payableMinor, d.receivableMinor, d.lostAt = refund.DisputeOpened, 0, 0, sql.NullInt64{}
	return t.saveDispute(d) // how another loss is borne is read from the rows
}

// stopDisputeCurrency is why a payment is stopped whose dispute is in another currency than was captured, while nobody
// has said what of the captured one it takes. It is never converted (promise 8): nothing of it is booked, and a person
// looks (ValueDispute).
const stopDisputeCurrency = "DISPUTED_IN_OTHER_CURRENCY"

// stopOtherCurrency stops the payment while a dispute in another currency has its funds and nobody has said what of
// the captured one that is, or lets it go.
func (t *tx) stopOtherCurrency(p *paymentRow, d *disputeRow, state ledger.DisputeState) error {
	others, err := t.otherCurrencyDisputes(p, d.id)
	if err != nil {
		return err
	}
	stop := others > 0 || otherCurrency(p, state) && state.TakenMinor() > 0 && d.valueOf(state) == 0
	switch {
	case stop && p.hold == "":
		p.hold = stopDisputeCurrency
	case !stop && p.hold == stopDisputeCurrency:
		p.hold = ""
	default:
		return nil
	}
	if err := t.exec(`UPDATE payments SET hold_reason = $1 WHERE id = $2`, p.hold, p.ref.ID); err != nil {
		return err
	}
	return t.moveVersions(p)
}

// moveVersions counts the fact in every order that the payment pays.
func (t *tx) moveVersions(p *paymentRow) error {
	for _, o := range p.orders {
		if err := t.moveVersion(o.merchant, o.order); err != nil {
			return err
		}
	}
	return nil
}

// lockPaymentsOf locks all payments of the orders that a payment pays, by id: what is decided of their refunds may
// move the others too.
func (t *tx) lockPaymentsOf(p *paymentRow) error {
	for _, o := range p.orders {
		if err := t.lockPayments(o.merchant, o.order); err != nil {
			return err
		}
	}
	return nil
}
