package sqlstore

import (
	"slices"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// borne is how the lost disputes of a payment are borne so far.
func (t *tx) borne(ref ledger.PaymentRef) (ledger.Borne, error) {
	var b ledger.Borne
	lost, err := t.lostDisputes(ref.ID)
	if err != nil {
		return b, err
	}
	for _, d := range lost {
		b.LostMinor, b.PayableMinor, b.ReceivableMinor = b.LostMinor+d.bookedMinor, b.PayableMinor+d.payableMinor, b.ReceivableMinor+d.receivableMinor
	}
	c, err := t.controls(ref.ID)
	if err != nil {
		return b, err
	}
	b.OverpaidMinor = c[ledger.ControlReturned] + c[ledger.ControlExternal] + c[ledger.ControlChargedBack] - c[ledger.ControlCaptured]
	err = t.row(`SELECT CAST(COALESCE(SUM(e.amount_minor), 0) AS BIGINT) FROM order_payments o
		JOIN legs l ON l.merchant = o.merchant AND l.order_id = o.order_id AND l.payment = o.payment
		JOIN postings p ON p.subject = l.refund AND p.leg = l.leg_id JOIN entries e ON e.posting = p.id
		WHERE o.payment = $1 AND o.payment_id = l.payment_id AND p.template IN ('P12', 'P12r') AND e.account = $2`,
		ref.ID, ref.ReceivableAccount()).Scan(&b.OwedApartMinor)
	return b, err
}

// rebalanceLoss corrects how lost disputes are borne, after what the customer has of the payment has changed (P10x):
// whichever of a refund and the bank's decision came first, the balances are the same.
func (t *tx) rebalanceLoss(ref ledger.PaymentRef) error {
	b, err := t.borne(ref)
	if err != nil || b.LostMinor == 0 {
		return err
	}
	shift := b.ShiftMinor()
	lost, err := t.lostDisputes(ref.ID)
	if err != nil {
		return err
	}
	for _, d := range lost {
		by := max(-d.receivableMinor, min(shift, d.bookedMinor-d.payableMinor-d.receivableMinor))
		if by == 0 {
			continue
		}
		posting, err := ledger.PostLossShifted(ref, by)
		if err := t.post(d.move(&paymentRow{ref: ref}), posting, err); err != nil {
			return err
		}
		d.receivableMinor += by
		shift -= by
		if err := t.saveDispute(d); err != nil {
			return err
		}
	}
	return nil
}

// failedAfterLoss: a leg that was on its way when a dispute was lost has moved nothing. It is discharged as if its failure
// had been heard before (P10d), or is a person's.
func (t *tx) failedAfterLoss(c *caseRow, l *legRow, fact string) error {
	if l.chargedBackMinor == 0 {
		return nil
	}
	lost, err := t.lostDisputes(l.ref.ID)
	if err != nil {
		return err
	}
	lost = slices.DeleteFunc(lost, func(d *disputeRow) bool {
		return !d.lostAt.Valid || !l.begunAt.Valid || d.lostAt.Int64 < l.begunAt.Int64
	})
	if len(lost) == 0 {
		return nil
	}
	if err := t.holdLegForDispute(c, l, fact); err != nil {
		return err
	}
	for _, d := range lost {
		if l.AmountMinor <= d.lossMinor() {
			return t.dischargeByLoss(c, l, d)
		}
	}
	l.stopped = refund.CodeReturnedByDispute
	return t.keepHeld(c, l, string(refund.CodeReturnedByDispute))
}

// dischargeByLoss takes a part of a dispute's loss back, and pays a Held leg by it. A refund that had ended, and of which
// a leg bounced just now, is over again: the customer has the money once.
func (t *tx) dischargeByLoss(c *caseRow, l *legRow, d *disputeRow) error {
	posting, err := ledger.PostDisputeLossReversed(ledger.LostDispute{Payment: l.ref, AmountMinor: l.AmountMinor})
	if err := t.post(d.move(&paymentRow{ref: l.ref}), posting, err); err != nil {
		return err
	}
	if err := t.replaceByBank(c, l, d); err != nil {
		return err
	}
	d.payableMinor += l.AmountMinor
	if err := t.saveDispute(d); err != nil {
		return err
	}
	return t.closeIfOver(c, refund.Cause{Reason: string(refund.CodeReturnedByDispute)})
}
