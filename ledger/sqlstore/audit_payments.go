package sqlstore

// control is the amount of a payment's control account in a query over payments p.
func control(name string) string {
	return `COALESCE((SELECT abs(a.balance) FROM accounts a WHERE a.payment = p.id AND a.control = '` + name + `'), 0)`
}

// legsIn is the sum of a payment's legs in the states of one place.
func legsIn(states string) string {
	return `CAST(COALESCE((SELECT SUM(l.amount_minor - l.unheld_minor) FROM legs l
		WHERE l.payment = p.id AND l.status IN (` + states + `)), 0) AS BIGINT)`
}

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
			query: differing(legsIn(statesHeld), control("held")),
		},
		{
			code: "SENT_DIFFERS", says: "payment %s: legs have sent %d, sent is %d",
			query: differing(legsIn(statesSent), control("sent")),
		},
		{
			code: "RETURNED_DIFFERS", says: "payment %s: legs have returned %d, returned is %d",
			query: differing(legsIn(statesReturned)+` + CAST(COALESCE((SELECT SUM(l.extra_minor) FROM legs l WHERE l.payment = p.id), 0) AS BIGINT)`,
				control("returned")),
		},
		{
			code: "KEPT_BACK_DIFFERS", says: "payment %s: refunds keep %d back, kept_back is %d",
			query: differing(`CAST(COALESCE((SELECT SUM(k.amount_minor) FROM kept_back k
				WHERE k.payment = p.id AND NOT k.released), 0) AS BIGINT)`, control("kept_back")),
		},
	}
}

// differing selects the payments of which two figures differ.
func differing(expected, found string) string {
	return `SELECT id, expected, found FROM (SELECT p.id AS id, ` + expected + ` AS expected, ` + found + ` AS found FROM payments p) AS b
		WHERE expected <> found`
}
