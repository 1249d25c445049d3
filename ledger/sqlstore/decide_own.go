package sqlstore

import (
	"maps"
	"slices"

	"github.com/makegood/makegood/ledger"
)

// own is what a refund's reservation consists of. Its zero value is none.
type own struct {
	legs []*legRow
	// kept is what a new reservation gives back of what was kept back. An instrument that was
	// restored and has gone back stays so: restored.
	kept     []keptBackRow
	restored []keptBackRow
}

func (t *tx) own(c *caseRow) (o own, err error) {
	if o.legs, err = t.legs(c); err != nil {
		return o, err
	}
	if o.kept, o.restored, err = t.keptBackOrRestored(c, o.legs); err != nil {
		return o, err
	}
	return o, nil
}

// frees reports whether a new reservation gives the leg's money back. A leg that was sent and has
// no final answer is not free.
func frees(l *legRow) bool { return holds(l) && !l.Status.Undecided() }

// bonusOf is what the reservation holds of a budget.
func (o own) bonusOf(budget string) (minor int64) {
	for _, l := range o.legs {
		if holds(l) && l.budget == budget {
			minor += l.BonusMinor
		}
	}
	return minor
}

// givesBack returns an order's payments as they are once the reservation has given back what it holds.
func (o own) givesBack(payments []orderPayment) []orderPayment {
	out := slices.Clone(payments)
	for i := range out {
		p := &out[i]
		p.balances, p.captures = maps.Clone(p.balances), slices.Clone(p.captures)
		for _, l := range o.legs {
			if frees(l) {
				p.takeBack(l)
			}
		}
		for _, k := range o.kept {
			p.takeBackKept(k)
		}
		paid := max(0, min(p.balances[ledger.ControlExcess], p.balances[ledger.ControlOpen]))
		p.balances[ledger.ControlExcess] -= paid
		p.balances[ledger.ControlOpen] -= paid
	}
	return out
}

func (p *orderPayment) takeBack(l *legRow) {
	minor := l.AmountMinor - l.unheldMinor
	if l.PaymentID == p.id {
		p.usedMinor -= minor
	}
	if l.ref.ID == p.ref.ID {
		p.takeBackOfCapture(l)
	}
	if place := ledger.PlaceOf(l.Status); l.ref.ID == p.ref.ID && place != "" { // a Held leg uses no headroom
		p.balances[place] -= minor
		p.balances[ledger.ControlOpen] += minor
	}
}

func (p *orderPayment) takeBackKept(k keptBackRow) {
	if k.paymentID == p.id {
		p.keptBackMinor -= k.amount
	}
	if k.ref.ID == p.ref.ID {
		p.balances[ledger.ControlKeptBack] -= k.freed()
		p.balances[ledger.ControlOpen] += k.freed()
	}
}
