package main

import (
	"fmt"
	"strings"
)

// postingsSumToZero: every posting is zero per asset (promise 7).
func postingsSumToZero(e evidence) []finding {
	total := sums[string]{}
	for _, line := range e.entries {
		total[fmt.Sprintf("%d %s", line.posting, line.asset)] += line.amount
	}
	var out []finding
	for _, posting := range total.keys() {
		if total[posting] != 0 {
			out = append(out, found(codePostingNotZero, posting, "its entries sum to %d", total[posting]))
		}
	}
	return out
}

// balancesAreTheirEntries: a stored balance is the sum of its account's entries, and no account of a payment or a
// budget is without one. Others have none of their own.
func balancesAreTheirEntries(e evidence) []finding {
	differ := sums[string]{}
	for _, line := range e.entries {
		if strings.HasPrefix(line.account, "pay/") || strings.HasPrefix(line.account, "budget/") {
			differ[line.account+" "+line.asset] += line.amount
		}
	}
	for _, a := range e.accounts {
		differ[a.name+" "+a.asset] -= a.balance
	}
	var out []finding
	for _, name := range differ.keys() {
		if differ[name] != 0 {
			out = append(out, found(codeBalanceDiffers, name, "its entries sum to %d more than its balance", differ[name]))
		}
	}
	return out
}

// controls are a payment's control accounts, in minor units: what was captured and what is in
// excess as debits, all others as credits.
type controls struct {
	captured, open, held, sent, returned, keptBack, external, disputed, chargedBack, excess int64
}

// controlsOf adds up a payment's entries by control account, in the payment's own currency.
func (e evidence) controlsOf(p payment) controls {
	debit := func(name string) int64 { return e.totals["pay/"+p.id+"/"+name+" "+p.currency] }
	return controls{
		captured: debit("captured"), excess: debit("excess"),
		open: -debit("open"), held: -debit("held"), sent: -debit("sent"), returned: -debit("returned"),
		keptBack: -debit("kept_back"), external: -debit("external"), disputed: -debit("disputed"), chargedBack: -debit("charged_back"),
	}
}

// totalsOf adds up entries by account and asset.
func totalsOf(entries []entry) sums[string] {
	total := sums[string]{}
	for _, line := range entries {
		total[line.account+" "+line.asset] += line.amount
	}
	return total
}

// used is what the capture is used for, less what went beyond it.
func (c controls) used() int64 {
	return c.open + c.held + c.sent + c.returned + c.keptBack + c.external + c.disputed + c.chargedBack - c.excess
}

// controlEquationHolds: what was captured is what it is used for, and no headroom is below zero
// (promise 1). An account that the chart does not know makes the equation fail.
func controlEquationHolds(e evidence) []finding {
	var out []finding
	for _, p := range e.payments {
		c := e.controlsOf(p)
		if c.captured != c.used() {
			out = append(out, found(codeControlEquation, p.id, "captured %d, used %d", c.captured, c.used()))
		}
		if min(c.open, c.held, c.sent, c.returned, c.external, c.excess) < 0 {
			out = append(out, found(codeOpenNegative, p.id, "open %d, held %d, sent %d, returned %d, external %d, excess %d: one is below zero",
				c.open, c.held, c.sent, c.returned, c.external, c.excess))
		}
		if c.open > 0 && c.excess > 0 {
			out = append(out, found(codeControlEquation, p.id, "open %d and excess %d at once", c.open, c.excess))
		}
	}
	return out
}
