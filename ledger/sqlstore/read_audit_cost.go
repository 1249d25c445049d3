package sqlstore

import "github.com/makegood/makegood/ledger"

// costChecks: what a settled leg cost is what its postings took from the provider's account, in the currency that it
// was settled in. Legs of which a second key paid as well are left out: their postings are those of both keys.
func costChecks() []check {
	return []check{{
		rules: []rule{{"COST_DIFFERS", "leg %s: it cost %d, its postings took %d from the provider's account"}},
		query: `SELECT l.refund || ' ' || l.leg_id, l.cost_minor, CAST(COALESCE((SELECT -SUM(e.amount_minor) FROM postings p JOIN entries e ON e.posting = p.id
				WHERE p.subject = l.refund AND p.leg = l.leg_id AND p.template <> '` + string(ledger.TemplateP19) + `'
				AND e.account LIKE 'prov/%/balance' AND e.asset = l.cost_currency), 0) AS BIGINT)
			FROM legs l WHERE l.cost_currency <> '' AND l.extra_minor = 0`,
	}}
}
