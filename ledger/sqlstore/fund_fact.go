package sqlstore

import (
	"fmt"

	"github.com/makegood/makegood/ledger"
)

// Money that moves although nothing of the fund is held for it is a fact, and no fund refuses a fact: it is taken from
// what is free, below 0 too. Then the gate sends nothing of the account until more is granted.

// spendUnheld spends the fund for a leg that is settled though it was not under way: a late success after a decline. A
// leg that was sent before its account had a fund is none of the fund's.
func (t *tx) spendUnheld(c *caseRow, l *legRow) error {
	if ledger.PlaceOf(l.Status) != ledger.ControlReturned || !ofFund(l) {
		return nil
	}
	if l.fundPlace == ledger.ControlSent || l.fundPlace == ledger.ControlReturned {
		return nil
	}
	l.fundMinor, l.fundSpent = l.AmountMinor, true
	p, err := ledger.PostFundUnheld(fundOf(l), l.AmountMinor)
	return t.moveFund(c, l, fundMove{freeMinor: -l.AmountMinor, spentMinor: l.AmountMinor}, p, err)
}

// holdUnbegun holds for a leg that its provider has, and of whose send the books do not know.
func (t *tx) holdUnbegun(c *caseRow, l *legRow) error {
	if !takesFromFund(l) {
		return nil
	}
	l.fundMinor, l.fundSpent = l.AmountMinor, false
	p, err := ledger.PostFundHeld(fundOf(l), l.AmountMinor)
	if err != nil {
		return err
	}
	t.journalLater(booking{source: sendSource(c, l), posting: p})
	return t.moveFundRow(c, l, fundMove{freeMinor: -l.AmountMinor, heldMinor: l.AmountMinor})
}

// spendBeside spends the fund, or gives back to it, for what an older key of the leg moved beside the present one.
func (t *tx) spendBeside(c *caseRow, l *legRow, from source, returned bool) error {
	amount := l.AmountMinor
	var p ledger.Posting
	var err error
	switch {
	case !returned && ofFund(l):
		p, err = ledger.PostFundUnheld(fundOf(l), amount)
	case returned && l.fundExtraMinor >= amount:
		amount = -amount
		p, err = ledger.PostFundLate(fundOf(l), -amount)
	default:
		return nil
	}
	if err != nil {
		return err
	}
	l.fundExtraMinor += amount
	t.journalLater(booking{source: from, posting: p})
	return t.moveFundRow(c, l, fundMove{freeMinor: -amount, spentMinor: amount})
}

// fundMove is what a posting adds to the parts of a fund.
type fundMove struct{ freeMinor, heldMinor, spentMinor int64 }

func (t *tx) moveFund(c *caseRow, l *legRow, by fundMove, p ledger.Posting, built error) error {
	if built != nil {
		return built
	}
	t.journalLater(booking{source: factSource(c, l), posting: p})
	return t.moveFundRow(c, l, by)
}

// factSource names the latest fact of the leg's present generation.
func factSource(c *caseRow, l *legRow) source {
	return source{Subject: string(c.id), Leg: l.LegID, Fact: fmt.Sprintf("g%d/%d", l.Generation, l.facts)}
}

func (t *tx) moveFundRow(c *caseRow, l *legRow, by fundMove) error {
	n, err := t.changed(`UPDATE funds SET free_minor = free_minor + $1, held_minor = held_minor + $2, spent_minor = spent_minor + $3
		WHERE provider_account = $4 AND currency = $5`, by.freeMinor, by.heldMinor, by.spentMinor, l.ref.ProviderAccount, l.ref.Currency)
	if err == nil && n != 1 {
		return invariant("leg %s of %s holds of a fund that there is none of", l.LegID, c.id)
	}
	return err
}
