package entitlement

import (
	"fmt"
	"slices"

	"github.com/makegood/makegood/policy/rulebook"
	"github.com/makegood/makegood/refund"
	"github.com/shopspring/decimal"
)

// past is what earlier requests of the order took, read once from their components. Every "so far"
// is the sum of what is recorded there, so that a request that left the sequence (MONEY C2) leaves
// no trace, and all requests together come to exactly what the rules say of all units.
type past struct {
	lines []lineState
	index map[refund.LineID]int
	// clawback and gift are what was taken so far of each promotion (positive: taken).
	clawback map[refund.PromotionID]int64
	gift     map[refund.PromotionID]int64
	// clawbackTaxIn and giftTaxIn are the inclusive tax in them; shippingTaxOn is the exclusive tax
	// of a claw-back on shipping.
	clawbackTaxIn int64
	giftTaxIn     int64
	shippingTaxOn int64
	waived        int64
	waivedTax     int64
	// deliveries are the order's own shipping and its shipments.
	deliveries []delivery
	// freeShippingGiven: a request for the merchant's fault came before; it gives shipping back also
	// where that cost nothing, so that no later request takes the shipping's discount.
	freeShippingGiven bool
	feesGiven         map[string]bool
	// orderShares is each line's share of the order's own discounts.
	orderShares [][]int64
}

// lineState is a line with what was taken of it so far: by earlier requests, then by this one.
type lineState struct {
	line *refund.Line
	// paid is the whole line: net after all discounts, and its recorded taxes.
	paid part3
	// given is what went back of it.
	given part3
	// claimed counts the units that came back, gone those of them that no longer count as kept
	// (MONEY C6: the merchant's fault counts as kept). forfeited: one of them under FORFEIT.
	claimed    int64
	gone       int64
	forfeited  bool
	allowances []allowance
	// measured is how much of a line sold by measure money went back for.
	measured decimal.Decimal
	// clawbackTaxOn and giftTaxOn are the exclusive tax taken with a claw-back or a kept gift.
	clawbackTaxOn int64
	giftTaxOn     int64
}

// part3 is an amount with its taxes: inside it, and on top of it.
type part3 struct{ net, taxIn, taxOn int64 }

// allowance is net money given back on a line without goods: units that come back later are worth that
// much less, each its share. kept are the units kept at that moment, since those of them that came back.
type allowance struct{ minor, kept, since int64 }

// check refuses a line that gives back more than was bought or paid.
func (s *lineState) check() error {
	if s.claimed > s.line.Quantity || s.given.net > s.paid.net || s.given.taxOn > s.paid.taxOn {
		return fmt.Errorf("line %s gives back %d units and %d of %d units and %d",
			s.line.LineID, s.claimed, s.given.net, s.line.Quantity, s.paid.net)
	}
	return nil
}

// GoneBefore reports whether nothing of a line was kept before this request. It is asked before AddLines.
func (c *Calculation) GoneBefore(line int) bool { return c.past.lines[line].kept() <= 0 }

func (s *lineState) kept() int64 { return s.line.Quantity - s.claimed }

// counted is how many units count as kept where a promotion is tested.
func (s *lineState) counted() int64 { return s.line.Quantity - s.gone }

// ReadPast reads the order and what was taken of it.
func (c *Calculation) ReadPast() error {
	net, shares, err := netPrices(c.order)
	if err != nil {
		return err
	}
	c.past = past{
		orderShares: shares, lines: make([]lineState, len(c.order.Lines)), index: make(map[refund.LineID]int, len(c.order.Lines)),
		clawback: map[refund.PromotionID]int64{}, gift: map[refund.PromotionID]int64{}, feesGiven: map[string]bool{},
	}
	for i := range c.order.Lines {
		line := &c.order.Lines[i]
		c.past.index[line.LineID] = i
		paid := part3{net: net[i]}
		if paid.taxIn, err = refund.TaxMinor(line.Taxes, refund.TaxInclusive); err != nil {
			return fmt.Errorf("line %s: %w", line.LineID, err)
		}
		if paid.taxOn, err = refund.TaxMinor(line.Taxes, refund.TaxExclusive); err != nil {
			return fmt.Errorf("line %s: %w", line.LineID, err)
		}
		c.past.lines[i] = lineState{line: line, paid: paid}
	}
	if err := c.past.readDeliveries(c.order); err != nil {
		return err
	}
	for _, earlier := range c.earlier {
		// Shipping that cost nothing leaves no component behind when it is given back.
		c.past.freeShippingGiven = c.past.freeShippingGiven || earlier.MerchantFault && tookGoods(earlier.Components)
		for _, component := range earlier.Components {
			c.past.read(component)
		}
	}
	c.toBeSentBefore = c.ToBeSent()
	return c.readSellers()
}

