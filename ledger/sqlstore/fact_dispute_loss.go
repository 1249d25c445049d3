package sqlstore

import (
	"github.com/makegood/makegood/ledger"
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
