package ledger

import "fmt"

// This file holds the templates of refunds that makegood did not ask for, beside P11 itself. Amounts are minor units
// of the payment's currency.

// PostExternalFailed takes PostExternal back, when a refund made elsewhere failed or was cancelled (P11r).
func PostExternalFailed(p PaymentRef, amountMinor, excessMinor int64) (Posting, error) {
	_, took, gave := p.movedBy(amountMinor)
	took = append(took, p.backToHeadroom(amountMinor, excessMinor)...)
	return build(TemplateP11r, append(gave, p.line(ControlExternal, amountMinor)), append(took, p.owed(suspense, amountMinor)))
}

// OutsideMeaning is what a person says that a refund made elsewhere was for. SalesMinor is for goods, without the tax
// in it; AllowedMinor money for goods that the customer keeps, without its tax; GoodwillMinor neither.
type OutsideMeaning struct {
	SalesMinor    int64
	AllowedMinor  int64
	TaxMinor      int64
	GoodwillMinor int64
}

// TotalMinor is the whole of it.
func (m OutsideMeaning) TotalMinor() int64 {
	return m.SalesMinor + m.AllowedMinor + m.TaxMinor + m.GoodwillMinor
}

func (m OutsideMeaning) sides(p PaymentRef) (debits, credits []side, err error) {
	if min(m.SalesMinor, m.AllowedMinor, m.TaxMinor, m.GoodwillMinor) < 0 || m.TotalMinor() <= 0 {
		return nil, nil, fmt.Errorf("attribution %+v: %w", m, ErrInvariant)
	}
	return []side{
		p.owed(salesReturns, m.SalesMinor), p.owed(salesAllowances, m.AllowedMinor), p.owed(outputTax, m.TaxMinor), p.owed(goodwill, m.GoodwillMinor),
	}, []side{p.owed(suspense, m.TotalMinor())}, nil
}

// PostAttributed takes a refund made elsewhere out of suspense (P11a).
func PostAttributed(p PaymentRef, m OutsideMeaning) (Posting, error) {
	debits, credits, err := m.sides(p)
	if err != nil {
		return Posting{}, err
	}
	return build(TemplateP11a, debits, credits)
}

// PostAttributionBack puts it back into suspense, when that refund failed after all (P11b).
func PostAttributionBack(p PaymentRef, m OutsideMeaning) (Posting, error) {
	debits, credits, err := m.sides(p)
	if err != nil {
		return Posting{}, err
	}
	return build(TemplateP11b, credits, debits)
}
