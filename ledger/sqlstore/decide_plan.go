package sqlstore

import (
	"fmt"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// plan is what a reservation takes of the payments, or why it may not.
type plan struct {
	payments map[refund.PaymentID]orderPayment
	reserve  []ledger.ReservePart
	keepBack []ledger.KeptBackPart
	refused  refund.Code
	detail   string
}

// newPlan checks a proposal against the order's payments: each payment gives at most what remains of it. A
// leg against one that is stopped waits at the gate.
func newPlan(a refund.Assessment, payments []orderPayment) (plan, error) {
	p := plan{payments: map[refund.PaymentID]orderPayment{}}
	for _, payment := range payments {
		p.payments[payment.id] = payment
	}
	takes, err := takesOf(a)
	if err != nil {
		return p, err
	}
	for _, id := range takes.order {
		payment, ok := p.payments[id]
		if !ok {
			return p, invariant("leg or kept-back against %s, which does not pay the order", id)
		}
		if err := p.take(payment, takes.of[id]); err != nil || p.refused != "" {
			return p, err
		}
	}
	return p, nil
}

// take is what a proposal wants of one payment.
type take struct {
	legsMinor     int64
	keptMinor     int64
	restoredMinor int64
}

type takes struct {
	order []refund.PaymentID
	of    map[refund.PaymentID]take
}

func takesOf(a refund.Assessment) (takes, error) {
	out := takes{of: map[refund.PaymentID]take{}}
	for _, l := range a.Legs {
		sum, err := ledger.Checked(refund.SumMinor(out.at(l.PaymentID).legsMinor, l.AmountMinor))
		if err != nil {
			return out, err
		}
		taken := out.of[l.PaymentID]
		taken.legsMinor = sum
		out.of[l.PaymentID] = taken
	}
	for _, k := range a.KeptBack {
		taken := out.at(k.PaymentID)
		taken.keptMinor += max(0, k.AmountMinor)
		taken.restoredMinor += max(0, -k.AmountMinor)
		out.of[k.PaymentID] = taken
	}
	return out, nil
}

func (t *takes) at(id refund.PaymentID) take {
	taken, seen := t.of[id]
	if !seen {
		t.order = append(t.order, id)
		t.of[id] = taken
	}
	return taken
}

func (p *plan) take(payment orderPayment, want take) error {
	if want.restoredMinor > max(0, payment.keptBackMinor) {
		return invariant("%s: restores %d, but %d was kept back", payment.id, want.restoredMinor, payment.keptBackMinor)
	}
	b, moves := payment.balance(), keptBackMoves(payment.keptBackMinor, want.keptMinor-want.restoredMinor)
	asked, err := ledger.Checked(refund.SumMinor(want.legsMinor, want.keptMinor, -want.restoredMinor))
	if err != nil {
		return err
	}
	needs, err := ledger.Checked(refund.SumMinor(want.legsMinor, moves))
	switch {
	case err != nil:
		return err
	case asked > b.OwedMinor, needs > b.OpenMinor:
		p.refuse(refund.CodeCapExceeded, "payment %s: %d asked, %d owed; %d needed, %d open", payment.id, asked, b.OwedMinor, needs, b.OpenMinor)
	}
	p.reserve = append(p.reserve, ledger.ReservePart{Payment: payment.ref, AmountMinor: want.legsMinor, RestoredMinor: max(0, -moves)})
	if moves > 0 {
		p.keepBack = append(p.keepBack, ledger.KeptBackPart{Payment: payment.ref, AmountMinor: moves})
	}
	return nil
}

func (p *plan) refuse(code refund.Code, format string, args ...any) {
	p.refused, p.detail = code, fmt.Sprintf(format, args...)
}

// checkSums: the components sum to the total, so do the legs, and the tax fits (promise 3).
func checkSums(a refund.Assessment) error {
	var components, legs []int64
	for _, c := range a.Components {
		components = append(components, c.AmountMinor)
	}
	for _, l := range a.Legs {
		legs = append(legs, l.AmountMinor)
		if l.AmountMinor < 0 || (l.Void && l.AmountMinor != 0) {
			return invariant("leg %s: %d minor, void %t", l.LegID, l.AmountMinor, l.Void)
		}
	}
	ofComponents, err := ledger.Checked(refund.SumMinor(components...))
	if err != nil {
		return err
	}
	ofLegs, err := ledger.Checked(refund.SumMinor(legs...))
	if err != nil {
		return err
	}
	if a.TotalMinor < 0 || ofComponents != a.TotalMinor || ofLegs != a.TotalMinor {
		return invariant("total %d, components %d, legs %d", a.TotalMinor, ofComponents, ofLegs)
	}
	return nil
}
