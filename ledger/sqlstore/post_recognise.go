package sqlstore

import (
	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// recognise books what the refund means, in the transaction of its first begin (P2r, with the
// financial half of P13); for a refund of total 0, of its close.
func (t *tx) recognise(c *caseRow) error {
	if c.recognised {
		return nil
	}
	meaning, err := t.meaning(c)
	if err != nil {
		return err
	}
	return t.postTogether(meaning)
}

// meaning is that posting; from here on the refund is recognised.
func (t *tx) meaning(c *caseRow) (booking, error) {
	r, err := t.recognition(c)
	if err != nil {
		return booking{}, err
	}
	c.recognised = true
	if err := t.voidCards(c, r.Cards); err != nil {
		return booking{}, err
	}
	p, err := ledger.PostRecognise(r)
	return booking{source: source{Subject: string(c.id), Fact: "recognise"}, posting: p}, err
}

func (t *tx) recognition(c *caseRow) (ledger.Recognition, error) {
	b, err := t.brief(c)
	if err != nil {
		return ledger.Recognition{}, err
	}
	r := ledger.Recognition{
		Merchant: c.merchant, Currency: c.currency, TotalMinor: c.totalMinor, TaxMinor: b.Assessment.TaxMinor - b.SellersTaxMinor,
		RetainedMinor: b.RetainedMinor, ReturnShippingMinor: b.ReturnShippingMinor, AllowedMinor: b.AllowedMinor, Sellers: b.Assessment.Sellers, Points: b.Points,
	}
	if r, err = t.withCards(c, r); err != nil {
		return r, err
	}
	if r.Customer, err = t.earner(c, b); err != nil || !b.KeepsBack {
		return r, err
	}
	kept, err := t.keptBack(c.id)
	r.KeptBack = funded(kept)
	return r, err
}

// correct books what a recognised refund means by its new proposal, less what was recognised so far
// (P2x): P2r, P18 or P15, with what was corrected and given back since.
func (t *tx) correct(c *caseRow, fact string) error {
	if !c.recognised {
		return nil
	}
	now := ledger.Recognition{Merchant: c.merchant, Currency: c.currency}
	if c.disposition == refund.DispositionPay {
		var err error
		if now, err = t.recognition(c); err != nil {
			return err
		}
	}
	if err := t.cardsFollow(c, now.Cards); err != nil {
		return err
	}
	soFar, err := list(t, entryFromRow, `SELECT e.account, e.asset, CAST(SUM(e.amount_minor) AS BIGINT)
		FROM postings p JOIN entries e ON e.posting = p.id
		WHERE p.subject = $1 AND p.template IN ($2, $3, $4, $5, $6, $7) AND e.account NOT LIKE 'pay/%' GROUP BY e.account, e.asset`,
		c.id, ledger.TemplateP2r, ledger.TemplateP18, ledger.TemplateP2x, ledger.TemplateP5x, ledger.TemplateP5p, ledger.TemplateP15)
	if err != nil {
		return err
	}
	posting, err := ledger.PostCorrection(now, soFar)
	return t.post(source{Subject: string(c.id), Fact: fact}, posting, err)
}

func entryFromRow(row scanner) (e ledger.Entry, err error) {
	return e, row.Scan(&e.Account, &e.Asset, &e.AmountMinor)
}
