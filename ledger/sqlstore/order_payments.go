package sqlstore

import (
	"database/sql"
	"maps"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// orderPayment is a payment of an order with its accounts, in the pinned sequence.
type orderPayment struct {
	id       refund.PaymentID
	ref      ledger.PaymentRef
	share    sql.NullInt64
	external int64
	hold     string
	balances controls
	// usedMinor and keptBackMinor are this order's own use of the payment; keptBackMinor as
	// keptBackRow.ofOrder.
	usedMinor     int64
	keptBackMinor int64
	// named is how many of its captures have a provider reference; captures are all of them with what their legs
	// take, where it has several.
	named    int64
	captures []capture
}

// orderPayments reads the payments of an order. first: nothing of the order was used yet.
func (t *tx) orderPayments(m refund.MerchantID, o refund.OrderID, first bool) ([]orderPayment, error) {
	rows, err := list(t, orderPaymentFromRow, `SELECT op.payment_id, op.share_minor, op.external_minor,
			(SELECT COUNT(*) FROM captures k WHERE k.payment = p.id AND k.provider_reference <> ''), p.hold_reason, p.id, p.merchant, p.provider_account, p.currency, p.kind, p.funded_by, p.instrument, a.control, a.balance
		FROM order_payments op JOIN payments p ON p.id = op.payment LEFT JOIN accounts a ON a.payment = p.id AND a.payment <> ''
		WHERE op.merchant = $1 AND op.order_id = $2 ORDER BY op.position`, m, o)
	if err != nil {
		return nil, err
	}
	out := joinPayments(rows)
	if err := t.addCaptures(out, m, o); err != nil || first {
		return out, err
	}
	used, err := t.usedBy(m, o)
	for i := range out {
		use := used[out[i].id]
		out[i].usedMinor, out[i].keptBackMinor = use.legsMinor, use.keptBackMinor
	}
	return out, err
}

// joinPayments joins the rows of each payment, one an account, into one with its balances.
func joinPayments(rows []orderPayment) (out []orderPayment) {
	for _, row := range rows {
		if len(out) == 0 || out[len(out)-1].id != row.id {
			out = append(out, row)
			continue
		}
		maps.Copy(out[len(out)-1].balances, row.balances)
	}
	return out
}

func orderPaymentFromRow(row scanner) (p orderPayment, err error) {
	var control sql.Null[ledger.Control]
	var balance sql.NullInt64
	err = row.Scan(&p.id, &p.share, &p.external, &p.named, &p.hold, &p.ref.ID, &p.ref.Merchant, &p.ref.ProviderAccount,
		&p.ref.Currency, &p.ref.Kind, &p.ref.FundedBy, &p.ref.Instrument, &control, &balance)
	p.balances = controls{control.V: max(balance.Int64, -balance.Int64)}
	return p, err
}

// use is what an order took of a payment: legs that are not released (and what was returned
// twice), and what was kept back.
type use struct {
	payment       refund.PaymentID
	legsMinor     int64
	keptBackMinor int64
}

func (t *tx) usedBy(m refund.MerchantID, o refund.OrderID) (map[refund.PaymentID]use, error) {
	rows, err := list(t, useFromRow, `SELECT payment_id,
			CAST(SUM(CASE WHEN status = 'Released' THEN 0 ELSE amount_minor - unheld_minor END + extra_minor) AS BIGINT), 0
		FROM legs WHERE merchant = $1 AND order_id = $2 GROUP BY payment_id
		UNION ALL
		SELECT payment_id, 0, CAST(SUM(amount_minor) AS BIGINT) FROM kept_back
		WHERE merchant = $1 AND order_id = $2 AND NOT released GROUP BY payment_id`, m, o)
	out := map[refund.PaymentID]use{}
	for _, r := range rows {
		u := out[r.payment]
		u.legsMinor, u.keptBackMinor = u.legsMinor+r.legsMinor, u.keptBackMinor+r.keptBackMinor
		out[r.payment] = u
	}
	return out, err
}

func useFromRow(row scanner) (u use, err error) {
	return u, row.Scan(&u.payment, &u.legsMinor, &u.keptBackMinor)
}

// balance is what the policy sees of the payment.
func (p orderPayment) balance() refund.PaymentBalance {
	b := p.balances
	share := b[ledger.ControlCaptured]
	if p.share.Valid {
		share = p.share.Int64
	}
	return refund.PaymentBalance{
		PaymentID: p.id, Currency: p.ref.Currency, CapturedMinor: b[ledger.ControlCaptured], OpenMinor: b[ledger.ControlOpen],
		HeldMinor: b[ledger.ControlHeld], SentMinor: b[ledger.ControlSent], ReturnedMinor: b[ledger.ControlReturned],
		KeptBackMinor: p.keptBackMinor, ExternalMinor: b[ledger.ControlExternal],
		DisputedMinor: b[ledger.ControlDisputed], ChargedBackMinor: b[ledger.ControlChargedBack],
		ExcessMinor: b[ledger.ControlExcess], OwedMinor: max(0, share-p.usedMinor-p.keptBackMinor-p.external),
		Stop: stopOf(b, p.hold), Captures: p.captureBalances(),
	}
}

// The reasons of a stop (MONEY: stop).
const (
	stopDispute = "DISPUTED"
	stopExcess  = "EXCESS"
)

// stopOf is empty, or why nothing may be sent against a payment.
func stopOf(b controls, hold string) string {
	switch {
	case b[ledger.ControlDisputed] > 0:
		return stopDispute
	case b[ledger.ControlExcess] > 0:
		return stopExcess
	}
	return hold
}

// control is the balance of a control account of payment p, as SQL.
func control(name string) string {
	return `COALESCE((SELECT abs(a.balance) FROM accounts a WHERE a.payment = p.id AND a.payment <> '' AND a.control = '` + name + `'), 0)`
}
