package explain

import (
	"slices"

	"github.com/makegood/makegood/refund"
)

// This file adds up what each party of a marketplace has, and holds the parties' shares to the assessment.

// partyHas is what a party has of the steps until a place.
func (p *proof) partyHas(seller string, until int) int64 {
	if seller != "" {
		return p.sold(seller, until, false) + p.rowsBefore(seller, until, "seller.promotion", "seller.proportion")
	}
	rest := p.before[until].total
	for _, other := range p.sellers() {
		rest -= p.partyHas(other, until)
	}
	return rest
}

// sellers are the ids of the order's sellers.
func (p *proof) sellers() []string {
	var ids []string
	for i := range p.facts.Order.Lines {
		if id := string(p.facts.Order.Lines[i].SellerID); id != "" && !slices.Contains(ids, id) {
			ids = append(ids, id)
		}
	}
	return ids
}

// takenOf is what the steps until a place take of a party for promotions and gifts, as a positive amount.
func (p *proof) takenOf(seller string, until int) int64 {
	if seller != "" {
		return -p.sold(seller, until, true) - p.rowsBefore(seller, until, "seller.promotion")
	}
	var all int64
	for i := range until {
		if step := &p.a.Steps[i]; step.Adds.OfTotal() && (step.Component == refund.ComponentClawback || takesBack(step)) {
			all -= step.ResultMinor
		}
	}
	for _, other := range p.sellers() {
		all -= p.takenOf(other, until)
	}
	return all
}

// lostBy sums the rows of the step that a column names that a seller has.
func (p *proof) lostBy(input *refund.Input, of subject) int64 {
	if input.Step < 1 || int(input.Step) > len(p.before)-1 || p.a.Steps[input.Step-1].Table == nil {
		return -1 << 63
	}
	var sum int64
	for _, row := range p.a.Steps[input.Step-1].Table.Rows {
		if p.bearer(of.promotion, row.Of) == of.seller {
			sum += row.Cells[len(row.Cells)-1]
		}
	}
	return sum
}

// earlierOfParty sums a party's shares of components of earlier requests.
func (p *proof) earlierOfParty(input *refund.Input, of subject, at int) (int64, bool) {
	// The other sources are not read here.
	//
	//exhaustive:ignore
	switch input.From {
	case refund.FromSellerClawback:
		return -p.earlierShares(of, refund.ComponentClawback).net, true
	case refund.FromSellerVoided:
		return -p.earlierShares(of, refund.ComponentVoid).net, true
	case refund.FromSellerCommissionVoided:
		return -p.earlierShares(of, refund.ComponentVoid).commission, true
	case refund.FromSellerWaived:
		minor := p.earlierShares(of, refund.ComponentWaiver).net
		if amount := (&reading{step: &p.a.Steps[at]}).sum("amount"); amount > 0 {
			minor = -minor
		}
		return minor, true
	}
	return 0, false
}

// earlierShares is what earlier requests recorded for a party of components of a kind.
func (p *proof) earlierShares(of subject, kind refund.ComponentKind) taken {
	var t taken
	for i := range p.facts.Earlier {
		for _, c := range p.facts.Earlier[i].Components {
			if c.Kind != kind || kind == refund.ComponentClawback && string(c.PromotionID) != of.promotion {
				continue
			}
			platform := c.AmountMinor
			for _, has := range c.Sellers {
				platform -= has.SellerMinor + has.CommissionMinor
				if string(has.SellerID) == of.seller {
					t.net, t.commission = t.net+has.SellerMinor+has.CommissionMinor, t.commission+has.CommissionMinor
				}
			}
			if of.seller == "" {
				t.net += platform
			}
		}
	}
	return t
}

// holdParties holds the parties' shares to the total, and each seller's to the assessment.
func (p *proof) holdParties(hold func(what string, got, want int64)) {
	shares, commissions := map[string]int64{}, map[string]int64{}
	for i := range p.a.Steps {
		s := reading{step: &p.a.Steps[i]}
		switch s.step.Key {
		case "seller.share":
			shares[s.word("seller")] += s.step.ResultMinor
		case "seller.commission":
			commissions[s.word("seller")] += s.step.ResultMinor
		}
	}
	if len(shares)+len(p.a.Sellers) == 0 {
		return
	}
	hold("parties' shares", p.now.parties, p.a.TotalMinor)
	for _, of := range p.a.Sellers {
		hold("share of seller "+string(of.SellerID), shares[string(of.SellerID)], of.SellerMinor)
		hold("commission of seller "+string(of.SellerID), commissions[string(of.SellerID)], of.CommissionMinor)
	}
	if len(shares) != len(p.a.Sellers) {
		hold("number of sellers", int64(len(shares)), int64(len(p.a.Sellers)))
	}
}
