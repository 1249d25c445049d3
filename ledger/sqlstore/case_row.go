package sqlstore

import (
	"database/sql"
	"errors"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// caseRow is a refund's row, without its big texts.
type caseRow struct {
	id             refund.ID
	merchant       refund.MerchantID
	order          refund.OrderID
	customer       refund.CustomerID
	currency       refund.Currency
	digest         string
	runID          string
	status         refund.Status
	offer          refund.OfferStatus
	lastReason     string
	requestedBy    refund.Person
	differences    string
	disposition    refund.Disposition
	assessmentHash string
	policy         string
	totalMinor     int64
	approvals      int
	decided        refund.Verb
	released       bool
	recognised     bool
	closed         bool
	// round counts the appeals.
	round int64
}

const caseColumns = `refund, merchant, order_id, customer, currency, digest, run_id, status, offer, last_reason,
	requested_by, differences, disposition, assessment_hash, policy, total_minor, approvals_required, decided,
	released, recognised, closed, round`

func caseFromRow(row scanner) (c caseRow, err error) {
	err = row.Scan(&c.id, &c.merchant, &c.order, &c.customer, &c.currency, &c.digest, &c.runID, &c.status, &c.offer,
		&c.lastReason, &c.requestedBy, &c.differences, &c.disposition, &c.assessmentHash, &c.policy, &c.totalMinor,
		&c.approvals, &c.decided, &c.released, &c.recognised, &c.closed, &c.round)
	return c, err
}

// findCase reads a refund's row, or ErrNotFound.
func (t *tx) findCase(id refund.ID) (caseRow, error) {
	c, err := caseFromRow(t.row(`SELECT `+caseColumns+` FROM refunds WHERE refund = $1`, id))
	if errors.Is(err, sql.ErrNoRows) {
		return c, ledger.ErrNotFound
	}
	return c, err
}

// lockCase locks the refund's order, and reads the refund's row.
func (t *tx) lockCase(id refund.ID) (caseRow, error) {
	key, err := id.Key()
	if err != nil {
		return caseRow{}, err
	}
	if err := t.lockOrder(key.Merchant, key.Order); err != nil {
		return caseRow{}, err
	}
	return t.findCase(id)
}

func (t *tx) lockOrder(m refund.MerchantID, o refund.OrderID) error {
	if t.dialect.RowLock == "" {
		return nil
	}
	_, err := list(t, anyRow, `SELECT 1 FROM orders WHERE merchant = $1 AND order_id = $2`+t.dialect.RowLock, m, o)
	return err
}

// lockCustomer serialises what is reserved for one customer.
func (t *tx) lockCustomer(m refund.MerchantID, c refund.CustomerID) error {
	if t.dialect.RowLock == "" {
		return nil
	}
	_, err := list(t, anyRow, `SELECT 1 FROM customers WHERE merchant = $1 AND customer = $2`+t.dialect.RowLock, m, c)
	return err
}

// lockPayments locks the payments of an order, by id.
func (t *tx) lockPayments(m refund.MerchantID, o refund.OrderID) error {
	if t.dialect.RowLock == "" {
		return nil
	}
	_, err := list(t, anyRow, `SELECT 1 FROM payments WHERE id IN
		(SELECT payment FROM order_payments WHERE merchant = $1 AND order_id = $2) ORDER BY id`+t.dialect.RowLock, m, o)
	return err
}

func anyRow(row scanner) (one int, err error) { return one, row.Scan(&one) }

// proposal reads the stored proposal; ok is false when none is stored.
func (t *tx) proposal(id refund.ID) (p refund.Proposal, err error) {
	var raw string
	if err := t.row(`SELECT proposal FROM refunds WHERE refund = $1`, id).Scan(&raw); err != nil {
		return p, err
	}
	return p, fromText(raw, &p)
}

// setStatus changes the case's status; why is what people read beside it. Where nobody is asked, the
// desk is cleared.
func (t *tx) setStatus(c caseRow, to refund.Status, why string) error {
	t.touched = ""
	if asks(to) {
		return t.exec(`UPDATE refunds SET status = $1, last_reason = $2, changed_at = $3 WHERE refund = $4`,
			to, why, micros(t.now), c.id)
	}
	return t.exec(`UPDATE refunds SET status = $1, last_reason = $2, changed_at = $3, `+clearDesk+` WHERE refund = $4`,
		to, why, micros(t.now), c.id)
}

// touch says, at the end of a transaction, that a case's legs changed, where its row does not say so
// already: the row is long, and written as rarely as can be.
func (t *tx) touch() error {
	if t.touched == "" {
		return nil
	}
	return t.exec(`UPDATE refunds SET changed_at = $1 WHERE refund = $2`, micros(t.now), t.touched)
}

func (t *tx) orderVersion(c caseRow) (version int64, err error) {
	err = t.row(`SELECT version FROM orders WHERE merchant = $1 AND order_id = $2`, c.merchant, c.order).Scan(&version)
	return version, err
}

// moveVersion says that what an assessment of the order stands on has changed.
func (t *tx) moveVersion(m refund.MerchantID, o refund.OrderID) error {
	return t.exec(`UPDATE orders SET version = version + 1 WHERE merchant = $1 AND order_id = $2`, m, o)
}
