package explain

import (
	"slices"

	"github.com/makegood/makegood/refund"
)

// This file knows whose a step is on a marketplace.

// fromParties reads what a party has so far, or before the step that the input names; false where it is no such
// source, or no order is known.
func (p *proof) fromParties(input *refund.Input, of subject, at int) (int64, bool) {
	if p.facts.Order == nil || p.facts.Earlier == nil {
		return 0, false
	}
	until := at
	if input.Step > 0 {
		until = int(input.Step) - 1
	}
	// The other sources are not read here.
	//
	//exhaustive:ignore
	switch input.From {
	case refund.FromSellerSold:
		return p.sold(of.seller, until, false), true
	case refund.FromSellerLines:
		return p.commissions(of.seller, at, false), true
	case refund.FromSellerNow:
		return p.partyHas(of.seller, until), true
	case refund.FromSellerCommissionNow:
		return p.commissionsBefore(of.seller, int(input.Step), at), true
	case refund.FromSellerTaken:
		return p.takenOf(of.seller, until), true
	case refund.FromCommissionLeft:
		return p.commissionLeft(of.line, at), true
	case refund.FromSellerLost:
		return p.lostBy(input, of), true
	}
	return p.earlierOfParty(input, of, at)
}

// sellerOf is whose a line is; empty: the platform's.
func (p *proof) sellerOf(line string) string {
	for i := range p.facts.Order.Lines {
		if own := &p.facts.Order.Lines[i]; string(own.LineID) == line {
			return string(own.SellerID)
		}
	}
	return ""
}

// bearer is who has what a promotion cost on a line: who funded it, if that is a seller of the order or names
// nobody of it, or the line's seller.
func (p *proof) bearer(promotion, line string) string {
	for i := range p.facts.Order.Promotions {
		rule := &p.facts.Order.Promotions[i]
		if string(rule.PromotionID) != promotion || rule.FundedBy == "" {
			continue
		}
		if slices.ContainsFunc(p.facts.Order.Lines, func(l refund.Line) bool { return string(l.SellerID) == rule.FundedBy }) {
			return rule.FundedBy
		}
		return ""
	}
	return p.sellerOf(line)
}

// takesBack reports whether a step takes something of kept goods: a gift, or tax of a gift or a promotion.
func takesBack(step *refund.Step) bool {
	return step.Component == refund.ComponentGiftNotReturned || step.Key == "clawback.tax" || step.Key == "gift.tax"
}

// partyOfStep is whose a step of the total is, and false where it concerns more than one party, or the platform.
func (p *proof) partyOfStep(step *refund.Step) (string, bool) {
	s := reading{step: step}
	line := s.word("line")
	// The others are about no seller.
	//
	//exhaustive:ignore
	switch step.Component {
	case refund.ComponentLine, refund.ComponentRestocking, refund.ComponentUsage, refund.ComponentDepreciation, refund.ComponentTax, refund.ComponentAdjustment:
		return p.sellerOf(line), line != ""
	case refund.ComponentGiftNotReturned:
		return p.bearer(s.word("promotion"), line), true
	}
	return "", false
}

// sold is what the steps until a place come to of what a seller sold; takenBack: of that, what is taken of kept goods.
func (p *proof) sold(seller string, until int, takenBack bool) int64 {
	var sum int64
	for i := range until {
		step := &p.a.Steps[i]
		if of, ok := p.partyOfStep(step); ok && step.Adds.OfTotal() && of == seller && seller != "" && (!takenBack || takesBack(step)) {
			sum += step.ResultMinor
		}
	}
	return sum
}

// about is the place, counted from 1, of the step whose amount a table shares; 0: it comes before any such.
func (p *proof) about(step *refund.Step) int {
	switch step.Key {
	case "seller.proportion":
		return int(step.Inputs[0].Step)
	case "seller.commission_part":
		return p.about(&p.a.Steps[step.Table.Columns[1].Step-1])
	case "commission.kept":
		for _, input := range step.Inputs {
			if input.Name == "part" {
				return int(input.Step)
			}
		}
	}
	return 0
}

// rowsBefore sums a party's rows in the tables of some keys, as far as they are about a step before a place.
func (p *proof) rowsBefore(seller string, until int, keys ...string) int64 {
	var sum int64
	for i := range p.a.Steps[:len(p.before)-1] {
		step := &p.a.Steps[i]
		if !slices.Contains(keys, step.Key) || p.about(step) > until {
			continue
		}
		for _, row := range step.Table.Rows {
			if row.Of == seller {
				sum += row.Cells[len(row.Cells)-1]
			}
		}
	}
	return sum
}

// commissions are what goes back of the commission on what a seller sold; withParts: and in what concerns all.
func (p *proof) commissions(seller string, until int, withParts bool) int64 {
	var sum int64
	for i := range until {
		step := &p.a.Steps[i]
		if ofCommission(step) && p.sellerOf((&reading{step: step}).word("line")) == seller {
			sum += step.ResultMinor
		}
	}
	if withParts {
		sum += p.rowsBefore(seller, until, "seller.commission_part")
	}
	return sum
}

// ofCommission reports whether a step is what goes back of a line's commission, or what of that is kept.
func ofCommission(step *refund.Step) bool {
	return step.Key == "commission.share" || step.Key == "commission.over_net" || step.Key == "commission.kept"
}

// commissionsBefore is what goes back of a seller's commission with the components before the one of a place.
func (p *proof) commissionsBefore(seller string, place, at int) int64 {
	sum := p.commissions(seller, at, false)
	for i := range at {
		if step := &p.a.Steps[i]; step.Key == "commission.kept" && p.about(step) >= place && p.sellerOf((&reading{step: step}).word("line")) == seller {
			sum -= step.ResultMinor
		}
	}
	return sum + p.rowsBefore(seller, place-1, "seller.commission_part")
}

// commissionLeft is what goes back of the commission on a line by the steps until a place.
func (p *proof) commissionLeft(line string, until int) int64 {
	var sum int64
	for i := range until {
		step := &p.a.Steps[i]
		if ofCommission(step) && (&reading{step: step}).word("line") == line {
			sum += step.ResultMinor
		}
	}
	return sum
}
