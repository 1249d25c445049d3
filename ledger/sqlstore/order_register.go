package sqlstore

import (
	"cmp"
	"database/sql"
	"errors"
	"slices"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// registered is an order as it is pinned. first: it was pinned just now, so that nothing else of it is known.
type registered struct {
	order refund.Order
	first bool
	// differences are what in the event contradicts what was known.
	differences []string
	// grown is what a newer version of the order added just now, to olderVersion; nil: nothing.
	grown        *ledger.Change
	olderVersion string
	// overflows: what was captured would be more than any order may come to.
	overflows bool
	// knownBefore: another order, or an earlier event, had named one of the payments.
	knownBefore bool
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
	change := ledger.ChangeOf(r.order, c)
	r.differences = change.Differences
	theirs, others := paymentsOf(r.order, c.Order)
	if err := t.learnAll(&r, c.Key, theirs, r.first); err != nil {
		return r, err
	}
	grows := change.Grown != nil && len(r.differences) == 0
	if grows {
		if err := t.repin(c, r.order, change); err != nil {
			return r, err
		}
		r.olderVersion, r.order, r.grown = r.order.OrderVersion, *change.Grown, &change
	}
	if err := t.learnAll(&r, c.Key, others, grows); err != nil || !r.first || !r.knownBefore {
		return r, err
	}
	// Other orders may have named captures that this one's event does not.
	captured, err := t.capturedOf(c.Merchant, c.Key.Order)
	r.overflows = r.overflows || captured > refund.CountMax
	return r, err
}

// placed is a payment at its place in the order's sequence.
type placed struct {
	refund.Payment
	position int
}

// paymentsOf parts the payments of an event's order: those of the pinned one, and others, which come after them.
func paymentsOf(pinned, seen refund.Order) (known, others []placed) {
	for i, p := range seen.Payments {
		if _, ok := pinned.Payment(p.PaymentID); ok {
			known = append(known, placed{p, i})
		} else {
			others = append(others, placed{p, len(pinned.Payments) + len(others)})
		}
	}
	return known, others
}

// learnAll books what an event says of payments. pinned: they have just become payments of the pinned order.
// They are locked by id, as everywhere: two orders may share two payments and name them in another sequence.
func (t *tx) learnAll(r *registered, k refund.Key, payments []placed, pinned bool) error {
	if t.dialect.RowLock != "" {
		slices.SortStableFunc(payments, func(a, b placed) int {
			return cmp.Compare(ledger.NewPaymentRef(k.Merchant, a.Payment).ID, ledger.NewPaymentRef(k.Merchant, b.Payment).ID)
		})
	}
	for _, p := range payments {
		learned, err := t.learn(seenPayment{key: k, payment: p.Payment, position: p.position, pinned: pinned})
		if err != nil {
			return err
		}
		r.knownBefore = r.knownBefore || learned.known
		r.differences = append(r.differences, learned.differences...)
		r.overflows = r.overflows || learned.overflows
	}
	return nil
}

// pinned reads the order's pinned snapshot, and locks it: a newer version may take its place.
func (t *tx) pinned(k refund.Key) (order refund.Order, known bool, err error) {
	var raw string
	err = t.row(`SELECT snapshot FROM orders WHERE merchant = $1 AND order_id = $2`+t.dialect.RowLock, k.Merchant, k.Order).Scan(&raw)
	if errors.Is(err, sql.ErrNoRows) {
		return order, false, nil
	}
	if err != nil {
		return order, false, err
	}
	return order, true, fromText(raw, &order)
}

// firstVersion is what nobody has seen of an order: the refund that pins it is decided on that, and leaves the next one,
// which is written at once.
const firstVersion = 1

func (t *tx) pin(c refund.Cancellation) error {
	snapshot, err := text(c.Order)
	if err != nil {
		return err
	}
	err = t.exec(`INSERT INTO orders (merchant, order_id, currency, snapshot, version, pinned_at) VALUES ($1, $2, $3, $4, $5, $6)`,
		c.Merchant, c.Key.Order, c.Order.Currency, snapshot, firstVersion+1, micros(t.now))
	if err != nil {
		return err
	}
	if err := t.pinLines(c.Key, c.Order.Lines); err != nil {
		return err
	}
	return t.pinCaps(c)
}

func (t *tx) pinLines(k refund.Key, lines []refund.Line) error {
	var rows [][]any
	for _, l := range lines {
		rows = append(rows, []any{k.Merchant, k.Order, l.LineID, l.Quantity})
	}
	return t.insert(`order_lines (merchant, order_id, line_id, quantity)`, rows)
}

func (t *tx) pinCaps(c refund.Cancellation) error {
	var capped [][]any
	caps, err := capsOf(c.Order)
	if err != nil {
		return err
	}
	for _, part := range caps {
		if part.amountMinor != 0 { // a part without a cap takes no claim
			capped = append(capped, []any{c.Merchant, c.Key.Order, part.kind, part.item, part.amountMinor})
		}
	}
	return t.insert(`order_caps (merchant, order_id, kind, item, limit_minor)`, capped)
}

// lockCustomer makes sure that a customer has a row, and locks it: what is reserved for one customer is
// serialised. Where a transaction holds the whole database there is nothing to do. A row that is there is
// locked by the conflict, and left as it is.
func (t *tx) lockCustomer(m refund.MerchantID, c refund.CustomerID) error {
	if t.dialect.RowLock == "" {
		return nil
	}
	return t.exec(`INSERT INTO customers (merchant, customer) VALUES ($1, $2)
		ON CONFLICT (merchant, customer) DO UPDATE SET customer = excluded.customer WHERE false`, m, c)
}

func (t *tx) orderVersion(c *caseRow) (version int64, err error) {
	err = t.row(`SELECT version FROM orders WHERE merchant = $1 AND order_id = $2`, c.merchant, c.order).Scan(&version)
	return version, err
}

// moveVersion counts a change of what the order's refunds stand on.
func (t *tx) moveVersion(m refund.MerchantID, o refund.OrderID) error {
	return t.exec(`UPDATE orders SET version = version + 1 WHERE merchant = $1 AND order_id = $2`, m, o)
}
