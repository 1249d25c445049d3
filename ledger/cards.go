package ledger

import (
	"fmt"

	"github.com/makegood/makegood/refund"
)

// BoughtCard is a gift card that a line of an order bought, frozen with so much left on it.
type BoughtCard struct {
	Card         string
	Line         refund.LineID
	UnspentMinor int64
}

// VoidedCard is what a refund takes of a card: UnitsMinor are all that was left on it, AmountMinor what of them goes
// back to who had bought it. They differ where a bonus was left, or where a fee is kept.
type VoidedCard struct {
	Card        string
	AmountMinor int64
	UnitsMinor  int64
}

// WithCards is r where lines bought gift cards that are frozen: what the components give back for such a line was no
// sale, but is owed on its cards, and what was spent of them is no fee that is kept. CardsShort says by how much that is
// more than the cards have.
func (r Recognition) WithCards(components []refund.Component, cards []BoughtCard) (Recognition, error) {
	due, err := dueForCards(components, cards)
	if err != nil {
		return r, err
	}
	for line, of := range due {
		if r.RetainedMinor -= of.spentMinor; r.RetainedMinor < 0 {
			return r, fmt.Errorf("recognise: line %s: %d spent is more than what is retained: %w", line, of.spentMinor, ErrInvariant)
		}
	}
	for _, c := range cards {
		of := due[c.Line]
		taken := max(0, min(c.UnspentMinor, of.givenMinor))
		of.givenMinor -= taken
		r.Cards = append(r.Cards, VoidedCard{Card: c.Card, AmountMinor: taken, UnitsMinor: c.UnspentMinor})
	}
	return r, nil
}

// CardsShort is by how much the components give back more for a line than is left on its cards, for the first such line.
func CardsShort(components []refund.Component, cards []BoughtCard) (line refund.LineID, minor int64, err error) {
	due, err := dueForCards(components, cards)
	if err != nil {
		return "", 0, err
	}
	for _, c := range cards {
		due[c.Line].givenMinor -= c.UnspentMinor
	}
	for _, c := range cards {
		if left := due[c.Line].givenMinor; left > 0 {
			return c.Line, left, nil
		}
	}
	return "", 0, nil
}

// cardDue is what a line's components give back for its cards, without the tax in it, and what was spent of them.
type cardDue struct{ givenMinor, spentMinor int64 }

func dueForCards(components []refund.Component, cards []BoughtCard) (map[refund.LineID]*cardDue, error) {
	due := map[refund.LineID]*cardDue{}
	for _, c := range cards {
		due[c.Line] = &cardDue{}
	}
	for _, c := range components {
		of, known := due[c.LineID]
		if !known || c.Kind != refund.ComponentLine && c.Kind != refund.ComponentUsage {
			continue
		}
		given, err := Checked(refund.SumMinor(of.givenMinor, c.AmountMinor, -c.TaxMinor))
		if err != nil {
			return nil, fmt.Errorf("cards of line %s: %w", c.LineID, err)
		}
		if of.givenMinor = given; c.Kind == refund.ComponentUsage {
			of.spentMinor += c.TaxMinor - c.AmountMinor
		}
	}
	return due, nil
}

// cardSides are what is no longer owed on the cards, and where their units are then.
func (r Recognition) cardSides() (left, void []side) {
	for _, c := range r.Cards {
		left = append(left, debit(merchantAccount(r.Merchant, giftCard), string(r.Currency), c.AmountMinor), cardSides(r.Merchant, c.Card, "balance", c.UnitsMinor))
		void = append(void, cardSides(r.Merchant, c.Card, "void", c.UnitsMinor))
	}
	return left, void
}

// cardsUnpaid are the parts that belong to unpaidMinor of the total, in proportion.
func (r Recognition) cardsUnpaid(unpaidMinor int64) []VoidedCard {
	var out []VoidedCard
	for _, c := range r.Cards {
		out = append(out, VoidedCard{c.Card, share(c.AmountMinor, unpaidMinor, r.TotalMinor), share(c.UnitsMinor, unpaidMinor, r.TotalMinor)})
	}
	return out
}

// lessCards is what is left of parts after an earlier one of the same cards.
func lessCards(all, part []VoidedCard) []VoidedCard {
	out := make([]VoidedCard, len(all))
	for i, c := range all {
		out[i] = VoidedCard{c.Card, c.AmountMinor - part[i].AmountMinor, c.UnitsMinor - part[i].UnitsMinor}
	}
	return out
}
