package sqlstore

import (
	"slices"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// keptBackRow is what a refund keeps back of a payment (negative: restores).
type keptBackRow struct {
	paymentID refund.PaymentID
	ref       ledger.PaymentRef
	amount    int64
	// ofOrder is what the order's refunds, this one included, come to for the payment. It is negative
	// when an instrument went back with the share of a refund that left the sequence since: so much was
	// given back in advance, and is the first that a later refund of the order keeps back.
	ofOrder int64
}

func (t *tx) keptBack(id refund.ID) ([]keptBackRow, error) {
	return list(t, keptBackFromRow, `SELECT k.payment_id, k.amount_minor,
			(SELECT CAST(SUM(o.amount_minor) AS BIGINT) FROM kept_back o WHERE o.merchant = k.merchant AND o.order_id = k.order_id
				AND o.payment_id = k.payment_id AND NOT o.released),
			p.id, p.merchant, p.currency, p.funded_by
		FROM kept_back k JOIN payments p ON p.id = k.payment
		WHERE k.refund = $1 AND NOT k.released ORDER BY k.payment_id`, id)
}

func keptBackFromRow(row scanner) (k keptBackRow, err error) {
	return k, row.Scan(&k.paymentID, &k.amount, &k.ofOrder, &k.ref.ID, &k.ref.Merchant, &k.ref.Currency, &k.ref.FundedBy)
}

// freed is what the account kept_back gives back to the headroom when the row is released (negative:
// takes). A share that another refund restored meanwhile is not there any more.
func (k keptBackRow) freed() int64 { return -keptBackMoves(k.ofOrder, -k.amount) }

// keptBackMoves is by how much the account kept_back changes when what an order keeps back of a payment
// changes: the account holds what is above zero of it. What was given in advance is not in it.
func keptBackMoves(ofOrder, by int64) int64 { return max(0, ofOrder+by) - max(0, ofOrder) }

// keptBackToRelease leaves out an instrument that was restored and went back: that stays so.
func (t *tx) keptBackToRelease(c *caseRow, legs []*legRow) ([]keptBackRow, error) {
	kept, _, err := t.keptBackOrRestored(c, legs)
	return kept, err
}

// keptBackOrRestored parts what a release gives back from what was restored and went back.
func (t *tx) keptBackOrRestored(c *caseRow, legs []*legRow) (kept, restored []keptBackRow, err error) {
	settled := map[refund.PaymentID]bool{}
	for _, l := range live(legs) {
		if l.Status == refund.LegSettled {
			settled[l.PaymentID] = true
		}
	}
	b, err := t.brief(c)
	if err != nil || !b.KeepsBack {
		return nil, nil, err
	}
	rows, err := t.keptBack(c.id)
	for _, k := range rows {
		if k.amount <= 0 && settled[k.paymentID] {
			restored = append(restored, k)
		} else {
			kept = append(kept, k)
		}
	}
	return kept, restored, err
}

// withoutRestored is what a proposal keeps back or restores beyond what has gone back already. Where the
// share it went back with is not kept any more, the proposal restores less, and the difference is kept.
func withoutRestored(proposed []refund.KeptBack, gone keptBackRow) []refund.KeptBack {
	of := func(k refund.KeptBack) bool { return k.PaymentID == gone.paymentID }
	left := -gone.amount
	if i := slices.IndexFunc(proposed, of); i >= 0 {
		left += proposed[i].AmountMinor
	}
	proposed = slices.DeleteFunc(proposed, of)
	if left == 0 {
		return proposed
	}
	return append(proposed, refund.KeptBack{PaymentID: gone.paymentID, AmountMinor: left})
}

func (t *tx) releaseKept(c *caseRow, kept []keptBackRow) error {
	for _, k := range kept {
		err := t.exec(`UPDATE kept_back SET released = $1 WHERE refund = $2 AND payment_id = $3`, true, c.id, k.paymentID)
		if err != nil {
			return err
		}
	}
	return nil
}

func funded(rows []keptBackRow) []ledger.FundedAmount {
	var out []ledger.FundedAmount
	for _, k := range rows {
		out = append(out, ledger.FundedAmount{Funder: k.ref.Funder(), AmountMinor: k.amount})
	}
	return out
}
