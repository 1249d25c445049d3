package explain

import "github.com/makegood/makegood/refund"

// This file has the formulas of payments (steps of providers, and room for instruments in kind), and reads their
// balances.

// paidWith is what the balances of the payments come to before the request, and the balance of one of them.
type paidWith struct {
	captured, authorised int64
	own                  refund.PaymentBalance
	known                bool
	capture              refund.CaptureBalance
}

// ofPayments are the sources that are balances of payments.
var ofPayments = map[refund.Source]func(paidWith) (int64, bool){
	refund.FromPaymentsCaptured:   func(p paidWith) (int64, bool) { return p.captured, true },
	refund.FromPaymentsUncaptured: func(p paidWith) (int64, bool) { return p.authorised, true },
	refund.FromPaymentOwed:        func(p paidWith) (int64, bool) { return p.own.OwedMinor, p.known },
	refund.FromPaymentKept:        func(p paidWith) (int64, bool) { return p.own.KeptBackMinor, p.known },
	refund.FromCapture:            func(p paidWith) (int64, bool) { return p.capture.AmountMinor, p.known },
	refund.FromCaptureUsed:        func(p paidWith) (int64, bool) { return p.capture.UsedMinor, p.known },
	refund.FromPaymentAdvance:     func(p paidWith) (int64, bool) { return max(0, -p.own.KeptBackMinor), p.known },
}

// fromPayments reads the balances of the payments before the request; false where they are not known.
func (p *proof) fromPayments(read func(paidWith) (int64, bool), of subject) (int64, bool) {
	if p.facts.Payments == nil || p.facts.Order == nil {
		return 0, false
	}
	var paid paidWith
	for i := range p.facts.Payments {
		balance := &p.facts.Payments[i]
		payment := p.payment(balance.PaymentID)
		share := balance.CapturedMinor
		if payment.OrderShareMinor != nil {
			share = *payment.OrderShareMinor
		}
		paid.captured += share
		if payment.AuthorizedMinor != nil {
			paid.authorised += max(0, *payment.AuthorizedMinor-balance.CapturedMinor)
		}
		if string(balance.PaymentID) == of.payment {
			paid.own, paid.known = *balance, true
		}
	}
	for _, capture := range paid.own.Captures {
		if capture.CaptureID == of.capture {
			paid.capture = capture
		}
	}
	return read(paid)
}

// payment is a payment's facts: the pinned ones, or the request's for one learned later.
func (p *proof) payment(id refund.PaymentID) refund.Payment {
	orders := []*refund.Order{p.facts.Order}
	if p.facts.Request != nil {
		orders = append(orders, &p.facts.Request.Order)
	}
	for _, order := range orders {
		for i := range order.Payments {
			if order.Payments[i].PaymentID == id {
				return order.Payments[i]
			}
		}
	}
	return refund.Payment{PaymentID: id}
}

// moved is a payment on its way to what its provider moves.
type moved struct{ share, owed, step, moves int64 }

// providerSteps moves shares to whole steps.
func (s *reading) providerSteps() int64 {
	rows := s.rows()
	all := make([]moved, len(rows))
	free := false
	for i := range rows {
		named, _ := s.cells(&rows[i])
		all[i] = moved{share: named["share"], owed: named["owed"] - named["rounded"], step: named["step"], moves: named["share"]}
		if all[i].step > 1 {
			all[i].owed = named["owed"]
		}
		free = free || all[i].step == 1
	}
	var due int64
	for i := range all {
		if all[i].step > 1 {
			named, _ := s.cells(&rows[i])
			due += all[i].share + named["rounded"]
			due = all[i].take(due, free)
		}
	}
	s.takeRest(all, due)
	var over int64
	for i := range all {
		s.inRow(&rows[i], all[i].moves, rows[i].Cells[len(rows[i].Cells)-1])
		over += all[i].moves - all[i].share
	}
	return over
}

// take lets a payment with a step move what is due, and returns what is left over.
func (m *moved) take(due int64, down bool) int64 {
	wanted := (max(0, due) + m.step/2) / m.step * m.step
	if down {
		wanted = max(0, due) / m.step * m.step
	}
	m.moves = min(wanted, max(0, m.owed)/m.step*m.step)
	return due - m.moves
}

// takeRest gives what is left over to payments without a step, then in whole steps to the others.
func (s *reading) takeRest(all []moved, rest int64) {
	for i := range all {
		if all[i].step == 1 {
			more := max(-all[i].moves, min(rest, max(0, all[i].owed)-all[i].moves))
			all[i].moves += more
			rest -= more
		}
	}
	for i := range all {
		if m := &all[i]; m.step > 1 {
			more := min((max(0, rest)+m.step/2)/m.step*m.step, max(0, m.owed)/m.step*m.step-m.moves)
			m.moves += more
			rest -= more
		}
	}
}

// room gives instruments more in the order of the rows.
func (s *reading) room() int64 {
	rows := s.rows()
	missing := -s.sum("later")
	for i := range rows {
		missing += rows[i].Cells[0] - rows[i].Cells[1]
	}
	missing = min(missing, s.sum("to_all")-s.sum("shared"))
	var sum int64
	for i := range rows {
		more := max(0, min(missing, rows[i].Cells[0]-rows[i].Cells[1]))
		s.inRow(&rows[i], more, rows[i].Cells[2])
		missing -= more
		sum += more
	}
	return sum
}
