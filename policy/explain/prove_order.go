package explain

import "github.com/makegood/makegood/refund"

// fromOrder reads a field of the pinned order, and false where it is none, or no order is known.
func (p *proof) fromOrder(from refund.Source, of subject) (int64, bool) {
	order := p.facts.Order
	if order == nil {
		return 0, false
	}
	if read, ok := ofOrder[from]; ok {
		return read(order, of)
	}
	if read, ok := ofFee[from]; ok {
		for i := range order.Fees {
			if fee := &order.Fees[i]; fee.FeeID == of.fee {
				return read(fee)
			}
		}
	}
	if read, ok := ofLine[from]; ok {
		for i := range order.Lines {
			if line := &order.Lines[i]; string(line.LineID) == of.line {
				return read(p, line, of)
			}
		}
	}
	return 0, false
}

func known(minor int64, err error) (int64, bool) { return minor, err == nil }

// ofOrder are the sources that are fields of an order, ofFee those of a fee, ofLine those of a line.
var ofOrder = map[refund.Source]func(*refund.Order, subject) (int64, bool){
	refund.FromShippingNet: ofShipping(func(s *refund.Shipping, _ subject) (int64, bool) { return known(s.NetMinor()) }),
	refund.FromShippingInside: ofShipping(func(s *refund.Shipping, _ subject) (int64, bool) {
		return known(refund.TaxMinor(s.Taxes, refund.TaxInclusive))
	}),
	refund.FromShippingOnTop: ofShipping(func(s *refund.Shipping, _ subject) (int64, bool) {
		return known(refund.TaxMinor(s.Taxes, refund.TaxExclusive))
	}),
	refund.FromShippingDiscount: ofShipping(func(s *refund.Shipping, of subject) (int64, bool) { return shippingDiscount(s, of.promotion), true }),
	refund.FromEarnedPoints: func(o *refund.Order, of subject) (int64, bool) {
		earned, ok := earnedBy(o, of.asset)
		return earned.Amount, ok
	},
	refund.FromLinesNet:      ofPoints(func(l *refund.Line) (int64, error) { return l.NetMinor() }),
	refund.FromLinesQuantity: ofPoints(func(l *refund.Line) (int64, error) { return l.Quantity, nil }),
	refund.FromOrderPaid:     func(o *refund.Order, _ subject) (int64, bool) { return known(o.PaidMinor()) },
	refund.FromOrderGoods:    func(o *refund.Order, _ subject) (int64, bool) { return goodsOf(o) },
	refund.FromDiscount:      func(o *refund.Order, of subject) (int64, bool) { return orderDiscount(o, of.promotion) },
	refund.FromPromotionOff:  func(o *refund.Order, of subject) (int64, bool) { return tookOff(o, of.promotion), true },
	refund.FromPromotion:     promotionTerm,
}

var ofFee = map[refund.Source]func(*refund.Fee) (int64, bool){
	refund.FromFeeAmount: func(f *refund.Fee) (int64, bool) { return f.AmountMinor, true },
	refund.FromFeeInside: func(f *refund.Fee) (int64, bool) { return known(refund.TaxMinor(f.Taxes, refund.TaxInclusive)) },
	refund.FromFeeOnTop:  func(f *refund.Fee) (int64, bool) { return known(refund.TaxMinor(f.Taxes, refund.TaxExclusive)) },
}

var ofLine = map[refund.Source]func(*proof, *refund.Line, subject) (int64, bool){
	refund.FromLineQuantity: func(_ *proof, l *refund.Line, _ subject) (int64, bool) { return l.Quantity, true },
	refund.FromLinePrice:    func(_ *proof, l *refund.Line, _ subject) (int64, bool) { return l.UnitPriceMinor, true },
	refund.FromLineNet:      func(_ *proof, l *refund.Line, _ subject) (int64, bool) { return known(l.NetMinor()) },
	refund.FromLineTaxInside: func(_ *proof, l *refund.Line, _ subject) (int64, bool) {
		return known(refund.TaxMinor(l.Taxes, refund.TaxInclusive))
	},
	refund.FromLineTaxOnTop: func(_ *proof, l *refund.Line, _ subject) (int64, bool) {
		return known(refund.TaxMinor(l.Taxes, refund.TaxExclusive))
	},
	refund.FromLineTax: func(_ *proof, l *refund.Line, _ subject) (int64, bool) {
		inside, _ := refund.TaxMinor(l.Taxes, refund.TaxInclusive)
		onTop, err := refund.TaxMinor(l.Taxes, refund.TaxExclusive)
		return inside + onTop, err == nil
	},
	refund.FromLineDiscount: func(p *proof, l *refund.Line, of subject) (int64, bool) {
		return discountsOf(l.Discounts, of.promotion), len(p.facts.Order.OrderDiscounts) == 0
	},
	refund.FromLineUnitsTotal: func(_ *proof, l *refund.Line, _ subject) (int64, bool) { return pointed(l.UnitsTotal) },
	refund.FromLineUnitsUsed:  func(p *proof, l *refund.Line, _ subject) (int64, bool) { return pointed(p.seen(l).UnitsUsed) },
	refund.FromLineCommission: func(_ *proof, l *refund.Line, _ subject) (int64, bool) {
		if l.Commission == nil {
			return 0, true
		}
		return pointed(l.Commission.AmountMinor)
	},
	refund.FromLineFace: func(_ *proof, l *refund.Line, _ subject) (int64, bool) {
		if l.FaceMinor != nil {
			return *l.FaceMinor, true
		}
		return l.UnitPriceMinor, true
	},
}

func pointed(value *int64) (int64, bool) {
	if value == nil {
		return 0, true
	}
	return *value, true
}

// seen is a line with what the request's own snapshot says of its use.
func (p *proof) seen(line *refund.Line) refund.Line {
	seen := *line
	if p.facts.Request == nil {
		return seen
	}
	for i := range p.facts.Request.Order.Lines {
		now := &p.facts.Request.Order.Lines[i]
		if now.LineID != line.LineID {
			continue
		}
		if now.UnitsUsed != nil {
			seen.UnitsUsed = now.UnitsUsed
		}
		if now.DeliveredAt != nil {
			seen.DeliveredAt = now.DeliveredAt
		}
		if now.ServicePeriod != nil {
			seen.ServicePeriod = now.ServicePeriod
		}
	}
	return seen
}
