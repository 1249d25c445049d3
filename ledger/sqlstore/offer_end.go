package sqlstore

import (
	"context"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// EndOffer implements ledger.Offers (P16a, P16d). The first end counts.
func (s *Store) EndOffer(ctx context.Context, in refund.OfferEnd) (out refund.OfferState, err error) {
	err = s.write(ctx, "end offer of "+string(in.Refund), func(t *tx) error {
		c, err := t.lockCase(in.Refund)
		if err != nil {
			return err
		}
		out, err = t.endOffer(c, in)
		return err
	})
	return out, err
}

func (t *tx) endOffer(c caseRow, in refund.OfferEnd) (refund.OfferState, error) {
	known, err := t.offer(c.id)
	if err != nil {
		return refund.OfferState{}, err
	}
	if len(known) == 0 {
		return refund.OfferState{}, ledger.ErrNotFound
	}
	if known[0].state.Status != refund.OfferOpen {
		return known[0].state, nil
	}
	state := refund.OfferState{Status: in.Status}
	if in.Status == refund.OfferAccepted {
		state.Code = ledger.OfferCode(c.id)
	}
	p, err := offerPosting(c, known[0].terms, in.Status)
	if err := t.post(source{Subject: string(c.id), Fact: "offer"}, p, err); err != nil {
		return refund.OfferState{}, err
	}
	err = t.exec(`UPDATE offers SET status = $1, code = $2, ended_at = $3 WHERE refund = $4`, state.Status, state.Code, micros(t.now), c.id)
	if err != nil {
		return refund.OfferState{}, err
	}
	return state, t.offerChanged(c, in.Status, event{Name: "Offer" + string(in.Status), Key: "offer end", Cause: in.Cause})
}

func offerPosting(c caseRow, terms refund.OfferTerms, end refund.OfferStatus) (ledger.Posting, error) {
	budget := ledger.BudgetRef{Merchant: c.merchant, Budget: terms.Budget, Currency: c.currency}
	switch end {
	case refund.OfferDeclined, refund.OfferExpired:
		return ledger.PostOfferEnded(budget, terms.HeldMinor())
	case refund.OfferAccepted:
		return accepted(c, budget, terms)
	case refund.OfferNone, refund.OfferOpen:
	}
	return ledger.Posting{}, invariant("an offer does not end as %s", end)
}

func accepted(c caseRow, budget ledger.BudgetRef, terms refund.OfferTerms) (ledger.Posting, error) {
	switch terms.Choices[0].Kind {
	case refund.OfferStoreCredit:
		return ledger.PostOfferAccepted(budget, terms.HeldMinor())
	case refund.OfferCoupon:
		grant := ledger.CouponGrant{Promotion: terms.Choices[0].Promotion, Customer: c.customer}
		return ledger.PostCouponAccepted(budget, terms.HeldMinor(), grant)
	case refund.OfferPoints, refund.OfferExchange, refund.OfferRepair:
	}
	return ledger.Posting{}, invariant("an offer of kind %q", terms.Choices[0].Kind)
}

// GrantBudget implements ledger.Offers (P16): the first grant of a budget, period and currency
// counts.
func (s *Store) GrantBudget(ctx context.Context, in ledger.BudgetGrant) error {
	return s.write(ctx, "grant budget "+in.Budget+" "+in.Period, func(t *tx) error {
		if in.AmountMinor <= 0 || in.Budget == "" || in.Currency == "" {
			return invariant("grant of %d %s to budget %q", in.AmountMinor, in.Currency, in.Budget)
		}
		budget := ledger.BudgetRef{Merchant: in.Merchant, Budget: in.Budget, Currency: in.Currency}
		from := source{Subject: budget.Free(), Fact: in.Period + "/" + string(in.Currency)}
		granted, err := t.posted(from, ledger.TemplateP16)
		if err != nil || granted {
			return err
		}
		p, err := ledger.PostGrant(budget, in.AmountMinor)
		return t.post(from, p, err)
	})
}
