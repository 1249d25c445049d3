package sqlstore

import (
	"cmp"
	"context"
	"slices"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// OpenOffer implements ledger.Cases (P16o): the offer of the stored proposal, in the month's budget. A
// repeated call gets the first answer.
func (s *Store) OpenOffer(ctx context.Context, id refund.ID) (refund.Standing, error) {
	return s.change(ctx, "open offer of "+string(id), id, func(t *tx, c *caseRow) error { return t.openOffer(c) })
}

func (t *tx) openOffer(c *caseRow) error {
	b, err := t.brief(c)
	if err != nil || c.offered {
		return err
	}
	if !c.offerFollows(b) { // it does not any more: a leg bounced, and the story has not heard of it
		return nil
	}
	o := offerRow{terms: *b.Assessment.Offer, state: refund.OfferState{Status: refund.OfferOpen}}
	o.heldMinor = o.terms.HeldMinor()
	if err := checkTerms(c, o.terms); err != nil {
		return err
	}
	if err := t.grantMonth(c, grant{budget: o.terms.Budget, monthlyMinor: o.terms.BudgetMonthlyMinor}); err != nil {
		return err
	}
	free, err := t.free(o.budget(c))
	if err != nil {
		return err
	}
	if free < o.heldMinor {
		o.state = refund.OfferState{Status: refund.OfferNone, Reason: string(ledger.CodeBudgetShort)}
	} else {
		p, err := ledger.PostOffer(o.budget(c), o.heldMinor)
		if err := t.post(source{Subject: string(c.id), Fact: "offer"}, p, err); err != nil {
			return err
		}
	}
	if err := t.insertOffer(c, o); err != nil {
		return err
	}
	return t.closeIfOver(c, refund.Cause{})
}

// checkTerms stops what could not be given when it is taken: the customer is told after this.
func checkTerms(c *caseRow, terms refund.OfferTerms) error {
	if len(terms.Choices) == 0 {
		return invariant("an offer of nothing to choose from")
	}
	o := offerRow{terms: terms}
	for i, choice := range terms.Choices {
		found, ok := terms.Choice(choice.ID)
		if !ok || slices.ContainsFunc(terms.Choices[:i], func(c refund.OfferChoice) bool { return c.ID == choice.ID }) {
			return invariant("an offer in which choice %q is not one of its own", choice.ID)
		}
		if _, err := o.taken(c, found); err != nil {
			return err
		}
	}
	return nil
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

func (t *tx) insertOffer(c *caseRow, o offerRow) error {
	terms, err := text(o.terms)
	if err != nil {
		return err
	}
	err = t.exec(`INSERT INTO offers (refund, merchant, currency, budget, terms, amount_minor, status, reason, made_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
		c.id, c.merchant, c.currency, o.terms.Budget, terms, o.heldMinor, o.state.Status, o.state.Reason, micros(t.now))
	c.offered, c.offer = true, o.state.Status
	c.note(event{Name: "Offer" + string(o.state.Status), Key: "offer", Cause: refund.Cause{Reason: cmp.Or(o.state.Reason, "the policy adds goodwill")}})
	return err
}

// offerRow is a stored offer. heldMinor is what its budget set aside.
type offerRow struct {
	terms     refund.OfferTerms
	heldMinor int64
	state     refund.OfferState
	madeAt    int64
}

func (t *tx) offer(id refund.ID) ([]offerRow, error) {
	return list(t, offerFromRow, `SELECT terms, amount_minor, status, choice, code, reason, made_at FROM offers WHERE refund = $1`, id)
}

func offerFromRow(row scanner) (o offerRow, err error) {
	var terms string
	if err := row.Scan(&terms, &o.heldMinor, &o.state.Status, &o.state.Choice, &o.state.Code, &o.state.Reason, &o.madeAt); err != nil {
		return o, err
	}
	return o, fromText(terms, &o.terms)
}

func (o offerRow) budget(c *caseRow) ledger.BudgetRef {
	return ledger.BudgetRef{Merchant: c.merchant, Budget: o.terms.Budget, Currency: c.currency}
}

// taken is the posting of one of the offer's choices.
func (o offerRow) taken(c *caseRow, choice refund.OfferChoice) (ledger.Posting, error) {
	return ledger.PostOfferTaken(ledger.TakenOffer{Budget: o.budget(c), Customer: c.customer, Choice: choice})
}
