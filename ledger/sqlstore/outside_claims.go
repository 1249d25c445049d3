package sqlstore

import (
	"github.com/makegood/makegood/refund"
)

// left says which line, or cap, of an order has too little left for claims; nil: none.
func (t *tx) left(at orderRef, claims []outsideClaim) (*refund.Problem, error) {
	quantities, minor := map[refund.LineID]int64{}, map[capKey]int64{}
	for _, c := range claims {
		quantities[c.line] += c.quantity
		key, _ := capOf(c.component())
		minor[key] += c.minor
	}
	for line, asked := range quantities {
		var rest int64
		err := t.row(`SELECT quantity - claimed FROM order_lines WHERE merchant = $1 AND order_id = $2 AND line_id = $3`, at.merchant, at.order, line).Scan(&rest)
		if err != nil || asked > rest {
			return problemf(refund.CodeQuantityRefunded, "line %s: %d asked, %d left", line, asked, rest), err
		}
	}
	for key, asked := range minor {
		var rest int64
		err := t.row(`SELECT limit_minor - claimed_minor FROM order_caps WHERE merchant = $1 AND order_id = $2 AND kind = $3 AND item = $4`,
			at.merchant, at.order, key.kind, key.item).Scan(&rest)
		if err != nil || asked > rest {
			return problemf(refund.CodeCapExceeded, "%s %s: %d asked, %d left of what was paid", key.kind, key.item, asked, rest), err
		}
	}
	return nil, nil
}

// claimOutside writes what a refund made elsewhere takes of its order, and moves the counters, whose CHECKs are
// promise 2. Claims that were taken back keep their rows.
func (t *tx) claimOutside(o *outsideRow, claims []outsideClaim) error {
	var first int
	err := t.row(`SELECT COALESCE(MAX(position) + 1, 0) FROM outside_claims WHERE payment = $1 AND provider_refund_id = $2`, o.payment, o.id).Scan(&first)
	if err != nil {
		return err
	}
	var rows [][]any
	for i, c := range claims {
		key, _ := capOf(c.component())
		rows = append(rows, []any{o.payment, o.id, first + i, o.merchant, o.order, c.kind, c.line, key.item, c.quantity, c.minor, c.taxMinor})
		if err := t.count(o, c, 1); err != nil {
			return err
		}
	}
	if err := t.saveOutside(o); err != nil { // claims refer to it
		return err
	}
	return t.insert(`outside_claims (payment, provider_refund_id, position, merchant, order_id, kind, line_id, item, quantity, amount_minor, tax_minor)`, rows)
}

// count moves the counters by a claim: sign 1 takes it, -1 gives it back.
func (t *tx) count(o *outsideRow, c outsideClaim, sign int64) error {
	err := t.exec(`UPDATE order_lines SET claimed = claimed + $1 WHERE merchant = $2 AND order_id = $3 AND line_id = $4`,
		sign*c.quantity, o.merchant, o.order, c.line)
	if err != nil {
		return err
	}
	key, _ := capOf(c.component())
	return t.exec(`UPDATE order_caps SET claimed_minor = claimed_minor + $1 WHERE merchant = $2 AND order_id = $3 AND kind = $4 AND item = $5`,
		sign*c.minor, o.merchant, o.order, key.kind, key.item)
}

// unclaimOutside gives the claims of a refund made elsewhere back.
func (t *tx) unclaimOutside(o *outsideRow) error {
	claims, err := list(t, outsideClaimFromRow, `SELECT kind, line_id, quantity, amount_minor, tax_minor FROM outside_claims
		WHERE payment = $1 AND provider_refund_id = $2 AND NOT released`, o.payment, o.id)
	if err != nil {
		return err
	}
	for _, c := range claims {
		if err := t.count(o, c, -1); err != nil {
			return err
		}
	}
	return t.exec(`UPDATE outside_claims SET released = $1 WHERE payment = $2 AND provider_refund_id = $3`, true, o.payment, o.id)
}

func outsideClaimFromRow(row scanner) (c outsideClaim, err error) {
	return c, row.Scan(&c.kind, &c.line, &c.quantity, &c.minor, &c.taxMinor)
}

// outsideEarlier are the refunds made elsewhere that were attributed to an order's lines: for the rules they are
// earlier requests of the order (MONEY C2).
func (t *tx) outsideEarlier(m refund.MerchantID, o refund.OrderID) (out []refund.Entitlement, err error) {
	type claimed struct {
		of refund.ID
		outsideClaim
	}
	rows, err := list(t, func(row scanner) (c claimed, err error) {
		return c, row.Scan(&c.of, &c.kind, &c.line, &c.quantity, &c.minor, &c.taxMinor)
	}, `SELECT provider_refund_id, kind, line_id, quantity, amount_minor, tax_minor FROM outside_claims
		WHERE merchant = $1 AND order_id = $2 AND NOT released ORDER BY payment, provider_refund_id, position`, m, o)
	for _, c := range rows {
		if id := "outside/" + c.of; len(out) == 0 || out[len(out)-1].Refund != id {
			out = append(out, refund.Entitlement{Refund: id})
		}
		e := &out[len(out)-1]
		e.TotalMinor += c.minor
		e.Components = append(e.Components, c.component())
	}
	return out, err
}
