package sqlstore

import "github.com/makegood/makegood/refund"

// customerOrdersMax bounds how many of a customer's orders are looked at, latest request first. It is
// far above what a person buys in the longest window.
const customerOrdersMax = 500

// theirPayments are the payments ($1 merchant, $2 customer, $3 the refund that is asked about, $4 its
// currency, $5 its order, $6 the limit) behind the customer's other requests: when the order's latest one
// came, what was captured for the order (its share of the payment at most), and whether the payment has
// the provider, account and kind of one of this order's, on another order. CROSS JOIN and the bound of
// opened_at keep SQLite from reading every payment and every refund of the merchant (see orderMinor).
const theirPayments = `SELECT o.latest AS latest,
		CASE WHEN p.currency <> $4 THEN 0 WHEN op.share_minor < ` + capturedOf + ` THEN op.share_minor ELSE ` + capturedOf + ` END AS captured,
		CASE WHEN o.order_id <> $5 AND EXISTS (SELECT 1 FROM order_payments mine JOIN payments m ON m.id = mine.payment
			WHERE mine.merchant = $1 AND mine.order_id = $5 AND m.provider = p.provider AND m.account = p.account AND m.kind = p.kind)
			THEN 1 ELSE 0 END AS alike
	FROM (SELECT order_id, MAX(opened_at) AS latest FROM refunds WHERE merchant = $1 AND customer = $2 AND opened_at >= 0 AND refund <> $3
		GROUP BY order_id ORDER BY latest DESC LIMIT $6) AS o
	CROSS JOIN order_payments op CROSS JOIN payments p
	WHERE op.merchant = $1 AND op.order_id = o.order_id AND p.id = op.payment`

const capturedOf = `(SELECT CAST(COALESCE(SUM(k.amount_minor), 0) AS BIGINT) FROM captures k WHERE k.payment = p.id)`

// customerOrders adds what was captured for the orders behind the customer's other requests of each
// window, each order once, and whether this order is paid as none of the others was.
func (t *tx) customerOrders(c *caseRow, out *refund.CustomerPast) error {
	w, from := out.Windows, t.since()
	var alike int64
	err := t.row(`SELECT `+capturedSince("$7")+`, `+capturedSince("$8")+`, `+capturedSince("$9")+`, COALESCE(MAX(alike), 0)
		FROM (`+theirPayments+`) AS theirs`,
		c.merchant, c.customer, c.id, c.currency, c.order, customerOrdersMax, from[0], from[1], from[2]).
		Scan(&w[0].CapturedMinor, &w[1].CapturedMinor, &w[2].CapturedMinor, &alike)
	out.PaymentIsNew = out.OrderCount > 0 && alike == 0
	return err
}

func capturedSince(from string) string {
	return sumAtMost(`CASE WHEN latest >= ` + from + ` THEN captured END`)
}
