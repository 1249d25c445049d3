package tender

import (
	"github.com/makegood/makegood/policy/rulebook"
	"github.com/makegood/makegood/refund"
)

// Shared is what a plan divides over the payments. Amounts are minor units.
type Shared struct {
	// DivisibleMinor of the total goes to the divisible tenders alone: allowances (MONEY C12).
	DivisibleMinor int64
	// FeesMinor is wanted of the divisible tenders: restocking and the way back. They bear it as far as it goes (C8).
	FeesMinor int64
	// LaterMinor is the most that later requests may still give back of the order.
	LaterMinor int64
	// ChargesMinor is what the merchant keeps of charges and fees so far. Once nothing is kept, an instrument
	// that is worth more than what is left goes back at their cost.
	ChargesMinor int64
	// FaultMinor of FaultOfMinor is what the merchant's fault takes of the goods.
	FaultMinor, FaultOfMinor int64
	// NothingKept: the whole order came back, and nothing of it was used up (C8). UsedUp: something was, so
	// that no instrument will ever be restored.
	NothingKept, UsedUp bool
	// Reissue says how a fault makes good what cannot be restored.
	Reissue rulebook.FaultReissue
}

// division is a total divided between the instruments in kind and the tenders that can be divided.
type division struct {
	// instruments are the shares of the instruments, by payment; restored are those that go back whole. Without
	// an instrument there is neither.
	instruments []int64
	restored    []bool
	// divisibleMinor is left for the divisible tenders, before fees.
	divisibleMinor int64
	// waivedMinor is what the instruments that go back whole are worth more than the total.
	waivedMinor int64
}

// divide gives each indivisible instrument its proportional share by what all tenders still owe, before any
// fee and whatever the tender order is; or all it owes, where it goes back whole (MONEY C8). More than all of
// them owe is a Problem CAP_EXCEEDED.
func (p *Plan) divide(totalMinor int64) (division, error) {
	if !p.HasInstruments() {
		return division{divisibleMinor: totalMinor}, nil
	}
	owed := p.owed()
	d := division{instruments: make([]int64, len(owed)), restored: p.restorable(totalMinor)}
	left := totalMinor
	for i := range owed {
		if d.restored[i] {
			d.instruments[i] = owed[i]
			left -= owed[i]
			owed[i] = 0
		}
	}
	d.waivedMinor, left = max(0, -left), max(0, left)
	toAll := max(0, left-p.Shared.DivisibleMinor)
	weights, err := p.weights(owed, left-toAll)
	if err != nil {
		return d, err
	}
	parts, err := refund.ShareTenders(toAll, weights)
	if err != nil {
		return d, err
	}
	d.divisibleMinor = left
	for i := range parts {
		if !d.restored[i] && p.indivisible(i) {
			d.instruments[i] = parts[i]
			d.divisibleMinor -= parts[i]
		}
	}
	p.leaveRoom(&d, toAll, owed)
	return d, nil
}

// weights are what the tenders owe, without what goes to the divisible ones alone.
func (p *Plan) weights(owed []int64, divisibleMinor int64) ([]int64, error) {
	alone, err := p.overDivisible(divisibleMinor, owed)
	if err != nil {
		return nil, err
	}
	weights := make([]int64, len(owed))
	for i := range owed {
		weights[i] = owed[i] - alone[i]
	}
	return weights, nil
}

// leaveRoom takes a larger share from the instruments where later requests could not give back what they owe:
// what the merchant keeps of charges and fees falls on the divisible tenders.
func (p *Plan) leaveRoom(d *division, toAllMinor int64, owed []int64) {
	if p.Shared.NothingKept || p.Shared.UsedUp {
		return
	}
	owing, shared := int64(0), int64(0)
	for i := range owed {
		if p.indivisible(i) && !p.Expired(p.payment(i)) {
			owing += owed[i] - d.instruments[i]
		}
		shared += d.instruments[i]
	}
	missing := min(owing-p.Shared.LaterMinor, toAllMinor-shared)
	for i := range owed {
		if missing > 0 && p.indivisible(i) && !p.Expired(p.payment(i)) {
			more := min(missing, owed[i]-d.instruments[i])
			d.instruments[i] += more
			d.divisibleMinor -= more
			missing -= more
		}
	}
}

// restorable returns the instruments that go back whole with this request: unexpired ones, once nothing is
// kept. Their worth is at most the total and the charges that the merchant keeps. What this request has sent
// back already stays so, also where goods are kept again since.
func (p *Plan) restorable(totalMinor int64) []bool {
	restored, left := make([]bool, len(p.payments)), totalMinor+p.Shared.ChargesMinor
	for i := range p.payments {
		balance := &p.payments[i]
		whole := p.Shared.NothingKept || p.restoredBefore(balance.PaymentID)
		if !whole || !p.indivisible(i) || p.Expired(p.payment(i)) || balance.OwedMinor > left {
			continue
		}
		restored[i] = true
		left -= max(0, balance.OwedMinor)
	}
	return restored
}

// restoredBefore reports whether the refund has sent an instrument back whole.
func (p *Plan) restoredBefore(id refund.PaymentID) bool {
	return p.settledOf(refund.PlannedLeg{PaymentID: id}) && !p.progress.Reissued[id]
}

// faultOf is the part of an instrument's share that the merchant's fault takes. An instrument that went back
// in advance keeps that much back first.
func (p *Plan) faultOf(i int, shareMinor int64) (int64, error) {
	fault := p.Shared.FaultMinor
	if fault <= 0 || p.Shared.FaultOfMinor <= 0 {
		return 0, nil
	}
	advance := min(shareMinor, max(0, -p.payments[i].KeptBackMinor))
	return refund.Prorate(shareMinor-advance, min(fault, p.Shared.FaultOfMinor), p.Shared.FaultOfMinor)
}

// DivisibleMinor is how much of a total the divisible tenders give back before fees: the most that fees may
// come to. More than all tenders owe is left to Share.
func (p *Plan) DivisibleMinor(totalMinor int64) (int64, error) {
	d, err := p.divide(totalMinor)
	if problem, ok := refund.ProblemIn(err); ok && problem.Code == refund.CodeCapExceeded {
		return totalMinor, nil
	}
	return d.divisibleMinor, err
}

// HasInstruments reports whether the order was paid with something that cannot be divided.
func (p *Plan) HasInstruments() bool {
	for i := range p.payments {
		if p.indivisible(i) {
			return true
		}
	}
	return false
}

func (p *Plan) payment(i int) *refund.Payment { return p.Payment(p.payments[i].PaymentID) }

func (p *Plan) indivisible(i int) bool { return p.payment(i).Indivisible() }
