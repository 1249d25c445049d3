package main

import "strings"

// budgetsAddUp: what a budget was granted is free, held or spent, none of them below zero; what is
// held belongs to open offers and to bonuses on their way; what is spent was taken (POSTINGS P7, P16).
func budgetsAddUp(e evidence) []finding {
	held, spent := e.promised()
	var out []finding
	for _, at := range e.budgets() {
		part := func(name string) int64 { return e.totals["budget/"+at.budget+"/"+name+" "+at.asset] }
		granted, free := part("granted"), -part("free")
		if granted != free-part("held")-part("spent") || min(free, -part("held"), -part("spent")) < 0 {
			out = append(out, found(codeBudgetDiffers, at.String(), "granted %d, free %d, held %d, spent %d", granted, free, -part("held"), -part("spent")))
		}
		if -part("held") != held[at] {
			out = append(out, found(codeBudgetHeld, at.String(), "holds %d, open offers and unpaid bonuses come to %d", -part("held"), held[at]))
		}
		if -part("spent") != spent[at] {
			out = append(out, found(codeBudgetSpent, at.String(), "spent %d, offers taken and bonuses paid come to %d", -part("spent"), spent[at]))
		}
	}
	return out
}

// purse is a merchant's budget in a currency.
type purse struct{ budget, asset string }

func (p purse) String() string { return p.budget + " " + p.asset }

func (e evidence) budgets() (out []purse) {
	seen := map[purse]bool{}
	for _, name := range e.totals.keys() {
		account, asset, _ := strings.Cut(name, " ")
		rest, ok := strings.CutPrefix(account, "budget/")
		if !ok {
			continue
		}
		at := purse{rest[:strings.LastIndexByte(rest, '/')], asset}
		if !seen[at] {
			seen[at] = true
			out = append(out, at)
		}
	}
	return out
}

// promised is what offers and bonuses hold and have spent of each budget, by the rows of both.
func (e evidence) promised() (held, spent map[purse]int64) {
	held, spent = map[purse]int64{}, map[purse]int64{}
	for _, o := range e.offers {
		at := purse{o.merchant + "/" + o.budget, o.currency}
		switch o.status {
		case "Open":
			held[at] += o.held
		case "Accepted":
			spent[at] += o.taken().AmountMinor
		}
	}
	merchants := map[string]refundRow{}
	for _, r := range e.refunds {
		merchants[r.id] = r
	}
	for _, l := range e.legs {
		at := purse{merchants[l.refund].merchant + "/" + l.budget, merchants[l.refund].currency}
		switch {
		case l.bonus == 0 || l.status == "Released":
		case l.status == "Settled":
			spent[at] += l.bonus
		default:
			held[at] += l.bonus
		}
	}
	return held, spent
}
