package entitlement

import (
	"fmt"
	"slices"

	"github.com/makegood/makegood/refund"
)

// This file knows whose a line is, and what of its commission a marketplace gives back for what comes back of
// it (POSTINGS P18). Amounts are minor units.

// platform is the party that is no seller: the marketplace itself. It has the first place among the parties.
const platform = 0

// sellers are the parties of an order with sellers, and what earlier requests recorded of them; nil for an
// order without, which costs nothing.
type sellers struct {
	// ids are the parties: the platform ("") first, then the sellers in the pinned sequence of their lines.
	ids []refund.SellerID
	// ofLine is each line's party; commission what the platform keeps of it.
	ofLine     []int
	commission []commission
	// clawback is what earlier requests took back of each promotion, by party. waived and voided are the
	// parties' shares of what was waived, and of what was never captured.
	clawback       map[refund.PromotionID][]share
	waived, voided []share
	// now is what this request comes to so far, and takenBack what it takes for promotions and gifts.
	now, takenBack []share
}

// commission is what the platform keeps of a whole line, and what of it went back.
type commission struct{ wholeMinor, backMinor int64 }

// commissionBack is what of a line's commission is due back by now, what went back before, and what goes now.
type commissionBack struct{ dueMinor, beforeMinor, nowMinor int64 }

// share is a party's part of an amount: all of it, and what of it is the platform's commission on it.
type share struct{ minor, commissionMinor int64 }

func (s share) plus(other share) share {
	return share{s.minor + other.minor, s.commissionMinor + other.commissionMinor}
}

// readSellers learns the order's sellers and what earlier requests recorded of them. It is asked after the
// lines were read.
func (c *Calculation) readSellers() error {
	if !slices.ContainsFunc(c.order.Lines, func(l refund.Line) bool { return l.SellerID != "" }) {
		return nil
	}
	s := &sellers{ids: []refund.SellerID{""}, clawback: map[refund.PromotionID][]share{}}
	for i := range c.past.lines {
		state := &c.past.lines[i]
		s.ofLine = append(s.ofLine, s.add(state.line.SellerID))
		whole, err := c.commissionOf(state)
		if err != nil {
			return fmt.Errorf("line %s: commission: %w", state.line.LineID, err)
		}
		s.commission = append(s.commission, commission{wholeMinor: whole})
	}
	s.waived, s.voided, s.now, s.takenBack = s.none(), s.none(), s.none(), s.none()
	c.sellers = s
	for i := range c.earlier {
		for j := range c.earlier[i].Components {
			c.readShares(&c.earlier[i].Components[j])
		}
	}
	return nil
}

// commissionOf is what the platform keeps of a whole line: an amount, or a rate of its paid net amount, rounded
// once.
func (c *Calculation) commissionOf(s *lineState) (int64, error) {
	kept := s.line.Commission
	if s.line.SellerID == "" || kept == nil {
		return 0, nil
	}
	if kept.AmountMinor != nil {
		return *kept.AmountMinor, nil
	}
	rate, err := c.share(kept.Rate)
	if err != nil {
		return 0, err
	}
	return rate.Of(s.paid.net)
}

// add returns a party's place, a new one for who has none yet.
func (s *sellers) add(id refund.SellerID) int {
	if at := slices.Index(s.ids, id); at >= 0 {
		return at
	}
	s.ids = append(s.ids, id)
	return len(s.ids) - 1
}

// none is nothing, for each party.
func (s *sellers) none() []share { return make([]share, len(s.ids)) }

// readShares adds what an earlier component recorded of the parties: nothing here can wrap, for no part of an
// order goes back more than once.
func (c *Calculation) readShares(part *refund.Component) {
	s := c.sellers
	switch part.Kind {
	case refund.ComponentLine:
		if i, ok := c.past.index[part.LineID]; ok {
			s.commission[i].backMinor += s.of(part)[s.ofLine[i]].commissionMinor
		}
	case refund.ComponentClawback:
		s.clawback[part.PromotionID] = sum(s.recorded(part.PromotionID), s.of(part))
	case refund.ComponentWaiver:
		s.waived = sum(s.waived, s.of(part))
	case refund.ComponentVoid:
		s.voided = sum(s.voided, s.of(part))
	case refund.ComponentTax, refund.ComponentShipping, refund.ComponentFee, refund.ComponentGiftNotReturned, refund.ComponentUsage,
		refund.ComponentDepreciation, refund.ComponentRestocking, refund.ComponentAdjustment, refund.ComponentTenderNotRestored,
		refund.ComponentTenderReissued, refund.ComponentRounding, refund.ComponentReturnShipping, refund.ComponentEarnedPoints:
	}
}

// of is a component by party: what its sellers do not have is the platform's.
func (s *sellers) of(part *refund.Component) []share {
	out := s.none()
	out[platform].minor = part.AmountMinor
	for _, has := range part.Sellers {
		if at := slices.Index(s.ids, has.SellerID); at >= 0 {
			own := share{has.SellerMinor + has.CommissionMinor, has.CommissionMinor}
			out[at] = out[at].plus(own)
			out[platform].minor -= own.minor
		}
	}
	return out
}

// recorded is what earlier requests took of a promotion, by party: negative, as components are.
func (s *sellers) recorded(id refund.PromotionID) []share {
	if of, ok := s.clawback[id]; ok {
		return of
	}
	return s.none()
}

func sum(a, b []share) []share {
	out := make([]share, len(a))
	for i := range a {
		out[i] = a[i].plus(b[i])
	}
	return out
}

// lineSellers is whose an item's LINE is. The commission on it goes back as the line's tax does: by quantity,
// and once the line has an allowance, over the net given back. The line's state has the item by now.
func (c *Calculation) lineSellers(it *Item) ([]refund.SellerShare, error) {
	if c.sellers == nil || c.sellers.ofLine[it.Index] == platform {
		return nil, nil
	}
	s, kept := &c.past.lines[it.Index], &c.sellers.commission[it.Index]
	due, err := s.taxDue(kept.wholeMinor, s.given.net)
	if err != nil {
		return nil, err
	}
	back := max(0, due-kept.backMinor)
	it.commission = commissionBack{due, kept.backMinor, back}
	kept.backMinor += back
	return []refund.SellerShare{{SellerID: it.Line.SellerID, SellerMinor: it.worth.net - back, CommissionMinor: back}}, nil
}
