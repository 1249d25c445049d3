package ledger

import (
	"context"
	"time"

	"github.com/makegood/makegood/refund"
)

// BookReader answers the questions of the people who keep the books. A posting counts at its booking date: when what it
// books happened, as far as that is known, or when it was posted; never in a period that was closed by then.
type BookReader interface {
	// TrialBalance hands over the accounts that have moved, by name and asset, and returns their sums by asset.
	// It stops at the first error of each, and returns it.
	TrialBalance(ctx context.Context, filter TrialFilter, each func(TrialLine) error) ([]TrialSum, error)
	// OpenItems lists what an account of merchants consists of, by age.
	OpenItems(ctx context.Context, filter OpenItemFilter) (OpenItems, error)
	// Periods lists the closed periods, oldest first.
	Periods(ctx context.Context) ([]BookPeriod, error)
}

// BookActs close periods.
type BookActs interface {
	// ClosePeriod closes a period that is over, for good: nothing is booked before its end any more. Periods are closed
	// in sequence; the first one closes everything before it too. The same period again is answered as the first time.
	ClosePeriod(ctx context.Context, in PeriodClose) (refund.Answer, error)
}

// TrialFilter selects what a trial balance is of.
type TrialFilter struct {
	// From is the beginning of the period: what was booked before is in the opening balances. Zero: from the first
	// posting. To is its end: what is booked then or later is left out. Zero: nothing is.
	From, To time.Time
	// Merchant selects the accounts of one merchant; empty: of all.
	Merchant refund.MerchantID
	// EachAccount lists every payment's, card's, coupon's and customer's accounts by themselves, instead of one line for
	// all of a merchant's.
	EachAccount bool
}

// TrialLine is an account in a trial balance. Amounts are minor units of the asset; a balance is debit less credit. Where
// a line has the accounts of many cards or coupons, its asset ends in an asterisk (GFT:*, CPN:*).
type TrialLine struct {
	Merchant     refund.MerchantID `json:"merchant_id"`
	Account      string            `json:"account"`
	Asset        string            `json:"asset"`
	OpeningMinor int64             `json:"opening_minor"`
	DebitMinor   int64             `json:"debit_minor"`
	CreditMinor  int64             `json:"credit_minor"`
	BalanceMinor int64             `json:"balance_minor"`
}

// TrialSum is what the lines of an asset come to.
type TrialSum struct {
	Asset        string `json:"asset"`
	OpeningMinor int64  `json:"opening_minor"`
	DebitMinor   int64  `json:"debit_minor"`
	CreditMinor  int64  `json:"credit_minor"`
	BalanceMinor int64  `json:"balance_minor"`
}

// Zero reports whether the books of the asset balance.
func (s TrialSum) Zero() bool {
	return s.OpeningMinor == 0 && s.BalanceMinor == 0 && s.DebitMinor == s.CreditMinor
}

// Sum is the line as the sum of an asset.
func (l TrialLine) Sum(asset string) TrialSum {
	return TrialSum{Asset: asset, OpeningMinor: l.OpeningMinor, DebitMinor: l.DebitMinor, CreditMinor: l.CreditMinor, BalanceMinor: l.BalanceMinor}
}

// Add adds another line of the same account or asset. ErrInvariant where a sum does not fit.
func (l *TrialLine) Add(other TrialLine) (err error) {
	for _, sum := range []struct {
		into *int64
		more int64
	}{
		{&l.OpeningMinor, other.OpeningMinor},
		{&l.DebitMinor, other.DebitMinor},
		{&l.CreditMinor, other.CreditMinor},
		{&l.BalanceMinor, other.BalanceMinor},
	} {
		if *sum.into, err = Checked(refund.AddMinor(*sum.into, sum.more)); err != nil {
			return err
		}
	}
	return nil
}

// BookPeriod is a closed period: what was booked from FromAt until before UntilAt (UTC) never changes any more.
type BookPeriod struct {
	Name     string        `json:"period"`
	FromAt   time.Time     `json:"from"`
	UntilAt  time.Time     `json:"until"`
	ClosedBy refund.Person `json:"closed_by"`
	Reason   string        `json:"reason"`
	ClosedAt time.Time     `json:"closed_at"`
	// Verified is how it is known who closed it, Subject who that is in a verifier's words.
	Verified refund.Verification `json:"verified,omitempty"`
	Subject  refund.SubjectID    `json:"subject,omitempty"`
}

// PeriodClose is a person's word that a period is over.
type PeriodClose struct {
	// Name is how people call it: 2026-10.
	Name            string
	FromAt, UntilAt time.Time
	By              refund.Person
	Reason          string
	Authority       refund.Authority
	// Acting is how it is known who By is, and who that is in a verifier's words; the zero Subject: it is asserted.
	Acting refund.Subject
}

// The codes of a period that is not closed.
const (
	// CodePeriodNotOver: it ends in the future.
	CodePeriodNotOver refund.Code = "PERIOD_NOT_OVER"
	// CodePeriodOutOfSequence: it does not begin where the last closed one ends.
	CodePeriodOutOfSequence refund.Code = "PERIOD_OUT_OF_SEQUENCE"
)
