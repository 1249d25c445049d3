package sqlstore

import (
	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// plan is what a reservation takes of the order's payments, or the problem that stops it.
type plan struct {
	payments map[refund.PaymentID]orderPayment
	reserve  []ledger.ReservePart
	keepBack []ledger.KeptBackPart
	// waits are payments whose legs wait as Held: a bank has the funds, and they are owed all the same.
	waits map[refund.PaymentID]bool
	// problem is why the order's payments do not carry the proposal; nil when they do.
	problem *refund.Problem
}

// newPlan checks a proposal against the order's payments: each payment gives at most what remains of it. A
// leg against one that is stopped waits at the gate. What a payment owes beyond what is open of it can only be in
// dispute (MONEY, check 9): while one is open nothing is reserved and the legs wait as Held, and after it was lost a
// person looks.
func newPlan(a refund.Assessment, payments []orderPayment) (plan, error) {
	p := plan{payments: map[refund.PaymentID]orderPayment{}, waits: map[refund.PaymentID]bool{}}
	for _, payment := range payments {
		p.payments[payment.id] = payment
	}
	demands, err := demandsOf(a)
	if err != nil {
		return p, err
	}
	for _, id := range demands.order {
		payment, ok := p.payments[id]
		if !ok {
			return p, invariant("leg or kept-back against %s, which does not pay the order", id)
		}
		if err := p.add(payment, demands.of[id]); err != nil || p.problem != nil {
			return p, err
		}
	}
	p.problem, err = capturesTaken(a, p.payments)
	return p, err
}

// demand is what a proposal wants of one payment.
type demand struct {
	legsMinor     int64
	keptMinor     int64
	restoredMinor int64
}

// demands are those of all payments, in the sequence in which the proposal names them.
type demands struct {
	order []refund.PaymentID
	of    map[refund.PaymentID]demand
}

func demandsOf(a refund.Assessment) (demands, error) {
	out := demands{of: map[refund.PaymentID]demand{}}
	for _, l := range a.Legs {
		sum, err := ledger.Checked(refund.SumMinor(out.at(l.PaymentID).legsMinor, l.AmountMinor))
		if err != nil {
			return out, err
		}
		d := out.of[l.PaymentID]
		d.legsMinor = sum
		out.of[l.PaymentID] = d
	}
	for _, k := range a.KeptBack {
		d := out.at(k.PaymentID)
		d.keptMinor += max(0, k.AmountMinor)
		d.restoredMinor += max(0, -k.AmountMinor)
		out.of[k.PaymentID] = d
	}
	return out, nil
}

// at is the demand on a payment; one that was not named before is added to the sequence.
func (d *demands) at(id refund.PaymentID) demand {
	found, seen := d.of[id]
	if !seen {
		d.order = append(d.order, id)
		d.of[id] = found
	}
	return found
}

// add plans what is taken of a payment, or sets the plan's problem when the payment does not carry it.
func (p *plan) add(payment orderPayment, want demand) error {
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
	case asked <= b.OwedMinor && needs > b.OpenMinor && moves == 0 && b.DisputedMinor > 0:
		p.waits[payment.id] = true
		return nil
	case asked <= b.OwedMinor && needs > b.OpenMinor && moves == 0 && b.ChargedBackMinor > 0:
		p.problem = problemf(refund.CodeReturnedByDispute, "payment %s: %d asked, %d open; a lost dispute took %d, and the customer may have the money by it",
			payment.id, asked, b.OpenMinor, b.ChargedBackMinor)
	case asked > b.OwedMinor, needs > b.OpenMinor:
		p.problem = problemf(refund.CodeCapExceeded, "payment %s: %d asked, %d owed; %d needed, %d open", payment.id, asked, b.OwedMinor, needs, b.OpenMinor)
	}
	p.reserve = append(p.reserve, ledger.ReservePart{Payment: payment.ref, AmountMinor: want.legsMinor, RestoredMinor: max(0, -moves)})
	if moves > 0 {
		p.keepBack = append(p.keepBack, ledger.KeptBackPart{Payment: payment.ref, AmountMinor: moves})
	}
	return nil
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
