package sqlstore

import (
	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// outside books a refund that makegood did not ask for. p is locked, with its orders. It takes headroom from the
// moment it is known (P11); what was held may then be more than there is, and the excess stops the payment. A person
// says what it was for (Attribute).
func (t *tx) outside(p *paymentRow, f refund.Fact) (refund.FactBooked, error) {
	if f.Refund == nil || f.Refund.ProviderRefundID == "" || f.Refund.AmountMinor < 0 {
		return refund.FactBooked{}, invariant("fact %s of a refund made elsewhere: %+v", f.ID, f.Refund)
	}
	o, err := t.outsideOf(p.ref.ID, f.Refund.ProviderRefundID)
	if err != nil {
		return refund.FactBooked{}, err
	}
	if o.hasHeard(f.ID) {
		return refund.FactBooked{Result: refund.FactIsKnown}, nil
	}
	before := o.state()
	o.hear(f)
	if before == o.state() && o.exists {
		return refund.FactBooked{Result: refund.FactIsStale}, t.saveOutside(o)
	}
	if err := t.followOutside(p, o); err != nil {
		return refund.FactBooked{}, err
	}
	out := refund.FactBooked{Result: refund.FactIsBooked}
	if o.bookedMinor > 0 && o.as == "" {
		out.Result = refund.FactIsOutside
	}
	return out, t.saveOutside(o)
}

// followOutside leads the books to where a refund made elsewhere stands.
func (t *tx) followOutside(p *paymentRow, o *outsideRow) error {
	state := o.state()
	taken := state.TakenMinor()
	if state.Currency != p.ref.Currency { // never converted: it stops the payment, and a person looks
		return t.stopOutsideCurrency(p, o, taken > 0)
	}
	if !o.exists {
		if err := t.firstOutside(p, o, taken); err != nil {
			return err
		}
	}
	more := taken - o.bookedMinor
	if more == 0 {
		return nil
	}
	if err := t.attributionBack(p, o); err != nil {
		return err
	}
	if err := t.moveOutside(p, o, more); err != nil {
		return err
	}
	o.bookedMinor = taken
	if err := t.rebalanceLoss(p.ref); err != nil {
		return err
	}
	return t.moveVersions(p)
}

// moveOutside books that a refund made elsewhere takes more of the payment (P11), or less (P11r).
func (t *tx) moveOutside(p *paymentRow, o *outsideRow, more int64) error {
	b, err := t.controls(p.ref.ID)
	if err != nil {
		return err
	}
	var posting ledger.Posting
	if more > 0 {
		posting, err = ledger.PostExternal(p.ref, more, b[ledger.ControlOpen])
	} else {
		posting, err = ledger.PostExternalFailed(p.ref, -more, b[ledger.ControlExcess])
	}
	if err := t.post(o.move(p), posting, err); err != nil {
		return err
	}
	return t.ofOrder(p, o, more)
}

// firstOutside names the order of a refund that is first heard of, where the payment pays only one, and sees whether
// that order's first event had told of it already: then it is booked.
func (t *tx) firstOutside(p *paymentRow, o *outsideRow, takenMinor int64) error {
	if len(p.orders) != 1 || takenMinor == 0 {
		return nil
	}
	o.merchant, o.order = p.orders[0].merchant, p.orders[0].order
	var pinnedAt, told, explained int64
	err := t.row(`SELECT r.pinned_at, (SELECT CAST(SUM(op.external_minor) AS BIGINT) FROM order_payments op
				WHERE op.merchant = r.merchant AND op.order_id = r.order_id AND op.payment = $3),
			(SELECT CAST(COALESCE(SUM(x.booked_minor), 0) AS BIGINT) FROM outside_refunds x WHERE x.merchant = r.merchant AND x.order_id = r.order_id AND x.payment = $3)
		FROM orders r WHERE r.merchant = $1 AND r.order_id = $2`, o.merchant, o.order, p.ref.ID).Scan(&pinnedAt, &told, &explained)
	if err != nil || o.firstAt() > pinnedAt || told-explained < takenMinor {
		return err
	}
	o.bookedMinor, o.beforeMinor = takenMinor, takenMinor
	return nil
}

// ofOrder counts an amount as refunded elsewhere for the row's order, where it is known.
func (t *tx) ofOrder(p *paymentRow, o *outsideRow, minor int64) error {
	if o.order == "" {
		return nil
	}
	return t.exec(`UPDATE order_payments SET external_minor = external_minor + $1 WHERE merchant = $2 AND order_id = $3 AND payment_id =
			(SELECT MIN(x.payment_id) FROM order_payments x WHERE x.merchant = $2 AND x.order_id = $3 AND x.payment = $4)`,
		minor, o.merchant, o.order, p.ref.ID)
}

// stopOutside is why a payment is stopped of which a refund in another currency was made elsewhere.
const stopOutside = "REFUNDED_IN_OTHER_CURRENCY"

func (t *tx) stopOutsideCurrency(p *paymentRow, o *outsideRow, stop bool) error {
	var others int64
	err := t.row(`SELECT COUNT(*) FROM outside_refunds WHERE payment = $1 AND provider_refund_id <> $2 AND currency <> $3
		AND outcome NOT IN ('Declined', 'Failed', 'NotSent')`, p.ref.ID, o.id, p.ref.Currency).Scan(&others)
	if err != nil {
		return err
	}
	stop = stop || others > 0
	switch {
	case stop && p.hold == "":
		p.hold = stopOutside
	case !stop && p.hold == stopOutside:
		p.hold = ""
	default:
		return nil
	}
	return t.exec(`UPDATE payments SET hold_reason = $1 WHERE id = $2`, p.hold, p.ref.ID)
}
