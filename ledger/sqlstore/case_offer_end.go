package sqlstore

import (
	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// offerEnd ends an open offer: as accepted it names the choice.
type offerEnd struct {
	Status refund.OfferStatus
	Choice string
	Cause  refund.Cause
}

// endOffer books the end of an open offer (P16a, P16d): what was taken is spent, the rest of what was held
// is free again.
func (t *tx) endOffer(c *caseRow, in offerEnd) error {
	known, err := t.offer(c.id)
	if err != nil {
		return err
	}
	if len(known) == 0 || c.offer != refund.OfferOpen {
		return invariant("%s has no open offer", c.id)
	}
	o := known[0]
	choice, err := choiceOf(c, o, in)
	if err != nil {
		return err
	}
	o.state = refund.OfferState{Status: in.Status}
	from := source{Subject: string(c.id), Fact: "offer"}
	if in.Status == refund.OfferAccepted {
		o.state.Choice, o.state.Code = choice.ID, ledger.OfferCode(c.id)
		p, err := o.taken(c, choice)
		if err := t.post(from, p, err); err != nil {
			return err
		}
	}
	p, err := ledger.PostOfferEnded(o.budget(c), o.heldMinor-choice.AmountMinor)
	if err := t.post(from, p, err); err != nil {
		return err
	}
	return t.storeOfferEnd(c, o.state, choice, in.Cause)
}

// choiceOf is what was taken; a zero choice when nothing was.
func choiceOf(c *caseRow, o offerRow, in offerEnd) (refund.OfferChoice, error) {
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

func (t *tx) storeOfferEnd(c *caseRow, s refund.OfferState, taken refund.OfferChoice, cause refund.Cause) error {
	err := t.exec(`UPDATE offers SET status = $1, choice = $2, kind = $3, promotion = $4, code = $5, ended_at = $6 WHERE refund = $7`,
		s.Status, s.Choice, taken.Kind, taken.Promotion, s.Code, micros(t.now), c.id)
	c.offer = s.Status
	c.note(event{Name: "Offer" + string(s.Status), Key: "offer end", Cause: cause})
	return err
}
