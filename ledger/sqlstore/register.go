package sqlstore

import (
	"database/sql"
	"errors"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// register pins the order when it is first seen, and books what the event says was captured. It
// returns the pinned order, and what in the event contradicts what was known.
func (t *tx) register(c refund.Cancellation) (pinned refund.Order, differences []string, err error) {
	pinned, known, err := t.pinned(c.Key)
	if err != nil {
		return pinned, nil, err
	}
	if !known {
		if err := t.pin(c); err != nil {
			return pinned, nil, err
		}
		pinned = c.Order
	}
	if !known || pinned.Customer.CustomerID != c.Order.Customer.CustomerID {
		if err := t.meet(c); err != nil {
			return pinned, nil, err
		}
	}
	differences = ledger.Differences(pinned, c.Order)
	for i, p := range c.Order.Payments {
		differ, err := t.learn(seenPayment{key: c.Key, payment: p, position: i, pinned: !known})
		if err != nil {
			return pinned, nil, err
		}
		differences = append(differences, differ...)
	}
	return pinned, differences, nil
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

// meet makes sure that the request's customer has a row to lock: an order may change hands.
func (t *tx) meet(c refund.Cancellation) error {
	return t.exec(`INSERT INTO customers (merchant, customer) VALUES ($1, $2) ON CONFLICT (merchant, customer) DO NOTHING`,
		c.Merchant, c.Order.Customer.CustomerID)
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
	for _, limit := range caps {
		if limit.minor != 0 { // a part without a cap takes no claim
			capped = append(capped, []any{c.Merchant, c.Key.Order, limit.kind, limit.item, limit.minor})
		}
	}
	if err := t.insert(`order_lines (merchant, order_id, line_id, quantity)`, lines); err != nil {
		return err
	}
	return t.insert(`order_caps (merchant, order_id, kind, item, limit_minor)`, capped)
}
