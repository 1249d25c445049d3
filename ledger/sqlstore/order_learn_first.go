package sqlstore

import (
	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// learnFirst books what is said of a payment that is first seen: nothing else can be known of it, which
// saves looking. It reports whether its captures were not booked, since they sum to more than any order may.
func (t *tx) learnFirst(ref ledger.PaymentRef, seen seenPayment) (overflows bool, err error) {
	joined := ledger.JoinCaptures(nil, seen.payment)
	if err := t.firstCaptures(ref, joined.Fresh); err != nil {
		return false, err
	}
	if !seen.pinned && len(joined.Fresh) > 0 {
		if err := t.moveVersion(seen.key.Merchant, seen.key.Order); err != nil {
			return false, err
		}
	}
	if err := t.link(ref, seen, -1); err != nil {
		return false, err
	}
	return joined.Overflows, t.learnExternal(ref, seen)
}

// firstCaptures books the captures of a payment that is first seen (P0), and opens its usual accounts with
// them.
func (t *tx) firstCaptures(ref ledger.PaymentRef, captures []ledger.KnownCapture) error {
	var rows [][]any
	var amounts []int64
	for i, c := range captures {
		rows = append(rows, t.captureRow(ref, c, i))
		amounts = append(amounts, c.AmountMinor)
		p, err := ledger.PostCapture(ref, c.AmountMinor, 0)
		if err != nil {
			return err
		}
		t.journalLater(booking{source: source{Subject: ref.ID, Fact: c.ID}, posting: p})
	}
	if err := t.insert(capturesColumns, rows); err != nil {
		return err
	}
	captured, err := ledger.Checked(refund.SumMinor(amounts...))
	if err != nil {
		return err
	}
	accounts := []ledger.Entry{
		{Account: ref.Account(ledger.ControlCaptured), Asset: string(ref.Currency), AmountMinor: captured},
		{Account: ref.Account(ledger.ControlOpen), Asset: string(ref.Currency), AmountMinor: -captured},
	}
	for _, c := range []ledger.Control{ledger.ControlHeld, ledger.ControlSent, ledger.ControlReturned} {
		accounts = append(accounts, ledger.Entry{Account: ref.Account(c), Asset: string(ref.Currency)})
	}
	return t.openAccounts(accounts)
}

// insertPayment stores a payment that is first seen.
func (t *tx) insertPayment(ref ledger.PaymentRef, p refund.Payment) (first bool, err error) {
	n, err := t.changed(`INSERT INTO payments (id, merchant, provider, account, reference, provider_account, currency, kind, funded_by, instrument)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT (id) DO NOTHING`,
		ref.ID, ref.Merchant, p.Provider, p.ProviderAccount, p.ProviderReference, ref.ProviderAccount, p.Currency, p.Kind,
		p.FundedBy, p.InstrumentID)
	return n > 0, err
}
