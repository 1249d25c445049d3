package sqlstore

import (
	"database/sql"
	"fmt"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// paymentRow is a payment that a fact names, by its own reference or by a capture's, as it was read under its lock.
type paymentRow struct {
	ref       ledger.PaymentRef
	provider  string
	account   string
	reference string
	hold      string
	// captureID is the capture whose reference the fact names; "": the payment's own.
	captureID string
	balances  controls
	// orders are those that the payment pays, locked, in the sequence of their ids.
	orders []orderRef
}

// orderRef names an order.
type orderRef struct {
	merchant refund.MerchantID
	order    refund.OrderID
}

// paymentsNamed finds the payments that a fact may be about, without a lock: of all merchants, since they may share
// an account. The one under the fact's own account comes first, and among equals the one with the lower id.
func (t *tx) paymentsNamed(f refund.Fact) ([]*paymentRow, error) {
	return list(t, paymentRowFrom, `SELECT p.id, p.merchant, p.provider_account, p.currency, p.kind, p.funded_by, p.instrument,
			p.provider, p.account, p.reference, p.hold_reason, n.capture_id
		FROM (SELECT id, '' AS capture_id FROM payments WHERE reference = $1
			UNION ALL SELECT payment, capture_id FROM captures WHERE provider_reference = $1 AND provider_reference <> '') n
		JOIN payments p ON p.id = n.id
		WHERE lower(p.provider) = lower($2) AND (p.account = $3 OR p.account = '' OR $3 = '')
		ORDER BY CASE WHEN p.account = $3 THEN 0 ELSE 1 END, p.id, n.capture_id`, f.Reference, f.Provider, f.Account)
}

func paymentRowFrom(row scanner) (*paymentRow, error) {
	p := &paymentRow{}
	return p, row.Scan(&p.ref.ID, &p.ref.Merchant, &p.ref.ProviderAccount, &p.ref.Currency, &p.ref.Kind, &p.ref.FundedBy, &p.ref.Instrument,
		&p.provider, &p.account, &p.reference, &p.hold, &p.captureID)
}

// lockPayment locks a payment's orders by their ids and then the payment, as everywhere (DESIGN section 8), and
// reads what may have changed.
func (t *tx) lockPayment(p *paymentRow) (err error) {
	p.orders, err = list(t, orderRefFrom, `SELECT DISTINCT merchant, order_id FROM order_payments WHERE payment = $1 ORDER BY merchant, order_id`, p.ref.ID)
	if err != nil {
		return err
	}
	for _, o := range p.orders {
		if err := t.lockOrder(o.merchant, o.order); err != nil {
			return err
		}
	}
	return t.readPayment(p)
}

func orderRefFrom(row scanner) (o orderRef, err error) { return o, row.Scan(&o.merchant, &o.order) }

// readPayment locks a payment and reads its hold and balances.
func (t *tx) readPayment(p *paymentRow) (err error) {
	err = t.row(`SELECT hold_reason FROM payments WHERE id = $1`+t.dialect.RowLock, p.ref.ID).Scan(&p.hold)
	if err == sql.ErrNoRows {
		return fmt.Errorf("payment %s is gone: %w", p.ref.ID, ledger.ErrInvariant)
	}
	if err != nil {
		return err
	}
	p.balances, err = t.controls(p.ref.ID)
	return err
}
