package sqlstore

import (
	"fmt"
	"math"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// ofFund: the leg moves money of its provider account, and the account has a fund.
func ofFund(l *legRow) bool { return l.fundInForce && l.Via == "" && !l.Void && l.AmountMinor > 0 }

// takesFromFund: and nothing is held of it for the leg yet.
func takesFromFund(l *legRow) bool { return ofFund(l) && l.fundMinor == 0 }

func fundOf(l *legRow) ledger.FundRef {
	return ledger.FundRef{Merchant: l.ref.Merchant, Provider: l.provider, Account: l.account, Currency: l.ref.Currency}
}

// holdFund holds a leg's amount from the fund of its account, in the transaction that sends the leg (P16h), or says
// why the leg waits. Waiting legs are served by the law's deadline, then by who waited first: a later one passes only
// with what is left once all before it are covered, so that no large leg starves. It costs an account without a fund
// no statement.
func (t *tx) holdFund(c *caseRow, l *legRow) (refund.Begun, error) {
	if !takesFromFund(l) {
		return refund.Begun{}, nil
	}
	first, err := t.servedBefore(c, l)
	if err != nil {
		return refund.Begun{}, err
	}
	n := int64(0)
	if first <= math.MaxInt64-l.AmountMinor {
		n, err = t.changed(`UPDATE funds SET free_minor = free_minor - $1, held_minor = held_minor + $1
			WHERE provider_account = $2 AND currency = $3 AND in_force AND free_minor >= $4`,
			l.AmountMinor, l.ref.ProviderAccount, l.ref.Currency, first+l.AmountMinor)
	}
	if err != nil || n == 0 {
		return t.waitForFund(c, l, first, err)
	}
	l.fundMinor, l.fundSpent = l.AmountMinor, false
	p, err := ledger.PostFundHeld(fundOf(l), l.AmountMinor)
	t.journalLater(booking{source: sendSource(c, l), posting: p})
	return refund.Begun{}, err
}

// sendSource names the send that follows: of a leg that was refused, it is the next generation's.
func sendSource(c *caseRow, l *legRow) source {
	from := legSource(c, l)
	if movedNothing(l.Status) && l.Status != refund.LegNotSent {
		from.Fact = fmt.Sprintf("g%d", l.Generation+1)
	}
	return from
}

// servedBefore is what the legs before this one wait for.
func (t *tx) servedBefore(c *caseRow, l *legRow) (minor int64, err error) {
	err = t.row(`SELECT CAST(COALESCE(SUM(amount_minor), 0) AS BIGINT) FROM fund_waits
		WHERE provider_account = $1 AND currency = $2 AND asked_at >= $3 AND NOT (refund = $4 AND leg_id = $5)
			AND (pay_by < $6 OR pay_by = $6 AND since < COALESCE((SELECT since FROM fund_waits WHERE refund = $4 AND leg_id = $5), $7))`,
		l.ref.ProviderAccount, l.ref.Currency, micros(t.now.Add(-ledger.FundAskedWithin)), c.id, l.LegID, deadlineOf(c), micros(t.now)).Scan(&minor)
	return minor, err
}

// endOfTime stands for no deadline.
const endOfTime = math.MaxInt64

// deadlineOf is by when the law wants a refund paid, or the end of time.
func deadlineOf(c *caseRow) int64 {
	if c.payBy.Valid {
		return c.payBy.Int64
	}
	return endOfTime
}

func (t *tx) waitForFund(c *caseRow, l *legRow, first int64, err error) (refund.Begun, error) {
	if err != nil {
		return refund.Begun{}, err
	}
	err = t.exec(`INSERT INTO fund_waits (refund, leg_id, provider_account, currency, amount_minor, pay_by, since, asked_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $7)
		ON CONFLICT (refund, leg_id) DO UPDATE SET pay_by = excluded.pay_by, asked_at = excluded.asked_at`,
		c.id, l.LegID, l.ref.ProviderAccount, l.ref.Currency, l.AmountMinor, deadlineOf(c), micros(t.now))
	if err != nil {
		return refund.Begun{}, err
	}
	detail := fmt.Sprintf("the fund of %s %s has too little free", l.provider, l.account)
	if first > 0 {
		detail += "; others are due before it"
	}
	return t.stop(c, l, refund.CodeFundShort, detail)
}

// followFund books what a leg's state means for what it holds of a fund: settled is spent, and what is not under way
// any more is given back. It runs wherever a leg is stored, so that no way out of a send can keep it.
func (t *tx) followFund(c *caseRow, l *legRow) error {
	defer func() { l.fundPlace = ledger.PlaceOf(l.Status) }()
	if l.waitedForFund && l.stopped != refund.CodeFundShort {
		l.waitedForFund = false
		if err := t.exec(`DELETE FROM fund_waits WHERE refund = $1 AND leg_id = $2`, c.id, l.LegID); err != nil {
			return err
		}
	}
	if l.fundMinor == 0 {
		return t.spendUnheld(c, l)
	}
	place, amount, fund := ledger.PlaceOf(l.Status), l.fundMinor, fundOf(l)
	switch {
	case place == ledger.ControlSent && !l.fundSpent || place == ledger.ControlReturned && l.fundSpent:
		return nil
	case place == ledger.ControlReturned:
		l.fundSpent = true
		p, err := ledger.PostFundSpent(fund, amount)
		return t.moveFund(c, l, fundMove{heldMinor: -amount, spentMinor: amount}, p, err)
	case l.fundSpent:
		l.fundMinor, l.fundSpent = 0, false
		p, err := ledger.PostFundLate(fund, amount)
		return t.moveFund(c, l, fundMove{freeMinor: amount, spentMinor: -amount}, p, err)
	}
	l.fundMinor = 0
	p, err := ledger.PostFundBack(fund, amount)
	return t.moveFund(c, l, fundMove{freeMinor: amount, heldMinor: -amount}, p, err)
}
