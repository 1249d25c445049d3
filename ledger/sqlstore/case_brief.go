package sqlstore

import (
	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// brief is a stored proposal without what is large in it (steps, components, lines): what every
// transaction about the refund needs, in the refund's own row.
type brief struct {
	refund.Proposal
	// RetainedMinor is what the merchant keeps as a fee (ledger.Recognition).
	RetainedMinor int64 `json:"retained_minor,omitempty"`
	// ReturnShippingMinor is what it keeps for the way back.
	ReturnShippingMinor int64 `json:"return_shipping_minor,omitempty"`
	// AllowedMinor is what is given back without goods, of the sales (ledger.Recognition).
	AllowedMinor int64 `json:"allowed_minor,omitempty"`
	// SellersTaxMinor is the tax inside what a marketplace's sellers bear; Points are what is taken of points the
	// purchase had earned (ledger.Recognition).
	SellersTaxMinor int64          `json:"sellers_tax_minor,omitempty"`
	Points          []refund.Units `json:"points,omitempty"`
	// KeepsBack: this proposal, or one in whose place it went, keeps an instrument back or restores it.
	KeepsBack bool `json:"keeps_back,omitempty"`
}

func newBrief(m refund.MerchantID, p refund.Proposal) (brief, error) {
	r, err := ledger.NewRecognition(m, p.Assessment, nil)
	if err != nil {
		return brief{}, err
	}
	b := brief{
		Proposal: p, RetainedMinor: r.RetainedMinor,
		ReturnShippingMinor: r.ReturnShippingMinor, AllowedMinor: r.AllowedMinor, KeepsBack: len(p.Assessment.KeptBack) > 0,
		SellersTaxMinor: p.Assessment.TaxMinor - r.TaxMinor, Points: r.Points,
	}
	b.Verdict = refund.RiskVerdict{Score: p.Verdict.Score, Band: p.Verdict.Band}
	a := &b.Assessment
	a.Steps, a.Components, a.Rules, a.KeptBack, a.Legs = nil, nil, nil, nil, nil
	if a.Goods != nil {
		goods := *a.Goods
		goods.Lines = nil
		a.Goods = &goods
	}
	return b, nil
}

// brief is what is stored of the refund's proposal; a zero one while none is. A row of an older version
// has none: it is made of the whole proposal.
func (t *tx) brief(c *caseRow) (*brief, error) {
	if c.terms != nil {
		return c.terms, nil
	}
	b := brief{}
	if c.brief != "" || c.disposition == "" {
		c.terms = &b
		return c.terms, fromText(c.brief, &b)
	}
	p, err := t.proposal(c.id)
	if err != nil {
		return nil, err
	}
	if b, err = newBrief(c.merchant, p); err != nil {
		return nil, err
	}
	b.KeepsBack = true
	c.terms = &b
	return c.terms, nil
}

// proposal reads the whole stored proposal; a zero one where none is stored.
func (t *tx) proposal(id refund.ID) (p refund.Proposal, err error) {
	var raw string
	if err := t.row(`SELECT proposal FROM refunds WHERE refund = $1`, id).Scan(&raw); err != nil {
		return p, err
	}
	return p, fromText(raw, &p)
}

// cancellationOf reads the event by which the refund was asked for.
func (t *tx) cancellationOf(c *caseRow) (out refund.Cancellation, err error) {
	if c.cancellation != nil {
		return *c.cancellation, nil
	}
	var raw string
	if err := t.row(`SELECT cancellation FROM refunds WHERE refund = $1`, c.id).Scan(&raw); err != nil {
		return out, err
	}
	return out, fromText(raw, &out)
}
