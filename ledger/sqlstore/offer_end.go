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
	return t.endOpenOffer(c, known[0], in)
}

// endOpenOffer books the end: what was taken is spent, the rest of what was held is free again.
func (t *tx) endOpenOffer(c caseRow, o offerRow, in refund.OfferEnd) (refund.OfferState, error) {
	choice, err := choiceOf(c, o, in)
	if err != nil {
		return refund.OfferState{}, err
	}
	o.state = refund.OfferState{Status: in.Status}
	from := source{Subject: string(c.id), Fact: "offer"}
	if in.Status == refund.OfferAccepted {
		o.state.Choice, o.state.Code = choice.ID, ledger.OfferCode(c.id)
		p, err := o.taken(c, choice)
		if err := t.post(from, p, err); err != nil {
			return refund.OfferState{}, err
		}
	}
	p, err := ledger.PostOfferEnded(o.budget(c), o.heldMinor-choice.AmountMinor)
	if err := t.post(from, p, err); err != nil {
		return refund.OfferState{}, err
	}
	return o.state, t.storeOfferEnd(c, o.state, choice, in.Cause)
}

// choiceOf is what was taken; a zero choice when nothing was.
func choiceOf(c caseRow, o offerRow, in refund.OfferEnd) (refund.OfferChoice, error) {
	switch in.Status {
	case refund.OfferDeclined, refund.OfferExpired:
		return refund.OfferChoice{}, nil
	case refund.OfferAccepted:
		choice, ok := o.terms.Choice(in.Choice)
		if !ok {
			return choice, invariant("%s: the offer has no choice %q", c.id, in.Choice)
		}
		return choice, nil
	case refund.OfferNone, refund.OfferOpen:
	}
	return refund.OfferChoice{}, invariant("an offer does not end as %s", in.Status)
}

func (t *tx) storeOfferEnd(c caseRow, s refund.OfferState, taken refund.OfferChoice, cause refund.Cause) error {
	err := t.exec(`UPDATE offers SET status = $1, choice = $2, kind = $3, promotion = $4, code = $5, ended_at = $6 WHERE refund = $7`,
		s.Status, s.Choice, taken.Kind, taken.Promotion, s.Code, micros(t.now), c.id)
	if err != nil {
		return err
	}
	return t.offerChanged(c, s.Status, event{Name: "Offer" + string(s.Status), Key: "offer end", Cause: cause})
}
