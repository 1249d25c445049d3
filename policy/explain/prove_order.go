package explain

import (
	"time"

	"github.com/makegood/makegood/refund"
)

// fromOrder reads a field of the pinned order, and false where it is none, or no order is known.
func (p *proof) fromOrder(from refund.Source, of subject) (int64, bool) {
	order := p.facts.Order
	if order == nil {
		return 0, false
	}
	switch from {
	case refund.FromShippingNet, refund.FromShippingInside, refund.FromShippingOnTop, refund.FromShippingDiscount:
		return ofShipping(order, from, of)
	case refund.FromEarnedPoints, refund.FromLinesNet, refund.FromLinesQuantity:
		return ofPoints(order, from, of)
	case refund.FromOrderPaid:
		return known(order.PaidMinor())
	case refund.FromOrderGoods:
		return goodsOf(order)
	case refund.FromDiscount:
		return orderDiscount(order, of.promotion)
	case refund.FromPromotionOff:
		return tookOff(order, of.promotion), true
	case refund.FromPromotion:
		return promotionTerm(order, of)
	}
	for i := range order.Fees {
		if fee := &order.Fees[i]; fee.FeeID == of.fee {
			return ofFee(fee, from)
		}
	}
	for i := range order.Lines {
		if line := &order.Lines[i]; string(line.LineID) == of.line {
			return p.ofLine(line, from, of)
		}
	}
	return 0, false
}

func known(minor int64, err error) (int64, bool) { return minor, err == nil }

func ofFee(fee *refund.Fee, from refund.Source) (int64, bool) {
	switch from {
	case refund.FromFeeAmount:
		return fee.AmountMinor, true
	case refund.FromFeeInside:
		return known(refund.TaxMinor(fee.Taxes, refund.TaxInclusive))
	case refund.FromFeeOnTop:
		return known(refund.TaxMinor(fee.Taxes, refund.TaxExclusive))
	}
	return 0, false
}

func (p *proof) ofLine(line *refund.Line, from refund.Source, of subject) (int64, bool) {
	switch from {
	case refund.FromLineQuantity:
		return line.Quantity, true
	case refund.FromLinePrice:
		return line.UnitPriceMinor, true
	case refund.FromLineNet:
		return known(line.NetMinor())
	case refund.FromLineTaxInside:
		return known(refund.TaxMinor(line.Taxes, refund.TaxInclusive))
	case refund.FromLineTaxOnTop:
		return known(refund.TaxMinor(line.Taxes, refund.TaxExclusive))
	case refund.FromLineTax:
		inside, _ := refund.TaxMinor(line.Taxes, refund.TaxInclusive)
		onTop, err := refund.TaxMinor(line.Taxes, refund.TaxExclusive)
		return inside + onTop, err == nil
	case refund.FromLineDiscount:
		return discountsOf(line.Discounts, of.promotion), len(p.facts.Order.OrderDiscounts) == 0
	case refund.FromLineUnitsTotal:
		return pointed(line.UnitsTotal)
	case refund.FromLineUnitsUsed:
		return pointed(p.seen(line).UnitsUsed)
	case refund.FromLineCommission:
		if line.Commission == nil {
			return 0, true
		}
		return pointed(line.Commission.AmountMinor)
	case refund.FromLineFace:
		if line.FaceMinor != nil {
			return *line.FaceMinor, true
		}
		return line.UnitPriceMinor, true
	}
	return 0, false
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

// checkUncounted compares dates with the moments of the order: a moment falls on one of two neighbouring days,
// by the zone of the order.
func (p *proof) checkUncounted(s *reading, input *refund.Input, of subject) {
	if input.Unit == refund.UnitMeasure {
		p.checkMeasure(s, input, of)
	}
	if input.Unit != refund.UnitDate || p.facts.Order == nil || p.facts.Request == nil {
		return
	}
	at, ok := p.moment(input.From, of)
	day, err := time.Parse(time.DateOnly, input.Value)
	if !ok || err != nil {
		s.wrong("%s is no day of the order", input.Name)
		return
	}
	if apart := at.Sub(day); apart < -14*time.Hour || apart > 36*time.Hour {
		s.wrong("%s is %s, the order says %s", input.Name, input.Value, at)
	}
}

func (p *proof) moment(from refund.Source, of subject) (time.Time, bool) {
	if from == refund.FromOccurred {
		return p.facts.Request.OccurredAt, true
	}
	if from == refund.FromShipmentDelivered {
		return p.lastArrived(of.shipment)
	}
	for i := range p.facts.Order.Lines {
		if string(p.facts.Order.Lines[i].LineID) != of.line {
			continue
		}
		line := p.seen(&p.facts.Order.Lines[i])
		switch {
		case from == refund.FromLineDelivered && line.DeliveredAt != nil:
			return *line.DeliveredAt, true
		case from == refund.FromLineDelivered && p.facts.Request.Order.DeliveredAt != nil:
			return *p.facts.Request.Order.DeliveredAt, true
		case from == refund.FromLineDelivered && p.facts.Order.DeliveredAt != nil:
			return *p.facts.Order.DeliveredAt, true
		case from == refund.FromLinePeriodStart && line.ServicePeriod != nil:
			return line.ServicePeriod.StartAt, true
		case from == refund.FromLinePeriodEnd && line.ServicePeriod != nil:
			return line.ServicePeriod.EndAt, true
		}
	}
	return time.Time{}, false
}
