package sqlstore

// fundChecks: a fund's parts are what its entries come to, it holds and has spent what its legs say, and who waits for
// it is a leg that it stops.
func fundChecks() []check {
	entries := func(part, sign string) string {
		return `(SELECT CAST(COALESCE(SUM(` + sign + `e.amount_minor), 0) AS BIGINT) FROM entries e
			WHERE e.account = 'fund/' || f.provider_account || '/` + part + `' AND e.asset = f.currency)`
	}
	const says = "fund %s: should be %d, is %d"
	const funds = `funds f LEFT JOIN (SELECT p.provider_account, p.currency,
			SUM(CASE WHEN l.fund_spent THEN 0 ELSE l.fund_minor END) AS held,
			SUM(l.fund_extra_minor + CASE WHEN l.fund_spent THEN l.fund_minor ELSE 0 END) AS spent
		FROM legs l JOIN payments p ON p.id = l.payment WHERE l.fund_minor <> 0 OR l.fund_extra_minor <> 0
		GROUP BY p.provider_account, p.currency) AS s ON s.provider_account = f.provider_account AND s.currency = f.currency`
	return []check{
		checkOf(`f.provider_account || ' ' || f.currency`, funds, []promise{
			{"FUND_FREE_DIFFERS", says, entries("free", "-"), `f.free_minor`},
			{"FUND_HELD_DIFFERS", says, entries("held", "-"), `f.held_minor`},
			{"FUND_SPENT_DIFFERS", says, entries("spent", "-"), `f.spent_minor`},
			{"FUND_GRANTED_DIFFERS", says, entries("granted", ""), `f.free_minor + f.held_minor + f.spent_minor`},
			{"FUND_HOLDS_DIFFER", says, sumOf(`s.held`), `f.held_minor`},
			{"FUND_SPENDS_DIFFER", says, sumOf(`s.spent`), `f.spent_minor`},
		}),
		checkOf(`w.refund || ' ' || w.leg_id`, `fund_waits w LEFT JOIN legs l ON l.refund = w.refund AND l.leg_id = w.leg_id`, []promise{
			{"FUND_WAIT_DIFFERS", "leg %s waits for a fund: %d leg is stopped by it, is %d", `1`, `CASE WHEN l.stopped = 'FUND_SHORT' AND NOT l.replaced THEN 1 ELSE 0 END`},
		}),
	}
}
