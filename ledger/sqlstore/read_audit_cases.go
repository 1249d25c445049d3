package sqlstore

// caseChecks: what is closed holds nothing (promise 7), what is claimed was bought (promise 2),
// legs and components sum to the total (promise 3), and what is owed is what is recognised and
// not paid.
func caseChecks() []check {
	return []check{
		{
			code: "CLOSED_WITH_MONEY", refund: true, says: "%s is closed; its legs should hold %d and hold %d",
			query: `SELECT r.refund, 0, CAST(SUM(l.amount_minor) AS BIGINT) FROM refunds r JOIN legs l ON l.refund = r.refund
				WHERE r.closed AND l.status IN (` + statesHeld + `, ` + statesSent + `) GROUP BY r.refund`,
		},
		{
			code: "LEGS_DIFFER", refund: true, says: "%s: total %d, legs sum to %d",
			query: `SELECT r.refund, r.total_minor, CAST(COALESCE(SUM(l.amount_minor), 0) AS BIGINT)
				FROM refunds r LEFT JOIN legs l ON l.refund = r.refund AND NOT l.replaced WHERE r.reserved_version > 0
				GROUP BY r.refund, r.total_minor HAVING COALESCE(SUM(l.amount_minor), 0) <> r.total_minor`,
		},
		{
			code: "COMPONENTS_DIFFER", refund: true, says: "%s: total %d, components sum to %d",
			query: `SELECT r.refund, r.total_minor, CAST(COALESCE(SUM(c.amount_minor), 0) AS BIGINT)
				FROM refunds r LEFT JOIN claims c ON c.refund = r.refund AND NOT c.replaced WHERE r.reserved_version > 0
				GROUP BY r.refund, r.total_minor HAVING COALESCE(SUM(c.amount_minor), 0) <> r.total_minor`,
		},
		{
			code: "CLAIMS_DIFFER", says: "line %s: refunds claim %d, the line has %d claimed",
			query: `SELECT what, expected, found FROM (SELECT l.merchant || '/' || l.order_id || '/' || l.line_id AS what,
				CAST(COALESCE((SELECT SUM(c.quantity) FROM claims c WHERE c.merchant = l.merchant AND c.order_id = l.order_id
					AND c.line_id = l.line_id AND NOT c.released), 0) AS BIGINT) AS expected, l.claimed AS found
				FROM order_lines l) AS b WHERE expected <> found`,
		},
		{
			code: "OVERCLAIMED", says: "line %s: %d bought, %d claimed",
			query: `SELECT merchant || '/' || order_id || '/' || line_id, quantity, claimed FROM order_lines WHERE claimed > quantity`,
		},
		{
			code: "CAP_DIFFERS", says: "%s: refunds claim %d, %d is counted",
			query: `SELECT what, expected, found FROM (SELECT o.merchant || '/' || o.order_id || ' ' || o.kind || ' ' || o.item AS what,
				CAST(COALESCE((SELECT SUM(c.amount_minor) FROM claims c WHERE c.merchant = o.merchant AND c.order_id = o.order_id
					AND c.kind = o.kind AND c.item = o.item AND c.amount_minor > 0 AND NOT c.released), 0) AS BIGINT) AS expected,
				o.claimed_minor AS found FROM order_caps o) AS b WHERE expected <> found`,
		},
		{
			code: "BONUS_DIFFERS", refund: true, says: "%s: its legs carry a bonus of %d that is not spent, its budget holds %d",
			query: `SELECT what, expected, found FROM (SELECT r.refund AS what,
				CAST(COALESCE((SELECT SUM(l.bonus_minor) FROM legs l WHERE l.refund = r.refund
					AND l.status IN (` + statesHeld + `, ` + statesSent + `)), 0) AS BIGINT) AS expected,
				CAST(COALESCE((SELECT -SUM(e.amount_minor) FROM postings p JOIN entries e ON e.posting = p.id
					WHERE p.subject = r.refund AND p.leg <> '' AND e.account LIKE 'budget/%/held'), 0) AS BIGINT) AS found
				FROM refunds r) AS b WHERE expected <> found`,
		},
		{
			code: "PAYABLE_DIFFERS", says: "%s: recognised and unpaid %d, payable %d",
			query: `SELECT what, expected, found FROM (SELECT a.name || ' ' || a.asset AS what, -a.balance AS found,
				CAST(COALESCE((SELECT SUM(l.amount_minor) FROM legs l JOIN refunds r ON r.refund = l.refund
					WHERE r.recognised AND l.status NOT IN ('Settled', 'Released')
					AND r.merchant || '/refunds_payable' = a.name AND r.currency = a.asset), 0) AS BIGINT) AS expected
				FROM accounts a WHERE a.name LIKE '%/refunds_payable') AS b WHERE expected <> found`,
		},
	}
}
