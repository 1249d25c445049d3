package sqlstore

import (
	"context"
	"fmt"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// This file is about gift cards that were bought: frozen first, voided with the recognition of their purchase's refund
// (P15), and given back to their issuer, frozen, when it is given up.

// FreezeCard implements ledger.StoredValue.
func (s *Store) FreezeCard(ctx context.Context, in refund.CardFreeze) error {
	return s.write(ctx, "freeze card "+in.Card, func(t *tx) error {
		if in.Merchant == "" || in.Card == "" || in.Order == "" || in.Line == "" || in.UnspentMinor < 0 || in.Cause.Actor == "" {
			return invariant("a card is frozen with its merchant, name, order, line, what is left on it, and by somebody")
		}
		if problem, refused := in.Acting.MayActAs(in.Cause.Actor); refused {
			return problem
		}
		if err := t.lockOrder(in.Merchant, in.Order); err != nil {
			return err
		}
		known, err := list(t, frozenFromRow, `SELECT order_id, line_id, unspent_minor FROM bought_cards WHERE merchant = $1 AND card = $2`, in.Merchant, in.Card)
		if err != nil {
			return err
		}
		if len(known) > 0 {
			return sameFreeze(known[0], in)
		}
		return t.freezeCard(in)
	})
}

func frozenFromRow(row scanner) (f refund.CardFreeze, err error) {
	return f, row.Scan(&f.Order, &f.Line, &f.UnspentMinor)
}

func sameFreeze(known, in refund.CardFreeze) error {
	if known.Order == in.Order && known.Line == in.Line && known.UnspentMinor == in.UnspentMinor {
		return nil
	}
	return refund.Problem{Code: refund.CodeConflict, Detail: fmt.Sprintf("card %s is frozen with %d left, bought with line %s of order %s",
		in.Card, known.UnspentMinor, known.Line, known.Order)}
}

func (t *tx) freezeCard(in refund.CardFreeze) error {
	late, err := list(t, idFromRow, `SELECT r.refund FROM refunds r JOIN claims c ON c.refund = r.refund
		WHERE r.merchant = $1 AND r.order_id = $2 AND r.recognised AND NOT r.released AND c.line_id = $3 AND NOT c.released LIMIT 1`,
		in.Merchant, in.Order, in.Line)
	if err != nil {
		return err
	}
	if len(late) > 0 {
		return refund.Problem{Code: refund.CodeWrongState, Detail: fmt.Sprintf("%s refunds line %s already: a card is frozen before", late[0], in.Line)}
	}
	who := storedSubject(in.Acting, in.Cause.Actor)
	err = t.exec(`INSERT INTO bought_cards (merchant, card, order_id, line_id, unspent_minor, actor, reason, frozen_at, verified, subject)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
		in.Merchant, in.Card, in.Order, in.Line, in.UnspentMinor, in.Cause.Actor, in.Cause.Reason, micros(t.now), who.Verified, who.ID)
	if err != nil {
		return err
	}
	of := refund.StoredInstrument{Merchant: in.Merchant, Kind: refund.PaymentGiftCard, Instrument: in.Card}
	return t.setStoredState(refund.StoredChange{StoredInstrument: of, State: refund.StoredFrozen, Cause: in.Cause, Acting: in.Acting})
}

func idFromRow(row scanner) (id refund.ID, err error) { return id, row.Scan(&id) }

func (t *tx) cardIs(m refund.MerchantID, card string, state refund.StoredState, cause refund.Cause) error {
	of := refund.StoredInstrument{Merchant: m, Kind: refund.PaymentGiftCard, Instrument: card}
	return t.setStoredState(refund.StoredChange{StoredInstrument: of, State: state, Cause: cause})
}

// boughtCards are the frozen cards that the refund voids, or has voided: those of the lines it claims, as many as it
// claims units, in the sequence in which they were frozen. And the components that give money back for them.
func (t *tx) boughtCards(c *caseRow) ([]ledger.BoughtCard, []refund.Component, error) {
	if c.cards == 0 {
		return nil, nil, nil
	}
	p, err := t.proposal(c.id)
	if err != nil {
		return nil, nil, err
	}
	all, err := list(t, boughtFromRow, `SELECT card, line_id, unspent_minor FROM bought_cards
		WHERE merchant = $1 AND order_id = $2 AND refund IN ('', $3) ORDER BY CASE WHEN refund = '' THEN 1 ELSE 0 END, frozen_at, card`,
		c.merchant, c.order, c.id)
	units := map[refund.LineID]int64{}
	for _, component := range p.Assessment.Components {
		if component.Kind == refund.ComponentLine {
			units[component.LineID] += component.Quantity
		}
	}
	var out []ledger.BoughtCard
	for _, card := range all {
		if units[card.Line]--; units[card.Line] >= 0 {
			out = append(out, card)
		}
	}
	return out, p.Assessment.Components, err
}

func boughtFromRow(row scanner) (b ledger.BoughtCard, err error) {
	return b, row.Scan(&b.Card, &b.Line, &b.UnspentMinor)
}

func (t *tx) withCards(c *caseRow, r ledger.Recognition) (ledger.Recognition, error) {
	cards, components, err := t.boughtCards(c)
	if err != nil || len(cards) == 0 {
		return r, err
	}
	return r.WithCards(components, cards)
}

// cardsShort says that more would be refunded for a card than is left on it: somebody has spent of it since the event.
func (t *tx) cardsShort(c *caseRow) (string, error) {
	if c.recognised {
		return "", nil
	}
	cards, components, err := t.boughtCards(c)
	if err != nil || len(cards) == 0 {
		return "", err
	}
	line, minor, err := ledger.CardsShort(components, cards)
	if err != nil || minor == 0 {
		return "", err
	}
	return fmt.Sprintf("the gift cards of line %s have %d less left than would be refunded for them", line, minor), nil
}

// voidCards keeps that the refund has voided cards, each once.
func (t *tx) voidCards(c *caseRow, cards []ledger.VoidedCard) error {
	for _, card := range cards {
		n, err := t.changed(`UPDATE bought_cards SET refund = $1 WHERE merchant = $2 AND card = $3 AND refund = ''`, c.id, c.merchant, card.Card)
		if err != nil {
			return err
		}
		if n == 0 {
			continue
		}
		cause := refund.Cause{Actor: refund.ActorMakegood, Reason: "its purchase is refunded by " + string(c.id)}
		if err := t.cardIs(c.merchant, card.Card, refund.StoredVoided, cause); err != nil {
			return err
		}
		c.note(event{Name: "CardVoided", Cause: refund.Cause{Reason: card.Card}})
	}
	return nil
}

// cardsFollow is for a recognition that is corrected: cards are voided by it now, or none is any more.
func (t *tx) cardsFollow(c *caseRow, cards []ledger.VoidedCard) error {
	if len(cards) == 0 {
		return t.unvoidCards(c, true)
	}
	return t.voidCards(c, cards)
}

// unvoidCards is for a recognised refund of which something is given up: its cards have a balance again, and stay
// frozen until somebody opens them. whole: nothing of it was paid, so that another refund may void them.
func (t *tx) unvoidCards(c *caseRow, whole bool) error {
	if c.cards == 0 || !c.recognised {
		return nil
	}
	voided, err := list(t, boughtFromRow, `SELECT card, line_id, unspent_minor FROM bought_cards WHERE merchant = $1 AND refund = $2 ORDER BY card`, c.merchant, c.id)
	if err != nil {
		return err
	}
	for _, card := range voided {
		cause := refund.Cause{Actor: refund.ActorMakegood, Reason: "the refund of its purchase was given up: " + string(c.id)}
		if err := t.cardIs(c.merchant, card.Card, refund.StoredFrozen, cause); err != nil {
			return err
		}
	}
	if !whole {
		return nil
	}
	return t.exec(`UPDATE bought_cards SET refund = '' WHERE merchant = $1 AND refund = $2`, c.merchant, c.id)
}
