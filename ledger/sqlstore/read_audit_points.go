package sqlstore

import "github.com/makegood/makegood/ledger"

// pointsOfRefunds is what each refund took of the points that its order's purchase earned, by programme: what the
// issuer has back by its recognition, corrections and releases.
const pointsOfRefunds = `(SELECT r.refund, r.merchant, r.order_id, r.released, e.asset, CAST(-SUM(e.amount_minor) AS BIGINT) AS taken
	FROM entries e JOIN postings p ON p.id = e.posting JOIN refunds r ON r.refund = p.subject
	WHERE e.account LIKE 'points/%/issuer' AND p.template IN (` + recognisingTemplates + `)
	GROUP BY r.refund, r.merchant, r.order_id, r.released, e.asset)`

// recognisingTemplates are the templates of what a refund means, as SQL.
const recognisingTemplates = `'` + string(ledger.TemplateP2r) + `', '` + string(ledger.TemplateP18) + `', '` + string(ledger.TemplateP15) + `', '` +
	string(ledger.TemplateP2x) + `', '` + string(ledger.TemplateP5x) + `', '` + string(ledger.TemplateP5p) + `'`

// pointsChecks: no customer has less than nothing of a programme as far as the books know, no order's refunds take
// more than its purchase earned, and a refund that gave its claims back has taken nothing.
func pointsChecks() []check {
	return []check{
		{
			rules: []rule{{"POINTS_BELOW_ZERO", "account %s: the customer has at least %d, the books say %d"}},
			query: `SELECT name || ' ' || asset, 0, -balance FROM balances WHERE name LIKE 'points/%/customer-%' AND balance > 0`,
		},
		{
			rules: []rule{{"POINTS_EXCEED", "order %s: its purchase earned %d, its refunds take %d"}},
			query: `SELECT what, CASE WHEN taken < 0 THEN 0 ELSE earned END, taken FROM (
				SELECT t.merchant || '/' || t.order_id || ' ' || t.asset AS what, CAST(SUM(t.taken) AS BIGINT) AS taken,
				CAST(COALESCE((SELECT SUM(e.amount_minor) FROM postings p JOIN entries e ON e.posting = p.id
					WHERE p.subject = 'order/' || t.merchant || '/' || t.order_id AND p.template = '` + string(ledger.TemplateP14e) + `'
					AND e.asset = t.asset AND e.amount_minor > 0), 0) AS BIGINT) AS earned
				FROM ` + pointsOfRefunds + ` t GROUP BY t.merchant, t.order_id, t.asset) AS b WHERE taken < 0 OR taken > earned`,
		},
		{
			rules:  []rule{{"POINTS_NOT_GIVEN_BACK", "%s gave its claims back, should have taken %d points and has taken %d"}},
			refund: true,
			query:  `SELECT t.refund, 0, t.taken FROM ` + pointsOfRefunds + ` t WHERE t.released AND t.taken <> 0`,
		},
	}
}
