package sqlstore

import (
	"fmt"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// accountsOfPayments are each payment's control accounts side by side, as positive amounts.
var accountsOfPayments = `(SELECT payment, ` + controlSum("captured") + `, ` + controlSum("open") + `, ` + controlSum("held") + `, ` +
	controlSum("sent") + `, ` + controlSum("returned") + `, ` + controlSum("kept_back") + `, ` + controlSum("external") + `, ` +
	controlSum("disputed") + `, ` + controlSum("charged_back") + `, ` + controlSum("excess") + `
	FROM accounts WHERE payment <> '' GROUP BY payment)`

func controlSum(name string) string {
	return `SUM(CASE WHEN control = '` + name + `' THEN abs(balance) ELSE 0 END) AS ` + name
}

// What the rows of a payment come to: its legs by the place of their states, what is kept back of it (what
// each order keeps, where it was not given back in advance: keptBackRow), its captures, and what its
// orders know of refunds elsewhere. Each table is read once, not once for each payment.
const (
	legsOfPayments = `(SELECT payment, SUM(CASE WHEN status IN (` + statesHeld + `) THEN amount_minor - unheld_minor ELSE 0 END) AS held,
			SUM(CASE WHEN status IN (` + statesSent + `) THEN amount_minor - unheld_minor ELSE 0 END) AS sent,
			SUM(CASE WHEN status IN (` + statesReturned + `) AND via <> 'DISPUTE' THEN amount_minor - unheld_minor ELSE 0 END + extra_minor) AS returned
		FROM legs GROUP BY payment)`
	keptOfPayments = `(SELECT payment, SUM(CASE WHEN minor > 0 THEN minor ELSE 0 END) AS kept
		FROM (SELECT payment, SUM(amount_minor) AS minor FROM kept_back WHERE NOT released
			GROUP BY payment, merchant, order_id, payment_id) AS of_order GROUP BY payment)`
	capturesOfPayments = `(SELECT payment, SUM(amount_minor) AS captured FROM captures GROUP BY payment)`
	ordersOfPayments   = `(SELECT payment, SUM(external_minor) AS external FROM order_payments GROUP BY payment)`
	disputesOfPayments = `(SELECT payment, SUM(CASE WHEN booked_stage = 'OPENED' THEN booked_minor ELSE 0 END) AS disputed,
			SUM(CASE WHEN booked_stage = 'LOST' THEN booked_minor ELSE 0 END) AS lost
		FROM disputes GROUP BY payment)`
	// outsideOfPayments are refunds made elsewhere of which nobody has said yet which of the payment's orders they are of.
	outsideOfPayments = `(SELECT payment, SUM(booked_minor) AS minor FROM outside_refunds WHERE order_id = '' GROUP BY payment)`
)

// The leg states by place (ledger.PlaceOf), as SQL lists.
const (
	statesHeld     = `'Reserved', 'Declined', 'Failed', 'LateFailed'`
	statesSent     = `'Sending', 'Pending', 'Unknown', 'NotSent', 'RequiresAction', 'Abnormal'`
	statesReturned = `'Settled'`
)

// paymentCheck: the control equation of every payment (promise 1), and its accounts against the rows of
// captures, legs, what was kept back and what was refunded elsewhere.
func paymentCheck() check {
	source := `payments p LEFT JOIN ` + accountsOfPayments + ` a ON a.payment = p.id
		LEFT JOIN ` + legsOfPayments + ` l ON l.payment = p.id LEFT JOIN ` + keptOfPayments + ` k ON k.payment = p.id
		LEFT JOIN ` + capturesOfPayments + ` c ON c.payment = p.id LEFT JOIN ` + ordersOfPayments + ` o ON o.payment = p.id
		LEFT JOIN ` + disputesOfPayments + ` d ON d.payment = p.id LEFT JOIN ` + outsideOfPayments + ` x ON x.payment = p.id`
	return checkOf("p.id", source, []promise{
		{
			"CONTROL_EQUATION", "payment %s: captured and excess are %d, their use is %d", sumOf("a.captured + a.excess"),
			sumOf("a.open + a.held + a.sent + a.returned + a.kept_back + a.external + a.disputed + a.charged_back"),
		},
		{
			"OPEN_AND_EXCESS", "payment %s: headroom is open, and %[3]d is in excess instead of %[2]d",
			`0`, sumOf("CASE WHEN a.open > 0 THEN a.excess ELSE 0 END"),
		},
		{"CAPTURES_DIFFER", "payment %s: captures sum to %d, captured is %d", sumOf("c.captured"), sumOf("a.captured")},
		{
			"EXTERNAL_DIFFERS", "payment %s: orders know of %d refunded elsewhere, external is %d",
			`CAST(COALESCE(o.external, 0) + COALESCE(x.minor, 0) AS BIGINT)`, sumOf("a.external"),
		},
		{"DISPUTED_DIFFERS", "payment %s: disputes have %d of it, disputed is %d", sumOf("d.disputed"), sumOf("a.disputed")},
		{"CHARGED_BACK_DIFFERS", "payment %s: lost disputes took %d of it, charged_back is %d", sumOf("d.lost"), sumOf("a.charged_back")},
		{"HELD_DIFFERS", "payment %s: legs hold %d, held is %d", sumOf("l.held"), sumOf("a.held")},
		{"SENT_DIFFERS", "payment %s: legs have sent %d, sent is %d", sumOf("l.sent"), sumOf("a.sent")},
		{"RETURNED_DIFFERS", "payment %s: legs have returned %d, returned is %d", sumOf("l.returned"), sumOf("a.returned")},
		{"KEPT_BACK_DIFFERS", "payment %s: refunds keep %d back, kept_back is %d", sumOf("k.kept"), sumOf("a.kept_back")},
	})
}

// renamedPayments finds the payments whose row names another provider, account or reference than their
// accounts do: what is sent would go there, and be booked here.
func (t *tx) renamedPayments() (out []ledger.Finding, err error) {
	type row struct {
		id       string
		merchant refund.MerchantID
		payment  refund.Payment
	}
	rows, err := list(t, func(s scanner) (r row, err error) {
		return r, s.Scan(&r.id, &r.merchant, &r.payment.Provider, &r.payment.ProviderAccount, &r.payment.ProviderReference)
	}, `SELECT id, merchant, provider, account, reference FROM payments`)
	for _, r := range rows {
		if named := ledger.NewPaymentRef(r.merchant, r.payment).ID; named != r.id {
			out = append(out, ledger.Finding{Code: "PAYMENT_RENAMED", Detail: fmt.Sprintf("payment %s: its row names %s", r.id, named)})
		}
	}
	return out, err
}
