package sqlstore

import (
	"database/sql"
	"errors"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// registered is an order as it is pinned. first: it was pinned just now, so that nothing else of it is known.
type registered struct {
	order refund.Order
	first bool
	// differences are what in the event contradicts what was known.
	differences []string
}

// register pins the order when it is first seen, and books what the event says was captured.
func (t *tx) register(c refund.Cancellation) (r registered, err error) {
	order, known, err := t.pinned(c.Key)
	if err != nil {
		return r, err
	}
	r = registered{order: order, first: !known}
	if r.first {
		if err := t.pin(c); err != nil {
			return r, err
		}
		r.order = c.Order
		if err := t.learnPoints(c.Key, c.Order, 0); err != nil {
			return r, err
		}
	}
	r.differences = ledger.Differences(r.order, c.Order)
	for i, p := range c.Order.Payments {
		differ, err := t.learn(seenPayment{key: c.Key, payment: p, position: i, pinned: r.first})
		if err != nil {
			return r, err
		}
		r.differences = append(r.differences, differ...)
	}
	return r, nil
}

// pinned reads the order's pinned snapshot.
func (t *tx) pinned(k refund.Key) (order refund.Order, known bool, err error) {
	var raw string
	err = t.row(`SELECT snapshot FROM orders WHERE merchant = $1 AND order_id = $2`, k.Merchant, k.Order).Scan(&raw)
	if errors.Is(err, sql.ErrNoRows) {
		return order, false, nil
	}
	if err != nil {
		return order, false, err
	}
	return order, true, fromText(raw, &order)
}

func (t *tx) pin(c refund.Cancellation) error {
	snapshot, err := text(c.Order)
	if err != nil {
		return err
	}
	err = t.exec(`INSERT INTO orders (merchant, order_id, currency, snapshot, version, pinned_at) VALUES ($1, $2, $3, $4, 1, $5)`,
		c.Merchant, c.Key.Order, c.Order.Currency, snapshot, micros(t.now))
	if err != nil {
		return err
	}
	return t.pinLines(c)
}

func (t *tx) pinLines(c refund.Cancellation) error {
	var lines, capped [][]any
	for _, l := range c.Order.Lines {
		lines = append(lines, []any{c.Merchant, c.Key.Order, l.LineID, l.Quantity})
	}
	caps, err := capsOf(c.Order)
	if err != nil {
		return err
	}
	for _, part := range caps {
		if part.amountMinor != 0 { // a part without a cap takes no claim
			capped = append(capped, []any{c.Merchant, c.Key.Order, part.kind, part.item, part.amountMinor})
		}
	}
	if err := t.insert(`order_lines (merchant, order_id, line_id, quantity)`, lines); err != nil {
		return err
	}
	return t.insert(`order_caps (merchant, order_id, kind, item, limit_minor)`, capped)
}

// lockCustomer makes sure that a customer has a row to lock, and locks it: what is reserved for one customer
// is serialised. Where a transaction holds the whole database there is nothing to do.
func (t *tx) lockCustomer(m refund.MerchantID, c refund.CustomerID) error {
	if t.dialect.RowLock == "" {
		return nil
	}
	err := t.exec(`INSERT INTO customers (merchant, customer) VALUES ($1, $2) ON CONFLICT (merchant, customer) DO NOTHING`, m, c)
	if err != nil {
		return err
	}
	return t.lock(`SELECT 1 FROM customers WHERE merchant = $1 AND customer = $2`, m, c)
}

func (t *tx) orderVersion(c *caseRow) (version int64, err error) {
	err = t.row(`SELECT version FROM orders WHERE merchant = $1 AND order_id = $2`, c.merchant, c.order).Scan(&version)
	return version, err
}

// moveVersion counts a change of what the order's refunds stand on.
func (t *tx) moveVersion(m refund.MerchantID, o refund.OrderID) error {
	return t.exec(`UPDATE orders SET version = version + 1 WHERE merchant = $1 AND order_id = $2`, m, o)
}
