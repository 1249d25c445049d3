package sqlstore

import (
	"context"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// OpenOffer implements ledger.Offers (P16o). The answer is stored: a repeated call gets the first.
func (s *Store) OpenOffer(ctx context.Context, in refund.OfferMove) (out refund.OfferState, err error) {
	err = s.write(ctx, "open offer of "+string(in.Refund), func(t *tx) error {
		c, err := t.lockCase(in.Refund)
		if err != nil {
			return err
		}
		out, err = t.openOffer(c, in)
		return err
	})
	return out, err
}

func (t *tx) openOffer(c caseRow, in refund.OfferMove) (refund.OfferState, error) {
	known, err := t.offer(c.id)
	if err != nil {
		return refund.OfferState{}, err
	}
	if len(known) > 0 {
		return known[0].state, nil
	}
	if c.closed {
		return refund.OfferState{}, invariant("an offer for a closed refund")
	}
	o := offerRow{terms: in.Terms, state: refund.OfferState{Status: refund.OfferOpen}}
	budget := ledger.BudgetRef{Merchant: c.merchant, Budget: in.Terms.Budget, Currency: c.currency}
	free, err := t.free(budget)
	if err != nil {
		return refund.OfferState{}, err
	}
	if free < in.Terms.HeldMinor() {
		o.state = refund.OfferState{Status: refund.OfferNone, Reason: string(ledger.CodeBudgetShort)}
		return o.state, t.insertOffer(c, o, in.Cause)
	}
	p, err := ledger.PostOffer(budget, in.Terms.HeldMinor())
	if err := t.post(source{Subject: string(c.id), Fact: "offer"}, p, err); err != nil {
		return refund.OfferState{}, err
	}
	return o.state, t.insertOffer(c, o, in.Cause)
}

// free is what a budget may still promise, in minor units of its currency.
func (t *tx) free(b ledger.BudgetRef) (int64, error) {
	balances, err := list(t, func(row scanner) (minor int64, err error) { return minor, row.Scan(&minor) },
		`SELECT balance FROM accounts WHERE name = $1 AND asset = $2`+t.dialect.RowLock, b.Free(), b.Currency)
	if err != nil || len(balances) == 0 {
		return 0, err
	}
	return -balances[0], nil
}

func (t *tx) insertOffer(c caseRow, o offerRow, cause refund.Cause) error {
	err := t.exec(`INSERT INTO offers (refund, merchant, currency, budget, kind, promotion, amount_minor, status, reason, made_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
		c.id, c.merchant, c.currency, o.terms.Budget, o.terms.Choices[0].Kind, o.terms.Choices[0].Promotion, o.terms.HeldMinor(),
		o.state.Status, o.state.Reason, micros(t.now))
	if err != nil {
		return err
	}
	return t.offerChanged(c, o.state.Status, event{Name: "Offer" + string(o.state.Status), Key: "offer", Cause: cause})
}

func (t *tx) offerChanged(c caseRow, to refund.OfferStatus, e event) error {
	err := t.exec(`UPDATE refunds SET offer = $1, changed_at = $2 WHERE refund = $3`, to, micros(t.now), c.id)
	if err != nil {
		return err
	}
	return t.record(c, e)
}

// offerRow is a stored offer.
type offerRow struct {
	terms refund.OfferTerms
	state refund.OfferState
}

func (t *tx) offer(id refund.ID) ([]offerRow, error) {
	return list(t, offerFromRow, `SELECT kind, amount_minor, budget, promotion, status, code, reason FROM offers WHERE refund = $1`, id)
}

func offerFromRow(row scanner) (o offerRow, err error) {
	o.terms.Choices = []refund.OfferChoice{{}}
	only := &o.terms.Choices[0]
	return o, row.Scan(&only.Kind, &only.AmountMinor, &o.terms.Budget, &only.Promotion,
		&o.state.Status, &o.state.Code, &o.state.Reason)
}
