package sqlstore

// fundChecks: a fund's parts are what its entries come to, and it holds and has spent what its legs say.
func fundChecks() []check {
	entries := func(part, sign string) string {
		return `(SELECT CAST(COALESCE(SUM(` + sign + `e.amount_minor), 0) AS BIGINT) FROM entries e
			WHERE e.account = 'fund/' || f.provider_account || '/` + part + `' AND e.asset = f.currency)`
	}
	legs := func(spent string) string {
		return `(SELECT CAST(COALESCE(SUM(l.fund_minor), 0) AS BIGINT) FROM legs l JOIN payments p ON p.id = l.payment
			WHERE p.provider_account = f.provider_account AND p.currency = f.currency AND ` + spent + `)`
	}
	const says = "fund %s: should be %d, is %d"
	return []check{checkOf(`f.provider_account || ' ' || f.currency`, `funds f`, []promise{
		{"FUND_FREE_DIFFERS", says, entries("free", "-"), `f.free_minor`},
		{"FUND_HELD_DIFFERS", says, entries("held", "-"), `f.held_minor`},
		{"FUND_SPENT_DIFFERS", says, entries("spent", "-"), `f.spent_minor`},
		{"FUND_GRANTED_DIFFERS", says, entries("granted", ""), `f.free_minor + f.held_minor + f.spent_minor`},
		{"FUND_HOLDS_DIFFER", says, legs("NOT l.fund_spent"), `f.held_minor`},
		{"FUND_SPENDS_DIFFER", says, legs("l.fund_spent"), `f.spent_minor`},
	})}
}
