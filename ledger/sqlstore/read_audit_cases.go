package sqlstore

// caseChecks: what is closed holds nothing (promise 7), what is claimed was bought (promise 2),
// legs and components sum to the total (promise 3), and what is owed is what is recognised and
// not paid.
func caseChecks() []check {
	return []check{
		refundCheck(),
		{
			rules:  []rule{{"LEG_PAYMENT_DIFFERS", "%s: %[3]d of its legs are against another payment than its order names, not %[2]d"}},
			refund: true,
			query: `SELECT l.refund, 0, COUNT(*) FROM legs l LEFT JOIN order_payments o ON o.merchant = l.merchant
					AND o.order_id = l.order_id AND o.payment_id = l.payment_id
				WHERE o.payment IS NULL OR o.payment <> l.payment GROUP BY l.refund`,
		},
		{
			rules:  []rule{{"LEG_CAPTURE_DIFFERS", "%s: %[3]d of its legs go to a capture that their payment does not have, not %[2]d"}},
			refund: true,
			query: `SELECT l.refund, 0, COUNT(*) FROM legs l LEFT JOIN captures k ON k.payment = l.payment AND k.capture_id = l.capture_id
				WHERE l.capture_id <> '' AND (k.payment IS NULL OR k.provider_reference <> l.capture_reference) GROUP BY l.refund`,
		},
		{
			rules: []rule{{"CAPTURE_OVERUSED", "capture %s: at most %d may go back, its legs come to %d"}},
			query: `SELECT k.payment || ' ' || k.capture_id, k.amount_minor, CAST(SUM(l.amount_minor) AS BIGINT)
				FROM legs l JOIN captures k ON k.payment = l.payment AND k.capture_id = l.capture_id
				WHERE l.capture_id <> '' AND l.status <> 'Released' GROUP BY k.payment, k.capture_id, k.amount_minor
				HAVING SUM(l.amount_minor) > k.amount_minor`,
		},
		{
			rules: []rule{{"CLAIMS_DIFFER", "line %s: refunds claim %d, the line has %d claimed"}},
			query: `SELECT what, expected, found FROM (SELECT l.merchant || '/' || l.order_id || '/' || l.line_id AS what,
				CAST(COALESCE(c.quantity, 0) AS BIGINT) AS expected, l.claimed AS found
				FROM order_lines l LEFT JOIN ` + claimsOfLines + ` c ON c.merchant = l.merchant AND c.order_id = l.order_id
					AND c.line_id = l.line_id) AS b WHERE expected <> found`,
		},
		{
			rules: []rule{{"OVERCLAIMED", "line %s: %d bought, %d claimed"}},
			query: `SELECT merchant || '/' || order_id || '/' || line_id, quantity, claimed FROM order_lines WHERE claimed > quantity`,
		},
		{
			rules: []rule{{"CAP_DIFFERS", "%s: refunds claim %d, %d is counted"}},
			query: `SELECT what, expected, found FROM (SELECT o.merchant || '/' || o.order_id || ' ' || o.kind || ' ' || o.item AS what,
				CAST(COALESCE(c.amount_minor, 0) AS BIGINT) AS expected, o.claimed_minor AS found
				FROM order_caps o LEFT JOIN ` + claimsOfCaps + ` c ON c.merchant = o.merchant AND c.order_id = o.order_id
					AND c.kind = o.kind AND c.item = o.item) AS b WHERE expected <> found`,
		},
		{
			rules: []rule{{"PAYABLE_DIFFERS", "%s: recognised and unpaid %d, payable %d"}},
			query: `SELECT what, expected, found FROM (SELECT a.name || ' ' || a.asset AS what, -a.balance AS found,
				CAST(COALESCE((SELECT SUM(l.amount_minor) FROM legs l JOIN refunds r ON r.refund = l.refund
					WHERE r.recognised AND l.status NOT IN ('Settled', 'Released')
					AND r.merchant || '/refunds_payable' = a.name AND r.currency = a.asset), 0) AS BIGINT) AS expected
				FROM balances a WHERE a.name LIKE '%/refunds_payable') AS b WHERE expected <> found`,
		},
	}
}

// claimsOfLines and claimsOfCaps sum what is claimed, each in one pass: an order has thousands of lines, and
// a look through all its claims for each of them takes half a minute. Refunds made elsewhere claim too.
const (
	claimsOfLines = `(SELECT merchant, order_id, line_id, SUM(quantity) AS quantity FROM
		(SELECT merchant, order_id, line_id, quantity FROM claims WHERE NOT released
			UNION ALL SELECT merchant, order_id, line_id, quantity FROM outside_claims WHERE NOT released) AS c
		GROUP BY merchant, order_id, line_id)`
	claimsOfCaps = `(SELECT merchant, order_id, kind, item, SUM(amount_minor) AS amount_minor FROM
		(SELECT merchant, order_id, kind, item, amount_minor FROM claims WHERE amount_minor > 0 AND NOT released
			UNION ALL SELECT merchant, order_id, kind, item, amount_minor FROM outside_claims WHERE NOT released) AS c
		GROUP BY merchant, order_id, kind, item)`
)

// legsOfRefunds are the sums of each refund's legs: what they hold of their payments, what counts (nothing
// has taken its place), and their bonus that is not spent. claimsOfRefunds and bonusesHeld are the
// components that count, and what the budgets hold for legs.
const (
	legsOfRefunds = `(SELECT refund, SUM(CASE WHEN status IN (` + statesHeld + `, ` + statesSent + `, 'Held') THEN amount_minor ELSE 0 END) AS held,
			SUM(CASE WHEN replaced THEN 0 ELSE amount_minor END) AS counted,
			SUM(CASE WHEN status IN (` + statesHeld + `, ` + statesSent + `, 'Held') THEN bonus_minor ELSE 0 END) AS bonus
		FROM legs GROUP BY refund)`
	claimsOfRefunds = `(SELECT refund, SUM(amount_minor) AS counted FROM claims WHERE NOT replaced GROUP BY refund)`
	bonusesHeld     = `(SELECT p.subject AS refund, -SUM(e.amount_minor) AS bonus FROM entries e JOIN postings p ON p.id = e.posting
		WHERE e.account LIKE 'budget/%/held' AND p.leg <> '' GROUP BY p.subject)`
)

// refundCheck holds each refund's row to its legs, its components and its budget. The row is long, and read
// once.
func refundCheck() check {
	reserved := func(sum string) string {
		return `CASE WHEN r.reserved_version > 0 THEN ` + sumOf(sum) + ` ELSE r.total_minor END`
	}
	c := checkOf("r.refund", `refunds r LEFT JOIN `+legsOfRefunds+` l ON l.refund = r.refund
		LEFT JOIN `+claimsOfRefunds+` c ON c.refund = r.refund LEFT JOIN `+bonusesHeld+` b ON b.refund = r.refund`,
		[]promise{
			{
				"CLOSED_WITH_MONEY", "%s is closed; its legs should hold %d and hold %d",
				`0`, sumOf("CASE WHEN r.closed THEN l.held ELSE 0 END"),
			},
			{"LEGS_DIFFER", "%s: total %d, legs sum to %d", `r.total_minor`, reserved("l.counted")},
			{"COMPONENTS_DIFFER", "%s: total %d, components sum to %d", `r.total_minor`, reserved("c.counted")},
			{
				"BONUS_DIFFERS", "%s: its legs carry a bonus of %d that is not spent, its budget holds %d",
				sumOf("l.bonus"), sumOf("b.bonus"),
			},
		})
	c.refund = true
	return c
}
