package sqlstore

import (
	"fmt"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// holdForDispute releases what legs only hold of a payment (P4), before its funds go: they wait as Held for the
// dispute's end, and their share moves to no other tender.
func (t *tx) holdForDispute(p *paymentRow, d *disputeRow, all *touchedCases) error {
	return t.eachLeg(p, all, func(c *caseRow, l *legRow) error {
		if ledger.PlaceOf(l.Status) != ledger.ControlHeld {
			return nil
		}
		return t.holdLegForDispute(c, l, fmt.Sprintf("dispute/%s/%d", d.id, d.moves))
	})
}

func (t *tx) holdLegForDispute(c *caseRow, l *legRow, fact string) error {
	b, err := t.controls(l.ref.ID)
	if err != nil {
		return err
	}
	posting, err := ledger.PostRelease([]ledger.ReleasePart{{Payment: l.ref, HeldMinor: l.AmountMinor - l.unheldMinor, ExcessMinor: b[ledger.ControlExcess]}})
	if err := t.post(source{Subject: string(c.id), Leg: l.LegID, Fact: fact}, posting, err); err != nil {
		return err
	}
	l.heldFrom, l.Status, l.unheldMinor, l.stopped = l.Status, refund.LegHeld, 0, ledger.CodePaymentStopped
	return t.keepHeld(c, l, stopDispute)
}

func (t *tx) keepHeld(c *caseRow, l *legRow, why string) error {
	if err := t.saveLeg(c, l); err != nil {
		return err
	}
	c.note(event{Name: "Leg" + string(l.Status), Leg: l.LegID, Cause: refund.Cause{Reason: why}})
	return nil
}

// holdAgain takes a Held leg's share of the headroom that is there again (P1), and reports whether it could. Its
// posting has the order's version, which every dispute moves.
func (t *tx) holdAgain(c *caseRow, l *legRow) (bool, error) {
	b, err := t.controls(l.ref.ID)
	if err != nil {
		return false, err
	}
	if b[ledger.ControlOpen] < l.AmountMinor {
		l.stopped = refund.CodeCapExceeded
		return false, t.keepHeld(c, l, "the payment has too little left")
	}
	version, err := t.orderVersion(c)
	if err != nil {
		return false, err
	}
	posting, err := ledger.PostReserve([]ledger.ReservePart{{Payment: l.ref, AmountMinor: l.AmountMinor}})
	if err := t.post(source{Subject: string(c.id), Leg: l.LegID, Fact: fmt.Sprintf("again/%d", version)}, posting, err); err != nil {
		return false, err
	}
	l.Status, l.heldFrom, l.stopped = l.heldFrom, "", ""
	return true, t.keepHeld(c, l, "the dispute is over")
}

// goOnAfterDispute lets legs go on, once no dispute has funds of the payment any more: each whose share is there
// is held again, in the sequence of the refunds; the others are a person's. What waited for a person because of a loss
// goes on too, where nothing is lost after all.
func (t *tx) goOnAfterDispute(p *paymentRow, all *touchedCases) error {
	b, err := t.controls(p.ref.ID)
	if err != nil || b[ledger.ControlDisputed] > 0 {
		return err
	}
	return t.eachLeg(p, all, func(c *caseRow, l *legRow) error {
		undone := l.stopped == refund.CodeReturnedByDispute && b[ledger.ControlChargedBack] == 0
		if l.Status != refund.LegHeld || needsPerson(l.stopped) && !undone {
			return nil
		}
		_, err := t.holdAgain(c, l)
		return err
	})
}

// waitForPerson leaves what a lost dispute has not discharged to a person: nobody knows whether the customer has
// the money by it.
func (t *tx) waitForPerson(p *paymentRow, all *touchedCases) error {
	return t.eachLeg(p, all, func(c *caseRow, l *legRow) error {
		if l.Status != refund.LegHeld {
			return nil
		}
		l.stopped = refund.CodeReturnedByDispute
		return t.keepHeld(c, l, string(refund.CodeReturnedByDispute))
	})
}

// discharge settles Held legs by a lost dispute, as far as it covers each in whole (P10d): the customer has the money from
// the bank. It returns what of the dispute that took. A refund of which nothing was begun is recognised first where
// nobody has to agree to it any more and the bank kept all that was left of the payment: then no leg of it can be paid
// otherwise, and it is owed no more.
func (t *tx) discharge(p *paymentRow, d *disputeRow, all *touchedCases, roomMinor int64) (minor int64, err error) {
	b, err := t.controls(p.ref.ID)
	if err != nil {
		return 0, err
	}
	whole := b[ledger.ControlOpen] == 0 && b[ledger.ControlDisputed] == d.bookedMinor
	err = t.eachLeg(p, all, func(c *caseRow, l *legRow) error {
		owed := c.recognised || whole && c.status == refund.StatusPayingOut
		if l.Status != refund.LegHeld || !owed || l.AmountMinor == 0 || l.AmountMinor > roomMinor-minor {
			return nil
		}
		minor += l.AmountMinor
		if err := t.recognise(c); err != nil {
			return err
		}
		return t.replaceByBank(c, l, d)
	})
	return minor, err
}

// replaceByBank puts a leg that the bank has paid in the place of a Held one, as one that somebody paid outside.
func (t *tx) replaceByBank(c *caseRow, old *legRow, d *disputeRow) error {
	if err := t.bonusesBack(c, []*legRow{old}, source{Subject: string(c.id), Leg: old.LegID, Fact: "substitute"}); err != nil {
		return err
	}
	in, err := t.inPlaceOf(c, old, refund.ViaDispute)
	if err != nil {
		return err
	}
	leg := &legRow{Leg: refund.Leg{PlannedLeg: in.PlannedLeg, Generation: 1, Status: refund.LegSettled}, ref: old.ref}
	leg.Outcome = &refund.Outcome{Kind: refund.OutcomeSettled, ProviderRefundID: d.id, Reason: string(refund.CodeReturnedByDispute)}
	posting, err := ledger.PostDisputeLost(discharges(leg))
	if err := t.post(source{Subject: string(c.id), Leg: leg.LegID, Fact: "dispute/" + d.id}, posting, err); err != nil {
		return err
	}
	c.note(event{Name: "LegSubstituted", Leg: old.LegID, Cause: refund.Cause{Reason: joined(in.Via, d.id)}})
	return t.saveLeg(c, leg)
}

// inPlaceOf ends a leg, and stores another one in its place.
func (t *tx) inPlaceOf(c *caseRow, old *legRow, via string) (newLeg, error) {
	legs, err := t.legs(c)
	if err != nil {
		return newLeg{}, err
	}
	in := newLeg{
		PlannedLeg: refund.PlannedLeg{
			LegID: substituteID(old.LegID, legs), PaymentID: old.PaymentID, Via: via, AmountMinor: old.AmountMinor,
			Units: old.Units, Substitutes: old.LegID, CaptureID: old.CaptureID,
		},
		position: len(legs), payment: old.ref.ID, captureReference: old.captureReference,
	}
	if err := t.retire(c, old); err != nil {
		return in, err
	}
	return in, t.insertLeg(c, in)
}

// oweAgain puts a Held leg in the place of each that a dispute had discharged and that is not lost any more. Its
// refund had ended: a person leads it on, as after a late failure.
func (t *tx) oweAgain(p *paymentRow, d *disputeRow, all *touchedCases) error {
	return t.eachLeg(p, all, func(c *caseRow, l *legRow) error {
		if l.Via != refund.ViaDispute || l.Status != refund.LegSettled || l.Outcome == nil || l.Outcome.ProviderRefundID != d.id {
			return nil
		}
		posting, err := ledger.PostDisputeLossReversed(discharges(l))
		if err := t.post(source{Subject: string(c.id), Leg: l.LegID, Fact: "dispute/" + d.id}, posting, err); err != nil {
			return err
		}
		in, err := t.retireDischarged(c, l)
		if err != nil {
			return err
		}
		c.reopen(l.LegID, refund.CodeReturnedByDispute)
		all.reopened = append(all.reopened, c.id)
		again := &legRow{Leg: refund.Leg{PlannedLeg: in.PlannedLeg, Generation: 1, Status: refund.LegHeld}, ref: l.ref, heldFrom: refund.LegLateFailed}
		again.stopped = refund.CodeReturnedByDispute
		return t.keepHeld(c, again, "the bank gave the funds back")
	})
}

// retireDischarged ends a leg that a dispute had paid, and stores one over the payment itself in its place.
func (t *tx) retireDischarged(c *caseRow, l *legRow) (newLeg, error) {
	l.Status = refund.LegHeld // it is not paid any more
	return t.inPlaceOf(c, l, "")
}