// tookGoods reports whether a request took units of a line: an allowance does not, and leaves the shipping.
func tookGoods(components []refund.Component) bool {
	return slices.ContainsFunc(components, func(c refund.Component) bool { return c.Kind == refund.ComponentLine && c.Quantity > 0 })
}

// read adds one component of an earlier request. Nothing here can wrap: no part of an order goes
// back more than once.
func (p *past) read(c refund.Component) {
	switch c.Kind {
	case refund.ComponentLine:
		p.readLine(c)
	case refund.ComponentTax:
		p.readTax(c)
	case refund.ComponentShipping:
		p.readShipping(c)
	case refund.ComponentFee:
		p.feesGiven[c.FeeID] = p.feesGiven[c.FeeID] || c.AmountMinor > 0
	case refund.ComponentClawback:
		p.clawback[c.PromotionID] -= c.AmountMinor
		p.clawbackTaxIn -= c.TaxMinor
	case refund.ComponentGiftNotReturned:
		p.gift[c.PromotionID] -= c.AmountMinor
		p.giftTaxIn -= c.TaxMinor
	case refund.ComponentWaiver:
		p.waived += c.AmountMinor
		p.waivedTax += c.TaxMinor
	case refund.ComponentUsage, refund.ComponentDepreciation, refund.ComponentRestocking,
		refund.ComponentAdjustment, refund.ComponentTenderNotRestored, refund.ComponentTenderReissued,
		refund.ComponentRounding, refund.ComponentVoid, refund.ComponentReturnShipping, refund.ComponentEarnedPoints: // they belong to one request (C2)
	}
}

func (p *past) readLine(c refund.Component) {
	i, ok := p.index[c.LineID]
	if !ok {
		return
	}
	s := &p.lines[i]
	s.given.net += c.AmountMinor
	s.given.taxIn += c.TaxMinor
	if c.Quantity == 0 {
		s.readMeasure(c.Measure)
		s.allowances = append(s.allowances, allowance{minor: c.AmountMinor, kept: max(1, s.kept())})
		return
	}
	s.leave(c.Quantity, modeOf(c))
}

// leave takes units out of the line.
func (s *lineState) leave(units int64, mode rulebook.PromotionMode) {
	s.claimed += units
	for i := range s.allowances {
		s.allowances[i].since = min(s.allowances[i].since+units, s.allowances[i].kept)
	}
	if mode != rulebook.PromotionKeep {
		s.gone += units
		s.forfeited = s.forfeited || mode == rulebook.PromotionForfeit
	}
}

// modeOf is the mode a LINE was taken by. One without was assessed by a version that knew KEEP
// alone.
func modeOf(c refund.Component) rulebook.PromotionMode {
	if c.PromotionMode == "" {
		return rulebook.PromotionKeep
	}
	return rulebook.PromotionMode(c.PromotionMode)
}

// readTax adds exclusive tax.
func (p *past) readTax(c refund.Component) {
	i, ok := p.index[c.LineID]
	switch {
	case !ok && c.Of == refund.ComponentClawback:
		p.shippingTaxOn -= c.AmountMinor
	case !ok && c.LineID == "" && c.FeeID == "" && c.Of == "":
		p.readShippingTax(c)
	case !ok:
	case c.Of == refund.ComponentClawback:
		p.lines[i].clawbackTaxOn -= c.AmountMinor
	case c.Of == refund.ComponentGiftNotReturned:
		p.lines[i].giftTaxOn -= c.AmountMinor
	case c.Of == "":
		p.lines[i].given.taxOn += c.AmountMinor
	}
}
