package explain

import (
	"time"

	"github.com/makegood/makegood/refund"
)

// checkUncounted compares measures with those of the order, and dates with its moments: a moment falls on one of two neighbouring days,
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
