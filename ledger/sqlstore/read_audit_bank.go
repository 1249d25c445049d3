package sqlstore

// bankChecks: what banks and others did is in the books, or a person has to look. A dispute, or a refund made elsewhere,
// in another currency than was captured is never converted: no posting has it until somebody has said what it takes.
func bankChecks() []check {
	const amount = "%[3]d of it is in another currency than was captured, and in no posting"
	return []check{
		{
			rules: []rule{{"DISPUTE_OTHER_CURRENCY", "dispute %s: " + amount}},
			query: `SELECT d.payment || ' ' || d.dispute_id || ' ' || d.currency, 0, d.amount_minor FROM disputes d JOIN payments p ON p.id = d.payment
				WHERE d.currency <> p.currency AND d.stage IN ('OPENED', 'LOST') AND d.amount_minor > 0 AND d.value_minor = 0`,
		},
		{
			rules: []rule{{"OUTSIDE_OTHER_CURRENCY", "refund made elsewhere %s: " + amount}},
			query: `SELECT o.payment || ' ' || o.provider_refund_id || ' ' || o.currency, 0, o.amount_minor
				FROM outside_refunds o JOIN payments p ON p.id = o.payment
				WHERE o.currency <> p.currency AND o.outcome NOT IN ('Declined', 'Failed', 'NotSent') AND o.amount_minor > 0`,
		},
		{
			rules: []rule{{"ATTRIBUTION_DIFFERS", "refund made elsewhere %s: takes %d, attributed are %d"}},
			query: `SELECT payment || ' ' || provider_refund_id, booked_minor, sales_minor + allowed_minor + tax_minor + goodwill_minor
				FROM outside_refunds WHERE attributed_as <> '' AND booked_minor <> sales_minor + allowed_minor + tax_minor + goodwill_minor`,
		},
	}
}
