package diff

import (
	"cmp"
	"slices"

	"github.com/makegood/makegood/refund"
)

// Example is one request that comes out differently.
type Example struct {
	Refund   refund.ID       `json:"refund"`
	Currency refund.Currency `json:"currency_code"`
	Old      Side            `json:"old"`
	New      Side            `json:"new"`
	// Parts are the component kinds whose sums differ.
	Parts []Part `json:"parts"`
}

// Side is what one policy makes of a request.
type Side struct {
	Disposition refund.Disposition `json:"disposition"`
	Reasons     []string           `json:"reasons"`
	Rules       []string           `json:"rules"`
	TotalMinor  int64              `json:"total_minor"`
	OfferMinor  int64              `json:"offer_minor"`
	Approvals   int                `json:"approvals"`
}

// Part is the sum of one component kind under each policy.
type Part struct {
	Kind     refund.ComponentKind `json:"kind"`
	OldMinor int64                `json:"old_minor"`
	NewMinor int64                `json:"new_minor"`
}

func sideOf(a refund.Assessment) Side {
	side := Side{Disposition: a.Disposition, Reasons: orEmpty(a.Reasons), Rules: []string{}, TotalMinor: a.TotalMinor, Approvals: a.ApprovalsRequired}
	if a.Offer != nil {
		side.OfferMinor = a.Offer.HeldMinor()
	}
	for _, applied := range a.Rules {
		if !slices.Contains(side.Rules, applied.Rule) {
			side.Rules = append(side.Rules, applied.Rule)
		}
	}
	return side
}

// differs reports whether anything that a customer or a reviewer would notice changes.
func (e Example) differs() bool {
	return e.Old.Disposition != e.New.Disposition || e.Old.TotalMinor != e.New.TotalMinor ||
		e.Old.OfferMinor != e.New.OfferMinor || e.Old.Approvals != e.New.Approvals || len(e.Parts) > 0
}

// partsOf returns the component kinds whose sums differ. Components of one assessment sum to its
// total, so no sum of some of them can pass 64 bits unseen.
func partsOf(was, will refund.Assessment) []Part {
	sums := map[refund.ComponentKind]*Part{}
	of := func(kind refund.ComponentKind) *Part {
		if sums[kind] == nil {
			sums[kind] = &Part{Kind: kind}
		}
		return sums[kind]
	}
	for _, component := range was.Components {
		of(component.Kind).OldMinor += component.AmountMinor
	}
	for _, component := range will.Components {
		of(component.Kind).NewMinor += component.AmountMinor
	}
	parts := []Part{}
	for _, part := range sums {
		if part.OldMinor != part.NewMinor {
			parts = append(parts, *part)
		}
	}
	slices.SortFunc(parts, func(a, b Part) int { return cmp.Compare(a.Kind, b.Kind) })
	return parts
}

// count adds a request to the sums, and keeps it where it is among the largest changes.
func (c *comparison) count(e Example, parts []Part) error {
	e.Parts = parts
	sums := c.currencies[e.Currency]
	if sums == nil {
		sums = &Currency{Currency: e.Currency}
		c.currencies[e.Currency] = sums
	}
	c.out.RefundCount++
	sums.RefundCount++
	if err := sums.add(e); err != nil {
		return err
	}
	if !e.differs() {
		return nil
	}
	c.out.ChangedCount++
	sums.ChangedCount++
	c.countAnswer(e)
	c.keep(e)
	return nil
}

func (s *Currency) add(e Example) error {
	more, less := max(0, e.New.TotalMinor-e.Old.TotalMinor), max(0, e.Old.TotalMinor-e.New.TotalMinor)
	for _, sum := range []struct {
		into  *int64
		minor int64
	}{{&s.OldMinor, e.Old.TotalMinor}, {&s.NewMinor, e.New.TotalMinor}, {&s.MoreMinor, more}, {&s.LessMinor, less}} {
		var err error
		if *sum.into, err = refund.AddMinor(*sum.into, sum.minor); err != nil {
			return err
		}
	}
	return nil
}

func (c *comparison) countAnswer(e Example) {
	if e.New.Approvals > e.Old.Approvals {
		c.out.ApprovalsMore++
	}
	if e.New.Approvals < e.Old.Approvals {
		c.out.ApprovalsFewer++
	}
	if e.Old.Disposition == e.New.Disposition {
		return
	}
	at := slices.IndexFunc(c.out.Dispositions, func(d Disposition) bool {
		return d.From == e.Old.Disposition && d.To == e.New.Disposition
	})
	if at < 0 {
		at = len(c.out.Dispositions)
		c.out.Dispositions = append(c.out.Dispositions, Disposition{From: e.Old.Disposition, To: e.New.Disposition})
	}
	c.out.Dispositions[at].Count++
}

// keep holds the examples to the largest changes, ties by id.
func (c *comparison) keep(e Example) {
	c.out.Examples = append(c.out.Examples, e)
	slices.SortFunc(c.out.Examples, func(a, b Example) int {
		return cmp.Or(cmp.Compare(b.size(), a.size()), cmp.Compare(a.Refund, b.Refund))
	})
	c.out.Examples = c.out.Examples[:min(len(c.out.Examples), max(0, c.question.ExamplesMax))]
}

func (e Example) size() int64 {
	return max(e.New.TotalMinor-e.Old.TotalMinor, e.Old.TotalMinor-e.New.TotalMinor)
}
