package sqlstore

// control is the amount of a payment's control account in a query over payments p. That the payment is
// named lets an engine find it by its index.
func control(name string) string {
	return `COALESCE((SELECT abs(a.balance) FROM accounts a WHERE a.payment = p.id AND a.payment <> '' AND a.control = '` + name + `'), 0)`
}

// legsOfPayments are the sums of each payment's legs, by the place of their states; keptOfPayments what is
// kept back of each: what each order keeps, where it was not given back in advance (keptBackRow). They are
// summed once, not for each payment.
const (
	legsOfPayments = `(SELECT payment, SUM(CASE WHEN status IN (` + statesHeld + `) THEN amount_minor - unheld_minor ELSE 0 END) AS held,
			SUM(CASE WHEN status IN (` + statesSent + `) THEN amount_minor - unheld_minor ELSE 0 END) AS sent,
			SUM(CASE WHEN status IN (` + statesReturned + `) THEN amount_minor - unheld_minor ELSE 0 END + extra_minor) AS returned
		FROM legs GROUP BY payment)`
	keptOfPayments = `(SELECT payment, SUM(CASE WHEN minor > 0 THEN minor ELSE 0 END) AS kept
		FROM (SELECT payment, SUM(amount_minor) AS minor FROM kept_back WHERE NOT released
			GROUP BY payment, merchant, order_id, payment_id) AS of_order GROUP BY payment)`
)

// sumOf is a sum of those; a payment without a row has 0.
func sumOf(column string) string { return `CAST(COALESCE(` + column + `, 0) AS BIGINT)` }

// The leg states by place (ledger.PlaceOf), as SQL lists.
const (
	statesHeld     = `'Reserved', 'Declined', 'Failed', 'LateFailed'`
	statesSent     = `'Sending', 'Pending', 'Unknown', 'NotSent', 'RequiresAction', 'Abnormal'`
	statesReturned = `'Settled'`
)

// paymentChecks: the control equation of every payment (promise 1), and its accounts against the
// rows of captures, legs, what was kept back and what was refunded elsewhere.
func paymentChecks() []check {
	return []check{
		{
			code: "CONTROL_EQUATION", says: "payment %s: captured and excess are %d, their use is %d",
			query: differing(control("captured")+` + `+control("excess"),
				control("open")+` + `+control("held")+` + `+control("sent")+` + `+control("returned")+` + `+control("kept_back")+
					` + `+control("external")+` + `+control("disputed")+` + `+control("charged_back")),
		},
		{
			code: "OPEN_AND_EXCESS", says: "payment %s: open %d and excess %d at once",
			query: `SELECT id, o, x FROM (SELECT p.id AS id, ` + control("open") + ` AS o, ` + control("excess") + ` AS x FROM payments p) AS b
				WHERE o > 0 AND x > 0`,
		},
		{
			code: "CAPTURES_DIFFER", says: "payment %s: captures sum to %d, captured is %d",
			query: differing(`CAST(COALESCE((SELECT SUM(c.amount_minor) FROM captures c WHERE c.payment = p.id), 0) AS BIGINT)`,
				control("captured")),
		},
		{
			code: "EXTERNAL_DIFFERS", says: "payment %s: orders know of %d refunded elsewhere, external is %d",
			query: differing(`CAST(COALESCE((SELECT SUM(o.external_minor) FROM order_payments o WHERE o.payment = p.id), 0) AS BIGINT)`,
				control("external")),
		},
		{
			code: "HELD_DIFFERS", says: "payment %s: legs hold %d, held is %d",
			query: differing(sumOf("l.held"), control("held")),
		},
		{
			code: "SENT_DIFFERS", says: "payment %s: legs have sent %d, sent is %d",
			query: differing(sumOf("l.sent"), control("sent")),
		},
		{
			code: "RETURNED_DIFFERS", says: "payment %s: legs have returned %d, returned is %d",
			query: differing(sumOf("l.returned"), control("returned")),
		},
		{
			code: "KEPT_BACK_DIFFERS", says: "payment %s: refunds keep %d back, kept_back is %d",
			query: differing(sumOf("k.kept"), control("kept_back")),
		},
	}
}

// differing selects the payments p of which two figures differ, with the sums of their legs l and of what
// is kept back k.
func differing(expected, found string) string {
	return `SELECT id, expected, found FROM (SELECT p.id AS id, ` + expected + ` AS expected, ` + found + ` AS found FROM payments p
			LEFT JOIN ` + legsOfPayments + ` l ON l.payment = p.id LEFT JOIN ` + keptOfPayments + ` k ON k.payment = p.id) AS b
		WHERE expected <> found`
}
